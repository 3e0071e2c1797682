//! The suite must be able to fail: backends that are each broken in one way, and the scenario that catches each.
//!
//! A mutant counts as caught when the scenario named for it fails with it and passes without it. The table at the end
//! of the run shows which scenario stands for which mistake.

mod acls;
mod caller_ids;
mod carrier;
mod credentials;
mod faults;
mod harness;
mod held;
mod mutation;
mod numbers;
mod originations;
mod others;
mod provider;
mod trunks;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use libtest_mimic::{Arguments, Failed, Trial};
use trunkline_conformance::{HarnessMaker, Scenario, Verdict, families, play};

use self::{
    harness::InMemory,
    mutation::{MUTANTS, Mutant, Mutation},
};

fn main() {
    let arguments = Arguments::from_args();
    let caught = Arc::new(Mutex::new(BTreeSet::new()));
    let mut trials = vec![
        Trial::test("the_carrier_without_a_mutation_passes", || passes(&|| InMemory::made(None))),
        Trial::test("a_carrier_that_folds_names_passes_once_the_suite_is_told", folding_is_told),
        Trial::test("a_carrier_of_addresses_or_credentials_passes", || passes(&|| InMemory::by_either(None))),
    ];
    trials.extend(MUTANTS.iter().enumerate().map(|(place, mutant)| {
        let caught = Arc::clone(&caught);
        Trial::test(format!("{:?}", mutant.mutation), move || {
            is_caught(mutant)?;
            caught.lock().unwrap_or_else(PoisonError::into_inner).insert(place);
            Ok(())
        })
    }));
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        print_table(&caught.lock().unwrap_or_else(PoisonError::into_inner));
    }
    conclusion.exit();
}

/// Every scenario passes, so that what fails with a mutation fails because of it.
fn passes(maker: &dyn HarnessMaker) -> Result<(), Failed> {
    for family in families() {
        for scenario in family.scenarios {
            if let Verdict::Failed(why) = play(scenario, maker) {
                return Err(format!("{}::{}: {why}", family.name, scenario.name).into());
            }
        }
    }
    Ok(())
}

/// That names come back in another way is no mistake of the backend, and is one where nobody said so.
fn folding_is_told() -> Result<(), Failed> {
    passes(&|| InMemory::folding(true))?;
    for reading in ["trunks::create_then_read", "credentials::add_list_remove"] {
        let scenario = named(reading).ok_or_else(|| format!("no scenario {reading}"))?;
        let verdict = play(scenario, &|| InMemory::folding(false));
        if !matches!(verdict, Verdict::Failed(_)) {
            return Err(
                format!("{reading} lets a name through that is not the one written: {verdict:?}").into()
            );
        }
    }
    Ok(())
}

fn is_caught(mutant: &Mutant) -> Result<(), Failed> {
    let scenario = named(mutant.caught_by).ok_or_else(|| format!("no scenario {}", mutant.caught_by))?;
    let made = match mutant.mutation {
        // It does what other carriers may.
        Mutation::MixesWhatItCannot => InMemory::by_either,
        _ => InMemory::made,
    };
    let sound = play(scenario, &move || made(None));
    if sound != Verdict::Passed {
        return Err(format!("{} without the mutation: {sound:?}", mutant.caught_by).into());
    }
    let mutation = mutant.mutation;
    match play(scenario, &move || made(Some(mutation))) {
        Verdict::Failed(_) => Ok(()),
        verdict => Err(format!("{} lets it through: {verdict:?}", mutant.caught_by).into()),
    }
}

/// A scenario by family and name: `acl::range`.
fn named(name: &str) -> Option<&'static Scenario> {
    let (family, scenario) = name.split_once("::")?;
    let family = families().iter().find(|other| other.name == family)?;
    family.scenarios.iter().find(|other| other.name == scenario)
}

fn print_table(caught: &BTreeSet<usize>) {
    println!("| mutant | caught by |\n| --- | --- |");
    for (place, mutant) in MUTANTS.iter().enumerate() {
        let by = if caught.contains(&place) { mutant.caught_by } else { "nothing" };
        println!("| {} | {by} |", mutant.what);
    }
    println!("\n{} of {} caught", caught.len(), MUTANTS.len());
}
