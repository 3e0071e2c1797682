//! A migration that dies at any of its requests, in any of three ways, is run again: both accounts are as after one that
//! did not die, and until the cutover nothing on the old one has changed.
//!
//! A cell is a direction, a request of prepare, verify or cutover, and a way to die.
//! `TRUNKLINE_MIGRATION_MATRIX=whole` tries all of them; otherwise those of the requests that add targets, which have no
//! key at a carrier, and that bind numbers, are a sample.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod cell;
#[path = "../shared/death.rs"]
mod death;
#[path = "../crash_matrix/kept.rs"]
#[allow(dead_code, reason = "what nobody may touch is another matter here")]
mod kept;
#[path = "../shared/variables.rs"]
mod variables;
mod world;

use std::{env, sync::Arc};

use libtest_mimic::{Arguments, Trial};

use cell::Cell;
use death::{Request, Way};
use world::{Direction, Reference};

fn main() {
    let arguments = Arguments::from_args();
    let whole = env::var("TRUNKLINE_MIGRATION_MATRIX").is_ok_and(|which| which == "whole");
    let mut trials = Vec::new();
    for direction in Direction::ALL {
        let reference = Arc::new(play(Reference::make(direction)));
        assert!(reference.requests.len() >= 20, "{} requests are not many", reference.requests.len());
        for request in reference.requests.iter().filter(|request| whole || is_telling(request)) {
            for way in Way::ALL {
                let cell = Cell { request: request.clone(), way, direction };
                let reference = Arc::clone(&reference);
                trials.push(Trial::test(cell.name(), move || {
                    play(cell.run(&reference));
                    Ok(())
                }));
            }
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        let cells = conclusion.num_passed + conclusion.num_failed;
        println!("{cells} cells, {} passed", conclusion.num_passed);
    }
    conclusion.exit();
}

/// Whether nothing at the carrier tells that it was carried out, or a number is switched by it.
fn is_telling(request: &Request) -> bool {
    let operations =
        ["add destinations", "CreateOriginationUrl", "map number", "CreatePhoneNumber", "DeletePhoneNumber"];
    operations.contains(&request.operation)
}

fn play<T>(scenario: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(scenario)
}
