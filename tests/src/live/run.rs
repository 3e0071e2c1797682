//! A live run from its first look at the account to the suite.

use std::{env, fmt::Write as _, process};

use futures::TryStreamExt as _;
use libtest_mimic::{Arguments, Completion, Trial};
use trunkline::{
    model::{E164, Trunk},
    provider::Provider,
};
use trunkline_conformance::{Harness as _, HarnessError, families};

use super::{
    Account,
    harness::Live,
    mark,
    rehearsal::{Tally, rehearse},
};

/// `1` where a real account is meant.
const SWITCH: &str = "TRUNKLINE_LIVE";

/// Runs the suite against the account that the environment names, and ends the process.
///
/// Without `TRUNKLINE_LIVE=1`, or without a variable of such an account, every scenario is shown as ignored with that
/// reason, and nothing is sent.
pub fn main(account: &Account) -> ! {
    let suite = format!("live_{}", account.carrier);
    let arguments = Arguments::from_args();
    if let Some(why) = why_not(account, &arguments) {
        ignored(&suite, &why, &arguments);
    }
    match prepare(*account) {
        Ok((live, plan)) => {
            eprintln!("{plan}");
            trunkline_conformance::main(&suite, live)
        }
        Err(error) => {
            eprintln!("{suite}: nothing was created: {error}");
            process::exit(101);
        }
    }
}

fn why_not(account: &Account, arguments: &Arguments) -> Option<String> {
    if env::var(SWITCH).as_deref() != Ok("1") {
        Some(format!("{SWITCH} is not 1: no real account is touched"))
    } else if !account.is_given() {
        Some(format!("none of {} is set", account.variables.join(", ")))
    } else {
        arguments.list.then(|| "a list of tests needs no account".to_owned())
    }
}

fn ignored(suite: &str, why: &str, arguments: &Arguments) -> ! {
    let scenarios =
        families().iter().flat_map(|family| family.scenarios.iter().map(move |one| (family, one)));
    let trials = scenarios.map(|(family, scenario)| {
        let why = why.to_owned();
        let name = format!("{suite}::{}::{}", family.name, scenario.name);
        Trial::ignorable_test(name, move || Ok(Completion::ignored_with(why)))
    });
    libtest_mimic::run(arguments, trials.collect()).exit()
}

/// Rehearses, looks at the account, and says what will be created there. Writes nothing.
fn prepare(account: Account) -> Result<(Live, String), HarnessError> {
    let (numbers, limit) = (account.bindable()?, account.rate_limit()?);
    let tally = rehearse(account, numbers.len())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let backend = account.open(Some(limit.clone()), None)?;
        let there: Vec<Trunk> = backend.trunks().list_trunks().try_collect().await?;
        if there.iter().any(|trunk| trunk.name.starts_with(mark::run_prefix())) {
            return Err("another run began in the same moment: start again".into());
        }
        free(&backend, &numbers).await?;
        let missing = (account.rehearse)().await?.missing();
        let said = plan(&backend, &there, &numbers, &tally, limit.requests_per_minute())?;
        Ok((Live::new(account, numbers, missing, limit)?, said))
    })
}

/// Refuses numbers that a trunk has.
async fn free(backend: &dyn Provider, numbers: &[E164]) -> Result<(), HarnessError> {
    for number in numbers {
        if let Some(bound) = backend.numbers().find_number(number).await? {
            let trunk = backend.trunks().get_trunk(&bound.trunk).await?;
            let advice = if mark::is_ours(&trunk.name) {
                "an earlier run was cut short: sweep first"
            } else {
                "it is in use, and a run does not take it from there"
            };
            return Err(format!("{number} is bound to trunk {} ({}): {advice}", trunk.id, trunk.name).into());
        }
    }
    Ok(())
}

fn plan(
    backend: &dyn Provider,
    there: &[Trunk],
    numbers: &[E164],
    tally: &Tally,
    per_minute: Option<u32>,
) -> Result<String, std::fmt::Error> {
    let identity = backend.identity();
    let left = there.iter().filter(|trunk| mark::is_ours(&trunk.name)).count();
    let mut said = String::new();
    writeln!(said, "\nlive: {} account {}, {}", identity.carrier, identity.account, identity.region)?;
    writeln!(
        said,
        "  there now: {} trunks, {left} of them left over from earlier runs; none is touched",
        there.len()
    )?;
    writeln!(said, "  the whole suite creates, and deletes again, at most:")?;
    for (operation, times) in &tally.creates {
        writeln!(said, "    {times:>5} x {operation}")?;
    }
    writeln!(said, "  trunks are called {}...; a list is named after its trunk", mark::run_prefix())?;
    let bound: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let bound = if bound.is_empty() { "none".to_owned() } else { bound.join(", ") };
    writeln!(said, "  numbers bound and unbound: {bound}; none is bought or released")?;
    let requests = tally.requests;
    match per_minute {
        Some(limit) => {
            let minutes = requests.div_ceil(usize::try_from(limit).unwrap_or(usize::MAX).max(1));
            writeln!(said, "  {requests} requests, {limit} a minute: {minutes} minutes or more")?;
        }
        None => writeln!(said, "  {requests} requests, one scenario after the other")?,
    }
    Ok(said)
}
