//! A migration that dies at any of its requests, in any of three ways, is gone on with: both accounts are as after one that
//! did not die, stage by stage. Until the cutover nothing on the old account has changed, and until it is retired nothing of
//! it is lost; a number that moves is on a trunk of either account at any time. A preparation and a cutover that die are
//! taken back as well; no rollback deletes anything on Twilio.
//!
//! A cell is a direction, a request of a stage, a way to die, and what is done then.
//! `TRUNKLINE_MIGRATION_MATRIX=whole` tries all of them; otherwise those of the requests that create trunks and add targets, which have no
//! key at a carrier, that bind and unbind numbers, and that delete trunks, are a sample.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod cell;
#[path = "../shared/death.rs"]
mod death;
mod journey;
#[path = "../crash_matrix/kept.rs"]
#[allow(dead_code, reason = "what nobody may touch is another matter here")]
mod kept;
#[path = "../shared/variables.rs"]
mod variables;
mod world;

use std::{env, sync::Arc};

use libtest_mimic::{Arguments, Trial};

use cell::{Cell, Then};
use death::{Request, Way};
use journey::{Direction, End, Journey};

fn main() {
    let arguments = Arguments::from_args();
    let whole = env::var("TRUNKLINE_MIGRATION_MATRIX").is_ok_and(|which| which == "whole");
    let mut trials = Vec::new();
    for direction in Direction::ALL {
        for end in End::ALL {
            let journey = Arc::new(play(Journey::make(direction, end)));
            for cell in cells(&journey).filter(|cell| whole || is_telling(&cell.request)) {
                let journey = Arc::clone(&journey);
                trials.push(Trial::test(cell.name(&journey), move || {
                    play(cell.run(&journey));
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

/// The cells of a migration. Both ends have the first three stages, which are gone on with to the first, and of which the
/// preparation and the cutover are given up on the way to the second.
fn cells(journey: &Journey) -> impl Iterator<Item = Cell> {
    let parts = journey.parts.iter().enumerate();
    let number = journey.direction.number();
    parts.flat_map(move |(part, stage)| {
        let then = match (journey.end, part) {
            (End::TakenBack, 0 | 2) => Some(Then::TakeBack),
            (End::TakenBack, 1) => None,
            _ => Some(Then::GoOn),
        };
        then.into_iter().flat_map(move |then| {
            stage.requests.iter().flat_map(move |request| {
                Way::ALL.map(|way| Cell { part, request: request.clone(), number, way, then })
            })
        })
    })
}

/// Whether nothing at the carrier tells that it was carried out, or a number is switched by it, or a trunk goes.
fn is_telling(request: &Request) -> bool {
    let operations = [
        "create trunk",
        "CreateTrunk",
        "add destinations",
        "CreateOriginationUrl",
        "map number",
        "CreatePhoneNumber",
        "DeletePhoneNumber",
        "delete trunk",
        "DeleteTrunk",
    ];
    operations.contains(&request.operation)
}

fn play<T>(scenario: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(scenario)
}
