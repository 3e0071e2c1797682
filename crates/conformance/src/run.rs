//! One test per scenario.

use std::{
    any::Any,
    env, fmt,
    future::pending,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    pin::pin,
    process,
    sync::{
        Arc,
        mpsc::{self, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use futures::{
    FutureExt as _,
    channel::oneshot,
    future::{Either, select},
};
use libtest_mimic::{Arguments, Completion, Failed, FormatSetting, Trial};

use crate::{
    case::Case, check::Outcome, harness::HarnessMaker, report::Report, scenario::Scenario,
    scenarios::families, verdict::Verdict,
};

/// The directory to leave the report in. Not a flag: `cargo test` hands flags to every test binary, and others die
/// on one they do not know.
const REPORT: &str = "TRUNKLINE_CONFORMANCE_REPORT";

/// One run of the suite: a backend, and the way it is called.
#[derive(Clone)]
pub struct Run {
    carrier: String,
    dispatch: Option<&'static str>,
    maker: Arc<dyn HarnessMaker>,
}

impl Run {
    /// The backend of a carrier.
    pub fn new(carrier: impl Into<String>, maker: impl HarnessMaker) -> Self {
        Self { carrier: carrier.into(), dispatch: None, maker: Arc::new(maker) }
    }

    /// By which dispatch the harness's provider is called, where several runs differ in nothing else: `concrete`, `any`,
    /// `dyn`.
    #[must_use]
    pub fn by(self, dispatch: &'static str) -> Self {
        Self { dispatch: Some(dispatch), ..self }
    }

    /// What the names of its tests begin with.
    fn prefix(&self) -> String {
        match self.dispatch {
            None => format!("{}::", self.carrier),
            Some(dispatch) => format!("{}/{dispatch}/", self.carrier),
        }
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("carrier", &self.carrier)
            .field("dispatch", &self.dispatch)
            .finish_non_exhaustive()
    }
}

/// Runs the suite and ends the process: exit code 0 when every scenario passed or was ignored, 101 otherwise.
///
/// For a test target with `harness = false`. Reads the arguments that `cargo test` passes on: a filter, `--list`,
/// `--exact`, `--skip`, `--test-threads`. The tests are called `<carrier>::<family>::<scenario>`. The last line
/// counts what passed, what failed and what is unsupported.
///
/// With a directory in the environment variable `TRUNKLINE_CONFORMANCE_REPORT`, the report is written there as
/// `<carrier>.json` and `<carrier>.md`; it holds the scenarios of this run, in the suite's order. A relative one is
/// below the package, where `cargo test` runs its tests. A report that cannot be written fails the run.
pub fn main(carrier: &str, maker: impl HarnessMaker) -> ! {
    main_of(carrier, &[Run::new(carrier, maker)])
}

/// Like [`main`], for several runs. The tests are called `<carrier>/<dispatch>/<family>::<scenario>`. Where the runs are
/// of several carriers, a table of scenarios and carriers stands before the last line. The report has the name `title`.
pub fn main_of(title: &str, runs: &[Run]) -> ! {
    let arguments = Arguments::from_args();
    let labels = runs.iter().map(|run| (run.carrier.clone(), run.dispatch));
    let report = Arc::new(Report::new(title, labels));
    let mut trials = Vec::new();
    for (column, run) in runs.iter().enumerate() {
        let scenarios =
            families().iter().flat_map(|family| family.scenarios.iter().map(move |s| (family, s)));
        for (place, (family, scenario)) in scenarios.enumerate() {
            let (maker, report) = (Arc::clone(&run.maker), Arc::clone(&report));
            let name = format!("{}{}::{}", run.prefix(), family.name, scenario.name);
            trials.push(Trial::ignorable_test(name, move || {
                let began = Instant::now();
                let verdict = play(scenario, &*maker);
                report.add((place, column), family.name, scenario, verdict.clone(), began.elapsed());
                said_to_the_test(verdict)
            }));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if arguments.list {
        conclusion.exit();
    }
    if arguments.format != Some(FormatSetting::Json) {
        print!("{}", report.table());
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
        let made = async { maker.make().await.map(|harness| Case::new(Arc::from(harness))) };
        match AssertUnwindSafe(made).catch_unwind().await {
            Ok(Ok(case)) => with_teardown(scenario, &case).await,
            Ok(Err(error)) => Verdict::Failed(format!("no harness: {error}")),
            Err(panic) => Verdict::Failed(format!("no harness: panicked: {}", words(&*panic))),
        }
    })
}

/// The scenario if it can be played, then the teardown whatever became of it.
async fn with_teardown(scenario: &Scenario, case: &Case) -> Verdict {
    let limit = case.deadline();
    let verdict = match catch_unwind(AssertUnwindSafe(|| case.lacking(scenario.needs))) {
        Ok(Some(reason)) => Verdict::Unsupported(reason),
        Ok(None) => match bounded(limit, (scenario.run)(case)).await {
            Ok(()) => Verdict::Passed,
            Err(failure) => Verdict::Failed(format!(
                "{failure}\nthis proves: {}\nit guards against: {}",
                scenario.proves, scenario.guards
            )),
        },
        Err(panic) => Verdict::Failed(format!("the harness panicked: {}", words(&*panic))),
    };
    match (verdict, bounded(limit, case.tear_down()).await) {
        (verdict, Ok(())) => verdict,
        (Verdict::Passed, Err(mess)) => {
            Verdict::Failed(format!("the scenario passed, but its teardown failed: {mess}"))
        }
        (Verdict::Unsupported(why) | Verdict::Failed(why), Err(mess)) => {
            Verdict::Failed(format!("{why}\nand the teardown: {mess}"))
        }
    }
}

/// How it ended, if it did in time, or panicked.
async fn bounded(limit: Duration, run: impl Future<Output = Outcome>) -> Result<(), String> {
    let (_running, late) = watchdog(limit);
    match select(pin!(AssertUnwindSafe(run).catch_unwind()), late).await {
        Either::Left((Ok(outcome), _)) => outcome.map_err(|failure| failure.to_string()),
        Either::Left((Err(panic), _)) => Err(format!("panicked: {}", words(&*panic))),
        Either::Right(_) => Err(format!("did not end within {limit:?}")),
    }
}

/// Answers once so much time has passed, unless the first half is dropped before. By a thread of its own: the runtime's
/// clock may be one that a harness has stopped.
fn watchdog(limit: Duration) -> (Sender<()>, impl Future<Output = ()> + Unpin) {
    let (playing, ended) = mpsc::channel();
    let (bark, late) = oneshot::channel();
    thread::spawn(move || {
        if ended.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
            // Nobody listens any more when the scenario ended in this moment.
            let _ = bark.send(());
        }
    });
    let barks = async move {
        if late.await.is_err() {
            // The scenario has ended, and nobody asks any more.
            pending::<()>().await;
        }
    };
    (playing, Box::pin(barks))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}

#[cfg(test)]
mod tests;
