//! What a process has used.

use std::{fs, time::Duration};

use rustix::time::{ClockId, clock_gettime};

/// CPU time of this process, all of its threads, in seconds.
pub fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default()).as_secs_f64()
}

/// The most memory that this process has had at any time, in MiB, as Linux counts it (`VmHWM`).
///
/// # Panics
/// Where `/proc` does not say.
pub fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("this is Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.expect("Linux says so in kB") / 1024
}

/// The middle one.
///
/// # Panics
/// Of none.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
