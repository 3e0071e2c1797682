//! An apply that dies at any of its requests, in any of three ways, is resumed: the world is as after one that did not
//! die, nothing is there twice, and nothing that is not the file's was touched.
//!
//! A cell is a request of the apply, a way to die, and a store. `TRUNKLINE_CRASH_MATRIX=whole` tries all of them; otherwise
//! those of the requests that add targets, which have no key at a carrier, are a sample. On PostgreSQL each cell has a schema
//! of its own on the server at `TRUNKLINE_TEST_POSTGRES_URL`.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod cell;
mod command;
#[path = "../shared/death.rs"]
mod death;
mod kept;
mod place;
mod seed;
#[path = "../shared/variables.rs"]
mod variables;
mod world;

use std::{env, sync::Arc};

use libtest_mimic::{Arguments, Completion, Trial};

use cell::Cell;
use death::{Request, Way};
use place::Kind;
use world::Reference;

const POSTGRES: &str = "TRUNKLINE_TEST_POSTGRES_URL";
/// The smallest number of requests that is representative.
const MANY: usize = 40;

fn main() {
    let arguments = Arguments::from_args();
    let whole = env::var("TRUNKLINE_CRASH_MATRIX").is_ok_and(|which| which == "whole");
    let postgres = env::var(POSTGRES).ok();
    let reference = Arc::new(play(Reference::make()));
    assert!(reference.requests.len() >= MANY, "{} requests are not many", reference.requests.len());

    let mut trials = Vec::new();
    for request in reference.requests.iter().filter(|request| whole || has_no_key(request)) {
        for way in Way::ALL {
            for store in Kind::ALL {
                let cell = Cell { request: request.clone(), way, store };
                trials.push(trial(cell, &reference, postgres.clone(), whole));
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

/// Whether it adds targets: nothing at a carrier tells whether it was carried out already.
fn has_no_key(request: &Request) -> bool {
    matches!(request.operation, "add destinations" | "CreateOriginationUrl") && request.of_operation == 1
}

fn trial(cell: Cell, reference: &Arc<Reference>, postgres: Option<String>, whole: bool) -> Trial {
    let reference = Arc::clone(reference);
    Trial::ignorable_test(cell.name(), move || {
        if cell.store == Kind::Postgres && postgres.is_none() {
            let why = format!("{POSTGRES} is not set; `just crash-matrix` starts a server");
            return if whole { Err(why.into()) } else { Ok(Completion::ignored_with(why)) };
        }
        play(cell.run(&reference, postgres.as_deref()));
        Ok(Completion::Completed)
    })
}

fn play<T>(scenario: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(scenario)
}
