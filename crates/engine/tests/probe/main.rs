//! Probes of peers in this process, over real sockets.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod answers;
mod certificates;
mod in_time;
mod peer;
