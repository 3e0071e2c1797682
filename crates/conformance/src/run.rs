//! One test per scenario.

use std::{
    any::Any,
    env,
    panic::AssertUnwindSafe,
    path::Path,
    process,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::FutureExt as _;
use libtest_mimic::{Arguments, Completion, Failed, FormatSetting, Trial};

use crate::{
    case::Case,
    check::Outcome,
    harness::{Harness, HarnessMaker},
    report::Report,
    scenario::Scenario,
    scenarios::families,
    verdict::Verdict,
};

/// Longer than any call may take; only a call that never ends reaches it.
const DEADLINE: Duration = Duration::from_mins(2);

/// The directory to leave the report in. Not a flag: `cargo test` hands flags to every test binary, and others die
/// on one they do not know.
const REPORT: &str = "TRUNKLINE_CONFORMANCE_REPORT";

/// Runs the suite and ends the process: exit code 0 when every scenario passed or was ignored, 101 otherwise.
///
/// For a test target with `harness = false`. Reads the arguments that `cargo test` passes on: a filter, `--list`,
/// `--exact`, `--skip`, `--test-threads`. The tests are called `<carrier>::<family>::<scenario>`. The last line
/// counts what passed, failed and is unsupported.
///
/// When the environment names a directory in `TRUNKLINE_CONFORMANCE_REPORT`, the report is written there as
/// `<carrier>.json` and `<carrier>.md`; it holds the scenarios of this run, in the suite's order. A relative one is
/// below the package, where `cargo test` runs its tests. A report that cannot be written fails the run.
pub fn main(carrier: &str, maker: impl HarnessMaker) -> ! {
    let arguments = Arguments::from_args();
    let (maker, report) = (Arc::new(maker), Arc::new(Report::new(carrier)));
    let trials = families()
        .iter()
        .flat_map(|family| family.scenarios.iter().map(move |scenario| (family, scenario)))
        .enumerate()
        .map(|(place, (family, scenario))| {
            let (maker, report) = (Arc::clone(&maker), Arc::clone(&report));
            let name = format!("{carrier}::{}::{}", family.name, scenario.name);
            Trial::ignorable_test(name, move || {
                let began = Instant::now();
                let verdict = play(scenario, &*maker);
                report.add(place, family.name, scenario, verdict.clone(), began.elapsed());
                said_to_the_test(verdict)
            })
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if arguments.list {
        conclusion.exit();
    }
    if arguments.format != Some(FormatSetting::Json) {
        println!("{}", report.counts());
    }
    if let Some(directory) = env::var_os(REPORT)
        && let Err(error) = report.write(Path::new(&directory))
    {
        eprintln!("no report in {}: {error}", Path::new(&directory).display());
        process::exit(101);
    }
    conclusion.exit()
}

fn said_to_the_test(verdict: Verdict) -> Result<Completion, Failed> {
    match verdict {
        Verdict::Passed => Ok(Completion::Completed),
        Verdict::Unsupported(reason) => Ok(Completion::ignored_with(reason)),
        Verdict::Failed(why) => Err(why.into()),
    }
}

/// Plays one scenario, on a runtime of its own and with a harness of its own, and puts away what it made.
///
/// For runners of your own; [`main`] is all that a test target needs.
pub fn play(scenario: &Scenario, maker: &dyn HarnessMaker) -> Verdict {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Verdict::Failed(format!("no runtime: {error}")),
    };
    runtime.block_on(async {
        let harness = match maker.make().await {
            Ok(harness) => harness,
            Err(error) => return Verdict::Failed(format!("no harness: {error}")),
        };
        if let Some(reason) = scenario.needs.iter().find_map(|need| need.lacking(&*harness)) {
            return Verdict::Unsupported(reason);
        }
        match with_teardown(scenario, Arc::from(harness)).await {
            Ok(()) => Verdict::Passed,
            Err(why) => Verdict::Failed(why),
        }
    })
}

/// The scenario, then the teardown whatever became of it.
async fn with_teardown(scenario: &Scenario, harness: Arc<dyn Harness>) -> Result<(), String> {
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
        (Ok(()), Err(mess)) => Err(format!("the scenario passed, but its teardown failed: {mess}")),
        (Err(failure), Ok(())) => Err(format!("{failure}\n{}", why())),
        (Err(failure), Err(mess)) => Err(format!("{failure}\nand the teardown: {mess}\n{}", why())),
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
