//! Many trunks: what it takes to create them, to go on after a death, and to observe and plan them.
//!
//! Each part runs in a process of its own, so that its memory is its own; the simulator too.

mod journal;
mod parts;
mod processes;

pub use parts::part;
pub use processes::Part;

use std::process::ExitCode;

use tokio::runtime::Runtime;
use trunkline_sim::Carrier;

use self::{
    journal::journal,
    processes::{ROUNDS, measure},
};
use crate::{cost::median, end, fleet::Fleet};

/// In MiB: what observing and planning may take at most.
const MOST_MEMORY: f64 = 300.0;

/// In seconds: how long a resume may take until its first step.
const RESUMES_IN: f64 = 1.0;

/// Prints what so many trunks take. The targets are the memory to observe and to plan them, and the
/// time of a resume.
///
/// # Panics
/// When a part fails.
pub fn tables(sizes: &[usize], runtime: &Runtime) -> ExitCode {
    let mut falls_short = false;
    let mut applied = Vec::new();
    println!("| trunks | carrier | there is | read the file | observe | plan | CPU time | peak memory |");
    println!("| ---: | --- | --- | ---: | ---: | ---: | ---: | ---: |");
    for &trunks in sizes {
        for carrier in [Carrier::Exotel, Carrier::Twilio] {
            let fleet = Fleet { carrier, trunks };
            let name = fleet.carrier_name();
            let [nothing, died, resumed, all] = measure(fleet);
            for (there, looked) in [("nothing", nothing), ("all", all)] {
                let [read, observe, plan, cpu, peak] = looked[..] else { panic!("{looked:?}") };
                falls_short |= peak > MOST_MEMORY;
                println!(
                    "| {trunks} | {name} | {there} | {read:.3} s | {observe:.2} s | {plan:.3} s | {cpu:.2} s | {peak} MiB |"
                );
            }
            let ([steps, took, apply_peak], [resume, resume_peak]) = (&died[..], &resumed[..]) else {
                panic!("{died:?} {resumed:?}");
            };
            falls_short |= *resume >= RESUMES_IN;
            let speed = steps / took;
            applied.push(format!(
                "| {trunks} | {name} | {steps} | {took:.1} s | {speed:.0} | {apply_peak} MiB | {resume:.2} s | {resume_peak} MiB |"
            ));
        }
    }
    println!(
        "\n| trunks | carrier | steps until it dies | took | steps a second | peak memory | then: resume until its first step | peak memory |"
    );
    println!("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for line in applied {
        println!("{line}");
    }
    println!("\n| steps at the same time | the journal alone: steps a second |");
    println!("| ---: | ---: |");
    for (tasks, steps) in [(1, 4_000), (16, 100_000), (256, 100_000)] {
        let speed = |round| {
            progress(&format!(
                "the journal alone, {tasks} steps at the same time, round {round} of {ROUNDS}"
            ));
            runtime.block_on(journal(steps, tasks))
        };
        println!("| {tasks} | {:.0} |", median((1..=ROUNDS).map(speed).collect()));
    }
    end(falls_short)
}

/// Says what begins: all of it takes minutes.
fn progress(what: &str) {
    eprintln!("{what}");
}
