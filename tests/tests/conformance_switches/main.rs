//! The suite with each switch of the simulator in each position that is not its default, one at a time: what no source
//! settles about a carrier may turn out either way, and the backends work.
//!
//! One test per position, called as it displays: `exotel.unknown_trunk=forbidden`. Where a carrier that behaves so
//! leaves no backend a way to keep a scenario's promise, a test of its own shows what holds [instead](INSTEAD).

#![allow(clippy::unwrap_used, reason = "a test")]

mod instead;

use std::{num::NonZero, sync::Arc, thread::available_parallelism};

use futures::future::BoxFuture;
use libtest_mimic::{Arguments, Failed, Trial};
use trunkline_conformance::{Harness, HarnessError, HarnessMaker, Scenario, Verdict, families, play};
use trunkline_sim::{
    Carrier,
    switches::{Position, Switches},
};
use trunkline_tests::{exotel, simulated::Simulated, twilio};

/// More than any scenario sends. How a client keeps to the limit, however it is counted, the tests of rate limits show.
const OUT_OF_REACH: u32 = 100_000;

/// A scenario that no backend can pass where the carrier behaves so.
struct Instead {
    position: &'static str,
    scenario: &'static str,
    /// Why not.
    why: &'static str,
    /// What holds all the same.
    holds: fn(Arc<dyn Harness>) -> BoxFuture<'static, ()>,
}

const INSTEAD: &[Instead] = &[
    Instead {
        position: "exotel.unowned_number=accepted",
        scenario: "numbers::not_owned",
        why: "the carrier maps and lists the number like any other, and no request of its trunking API tells whose it is",
        holds: |harness| Box::pin(instead::a_foreign_number_is_shown_and_can_be_unbound(harness)),
    },
    Instead {
        position: "exotel.number_elsewhere=moved",
        scenario: "concurrency::one_number_for_many_trunks",
        why: "the last write has the number, and no request binds it only if it is free",
        holds: |harness| Box::pin(instead::one_trunk_has_the_number_in_the_end(harness)),
    },
    Instead {
        position: "exotel.user_name_again=accepted",
        scenario: "concurrency::the_same_credential",
        why: "each write adds one, and no request adds it only if it is not there",
        holds: |harness| Box::pin(instead::every_credential_is_one_that_a_writer_was_told_of(harness)),
    },
    Instead {
        position: "twilio.number_elsewhere=moves",
        scenario: "concurrency::one_number_for_many_trunks",
        why: "the last write has the number, and no request binds it only if it is free",
        holds: |harness| Box::pin(instead::one_trunk_has_the_number_in_the_end(harness)),
    },
    Instead {
        position: "twilio.username_again=accepted",
        scenario: "concurrency::the_same_credential",
        why: "each write adds one, and no request adds it only if it is not there",
        holds: |harness| Box::pin(instead::every_credential_is_one_that_a_writer_was_told_of(harness)),
    },
];

fn main() {
    let positions = Switches::positions()
        .into_iter()
        .map(|position| Trial::test(position.to_string(), move || whole_suite(&position)));
    let instead = INSTEAD.iter().map(|row| {
        Trial::test(format!("{}, instead of {}", row.position, row.scenario), move || what_holds(row))
    });
    let mut arguments = Arguments::from_args();
    // A test waits for timeouts and retries about half of its time.
    arguments.test_threads.get_or_insert(2 * available_parallelism().map_or(1, NonZero::get));
    libtest_mimic::run(&arguments, positions.chain(instead).collect()).exit();
}

/// Every scenario but those of [`INSTEAD`].
fn whole_suite(position: &Position) -> Result<(), Failed> {
    let (name, maker) = (position.to_string(), maker(position));
    let failures: String = scenarios()
        .filter(|(scenario, _)| !INSTEAD.iter().any(|row| row.position == name && row.scenario == scenario))
        .filter_map(|(name, scenario)| match play(scenario, &*maker) {
            Verdict::Failed(why) => Some(format!("{name}: {why}\n")),
            Verdict::Passed | Verdict::Unsupported(_) => None,
        })
        .collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.into()) }
}

/// A scenario that passes has no place in [`INSTEAD`]; of one that does not, what holds all the same.
fn what_holds(row: &Instead) -> Result<(), Failed> {
    let position = Switches::positions().into_iter().find(|position| position.to_string() == row.position);
    let scenario = scenarios().find(|(name, _)| name == row.scenario);
    let (Some(position), Some((_, scenario))) = (position, scenario) else {
        return Err("there is no such position, or no such scenario".into());
    };
    let maker = maker(&position);
    if !matches!(play(scenario, &*maker), Verdict::Failed(_)) {
        return Err(format!("the scenario passes, although {}", row.why).into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let harness = maker.make().await?;
        (row.holds)(Arc::from(harness)).await;
        Ok(())
    })
}

fn scenarios() -> impl Iterator<Item = (String, &'static Scenario)> {
    families().iter().flat_map(|family| {
        family.scenarios.iter().map(|scenario| (format!("{}::{}", family.name, scenario.name), scenario))
    })
}

/// A simulator with one switch in another position for each scenario, and the backend of the carrier whose switch it
/// is.
fn maker(position: &Position) -> Box<dyn HarnessMaker> {
    let mut switches = position.switches.clone();
    switches.exotel.rate_limit = switches.exotel.rate_limit.map(|_| OUT_OF_REACH);
    match position.carrier {
        Carrier::Exotel => Box::new(move || switched(exotel::harness(), switches.clone())),
        Carrier::Twilio => Box::new(move || switched(twilio::harness(), switches.clone())),
        other => unreachable!("{other:?} has no backend"),
    }
}

async fn switched(
    harness: impl Future<Output = Result<Simulated, HarnessError>>,
    switches: Switches,
) -> Result<Simulated, HarnessError> {
    let simulated = harness.await?;
    simulated.simulator().set_switches(switches);
    Ok(simulated)
}
