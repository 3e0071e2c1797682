//! How long the command takes to say what it can do: the middle of many starts.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use crate::cost::median;

const STARTS: usize = 300;

/// Prints it.
///
/// # Panics
/// When the command cannot be started.
pub fn times(command: &str) {
    let start = |_| {
        let began = Instant::now();
        let ended =
            Command::new(command).arg("--help").stdout(Stdio::null()).status().expect("it can be started");
        assert!(ended.success());
        began.elapsed().as_secs_f64() * 1e3
    };
    let mut times: Vec<f64> = (0..STARTS).map(start).collect();
    times.sort_by(f64::total_cmp);
    println!(
        "| `trunkline --help`, the slowest 1 of 100 of {STARTS} starts | {:.1} ms |",
        times[STARTS * 99 / 100]
    );
    println!("| `trunkline --help`, median | {:.1} ms |", median(times));
}
