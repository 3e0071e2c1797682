//! One test per scenario.

use std::{any::Any, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures::FutureExt as _;
use libtest_mimic::{Arguments, Completion, Failed, Trial};

use crate::{
    case::Case,
    check::Outcome,
    harness::{Harness, HarnessMaker},
    scenario::Scenario,
    scenarios::families,
};

/// Longer than any call may take; only a call that never ends reaches it.
const DEADLINE: Duration = Duration::from_mins(2);

/// Runs the suite and ends the process: exit code 0 when every scenario passed or was ignored, 101 otherwise.
///
/// For a test target with `harness = false`. Reads the arguments that `cargo test` passes on: a filter, `--list`,
/// `--exact`, `--skip`, `--test-threads`. The tests are called `<carrier>::<family>::<scenario>`.
pub fn main(carrier: &str, maker: impl HarnessMaker) -> ! {
    let arguments = Arguments::from_args();
    let maker: Arc<dyn HarnessMaker> = Arc::new(maker);
    let trials = families()
        .iter()
        .flat_map(|family| family.scenarios.iter().map(move |scenario| (family, scenario)))
        .map(|(family, scenario)| {
            let maker = Arc::clone(&maker);
            let name = format!("{carrier}::{}::{}", family.name, scenario.name);
            Trial::ignorable_test(name, move || run(scenario, &*maker))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit()
}

/// One scenario on a runtime of its own, with a harness of its own.
fn run(scenario: &Scenario, maker: &dyn HarnessMaker) -> Result<Completion, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let harness = maker.make().await.map_err(|error| format!("no harness: {error}"))?;
        let lacking = scenario.needs.iter().find_map(|need| need.lacking(&*harness));
        if let Some(reason) = lacking {
            return Ok(Completion::ignored_with(reason));
        }
        play(scenario, Arc::from(harness)).await?;
        Ok(Completion::Completed)
    })
}

/// The scenario, then the teardown whatever became of it.
async fn play(scenario: &Scenario, harness: Arc<dyn Harness>) -> Result<(), Failed> {
    let case = Case::new(harness);
    let played = AssertUnwindSafe((scenario.run)(&case)).catch_unwind();
    let outcome = match tokio::time::timeout(DEADLINE, played).await {
        Ok(Ok(outcome)) => said(outcome),
        Ok(Err(panic)) => Err(format!("panicked: {}", words(&*panic))),
        Err(_) => Err(format!("did not end within {} s", DEADLINE.as_secs())),
    };
    let torn_down = AssertUnwindSafe(case.tear_down()).catch_unwind().await;
    let torn_down = match torn_down {
        Ok(outcome) => said(outcome),
        Err(panic) => Err(format!("panicked: {}", words(&*panic))),
    };
    let why = || format!("this proves: {}\nit guards against: {}", scenario.proves, scenario.guards);
    match (outcome, torn_down) {
        (Ok(()), Ok(())) => Ok(()),
        (Ok(()), Err(mess)) => Err(format!("the scenario passed, but its teardown failed: {mess}").into()),
        (Err(failure), Ok(())) => Err(format!("{failure}\n{}", why()).into()),
        (Err(failure), Err(mess)) => Err(format!("{failure}\nand the teardown: {mess}\n{}", why()).into()),
    }
}

fn said(outcome: Outcome) -> Result<(), String> {
    outcome.map_err(|failure| failure.to_string())
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}

#[cfg(test)]
mod tests;
