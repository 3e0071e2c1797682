//! How many requests a minute and how many at once: a client that keeps to what a carrier takes is never refused, and
//! one that does not says truly what came of it.
//!
//! In each position of the simulator's switches about it, since nobody outside a carrier knows how it counts.

#![allow(clippy::unwrap_used, reason = "a test")]

mod at_once;
mod per_minute;
mod ten_minutes;
mod virtual_time;

use trunkline_sim::Simulator;

/// How many requests the carrier has refused for being too many.
fn refused(simulator: &Simulator) -> usize {
    simulator.requests().iter().filter(|request| request.status == Some(429)).count()
}
