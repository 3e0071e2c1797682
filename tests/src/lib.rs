//! What the tests of this package share: a [`Harness`](trunkline_conformance::Harness) for each carrier.

pub mod budget;
pub mod capability_matrix;
pub mod clients;
pub mod dispatch;
pub mod exotel;
pub mod live;
pub mod memory;
pub mod odd;
pub mod simulated;
pub mod twilio;
pub mod untrusted;
pub mod watch;
