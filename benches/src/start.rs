//! How long the command takes to say what it can do, of many starts.

use std::{
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use crate::{cost::median, end};

const STARTS: usize = 300;
/// In milliseconds: all but 1 of 100 starts are to take less.
const TARGET: f64 = 10.0;

/// Prints it.
///
/// # Panics
/// When the command cannot be started.
pub fn times(command: &str) -> ExitCode {
    let start = |_| {
        let began = Instant::now();
        let ended =
            Command::new(command).arg("--help").stdout(Stdio::null()).status().expect("it can be started");
        assert!(ended.success());
        began.elapsed().as_secs_f64() * 1e3
    };
    let mut times: Vec<f64> = (0..STARTS).map(start).collect();
    times.sort_by(f64::total_cmp);
    let slow = times[STARTS * 99 / 100];
    println!("| `trunkline --help`, the slowest 1 of 100 of {STARTS} starts | {slow:.1} ms |");
    println!("| `trunkline --help`, median | {:.1} ms |", median(times));
    end(slow >= TARGET)
}
