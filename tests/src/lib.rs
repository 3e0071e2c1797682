//! What the tests of this package share: a [`Harness`](trunkline_conformance::Harness) for each carrier.

pub mod exotel;
pub mod memory;
pub mod simulated;
pub mod twilio;
