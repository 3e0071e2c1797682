//! Carriers on loopback.

mod clock;
mod fixture;
mod ids;
