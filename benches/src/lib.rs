//! The benches: what each measures, and what they share.

pub mod calls;
pub mod cost;
pub mod fleet;
pub mod instructions;
pub mod peers;
pub mod scale;
pub mod sent;
pub mod simulator;
pub mod start;
pub mod waiting;

use std::process::ExitCode;

/// What a bench ends with: 3 when a figure falls short of its target, which is no crash. `.ci/bench` tells the two apart.
#[must_use]
pub fn end(falls_short: bool) -> ExitCode {
    if falls_short { ExitCode::from(3) } else { ExitCode::SUCCESS }
}
