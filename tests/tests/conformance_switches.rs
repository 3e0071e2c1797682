//! The suite with each switch of the simulator in each position that is not its default, one at a time: what no source
//! settles about a carrier may turn out either way, and the backends work.
//!
//! One test per position, called as it displays: `exotel.unknown_trunk=forbidden`. One more for each line of
//! [`UNTELLABLE`], shown as ignored with its reason.

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use trunkline_conformance::{HarnessError, HarnessMaker, Scenario, Verdict, families, play};
use trunkline_sim::{
    Carrier,
    switches::{Position, Switches},
};
use trunkline_tests::{exotel, simulated::Simulated, twilio};

/// What no backend can do where the carrier behaves so: the position, the scenario, and why.
const UNTELLABLE: &[(&str, &str, &str)] = &[
    (
        "exotel.unowned_number=accepted",
        "numbers::not_owned",
        "the number is then mapped and listed like any other: nothing of the trunking API tells that it is another's",
    ),
    (
        "exotel.number_elsewhere=moved",
        "concurrency::one_number_for_many_trunks",
        "the last write then has the number: no request says that it is to be bound only if it is free",
    ),
    (
        "exotel.user_name_again=accepted",
        "concurrency::the_same_credential",
        "each write then adds one: no request says that it is to be added only if it is not there",
    ),
    (
        "twilio.number_elsewhere=moves",
        "concurrency::one_number_for_many_trunks",
        "the last write then has the number: no request says that it is to be bound only if it is free",
    ),
    (
        "twilio.username_again=accepted",
        "concurrency::the_same_credential",
        "each write then adds one: no request says that it is to be added only if it is not there",
    ),
];

fn main() {
    let positions = Switches::positions()
        .into_iter()
        .map(|position| Trial::test(position.to_string(), move || whole_suite(&position)));
    let untellable = UNTELLABLE.iter().map(|(position, scenario, why)| {
        Trial::ignorable_test(format!("{position}::{scenario}"), move || alone(position, scenario, why))
    });
    libtest_mimic::run(&Arguments::from_args(), positions.chain(untellable).collect()).exit();
}

/// Every scenario but those of [`UNTELLABLE`].
fn whole_suite(position: &Position) -> Result<(), Failed> {
    let (name, maker) = (position.to_string(), maker(position));
    let failures: String = scenarios()
        .filter(|(scenario, _)| !UNTELLABLE.iter().any(|(of, other, _)| *of == name && other == scenario))
        .filter_map(|(name, scenario)| match play(scenario, &*maker) {
            Verdict::Failed(why) => Some(format!("{name}: {why}\n")),
            Verdict::Passed | Verdict::Unsupported(_) => None,
        })
        .collect();
    if failures.is_empty() { Ok(()) } else { Err(failures.into()) }
}

/// A scenario of [`UNTELLABLE`]: one that passes has no place there.
fn alone(position: &str, scenario: &str, why: &str) -> Result<Completion, Failed> {
    let position = Switches::positions().into_iter().find(|other| other.to_string() == position);
    let scenario = scenarios().find(|(name, _)| name == scenario);
    let (Some(position), Some((_, scenario))) = (position, scenario) else {
        return Err("there is no such position, or no such scenario".into());
    };
    match play(scenario, &*maker(&position)) {
        Verdict::Failed(_) => Ok(Completion::ignored_with(why)),
        Verdict::Passed | Verdict::Unsupported(_) => Err("it does not fail".into()),
    }
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
    if !position.switch.starts_with("rate_") {
        // Scenarios that send more than 200 requests would wait for the next minute.
        switches.exotel.rate_limit = None;
    }
    match position.carrier {
        Carrier::Exotel => Box::new(move || switched(exotel::harness(), switches.clone())),
        Carrier::Twilio => Box::new(move || switched(twilio::harness(), switches.clone())),
        other => unreachable!("{other:?} has no backend"),
    }
}

async fn switched(
    harness: impl Future<Output = Result<Simulated, HarnessError>>,
    mut switches: Switches,
) -> Result<Simulated, HarnessError> {
    let simulated = harness.await?;
    // As the harness has it: the scenarios about failures send more than Exotel takes in a minute.
    switches.exotel.rate_limit = simulated.simulator().switches().exotel.rate_limit;
    simulated.simulator().set_switches(switches);
    Ok(simulated)
}
