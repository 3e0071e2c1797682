//! What is not of a carrier but of the simulator itself: starting and stopping, the log, faults, saved states,
//! switches and the control API.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod answers;
mod connections;
mod control;
mod lifecycle;
mod lists;
mod log;
mod readme;
mod rules;
mod state;
mod support;
mod switches;
