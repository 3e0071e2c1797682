//! `trunkline failover run`.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    Environment,
    apply::{ApplyError, Report},
    failover::{Bundle, Left},
    plan::Plan,
    store::{Run, RunOutcome, Store},
};

use super::{
    bundle::{Side, checklist, read, write_fragments},
    rehearse::rehearse,
};
use crate::{
    apply::{Running, outcome, time},
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
    planned::{self, plain},
};

/// How many runs are looked through for one of the bundle.
pub(super) const HISTORY: u32 = 100;

/// Carry out a bundle: the failing carrier is not asked for anything.
///
/// Opens only the account that takes over, as the bundle describes it, and names every secret that is missing before the
/// first call. Looks at that account, does what of the bundle is left to do, and looks again. Every step is in the journal;
/// the same command again goes on where it was stopped. What only people can do is listed at the end.
///
/// Ends with 0 when all is done, 1 when it failed and nothing is known to be done, 2 when the bundle cannot be used (nothing
/// was changed), 3 when some of it was done.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    /// The bundle.
    #[arg(value_name = "BUNDLE.json")]
    bundle: PathBuf,
    /// The account that fails: a bundle for another one is refused.
    #[arg(long = "away-from", value_name = "PROFILE")]
    away_from: String,
    /// Do it on a simulator that begins with what was there when the bundle was made. No carrier is asked.
    #[arg(long)]
    rehearse: bool,
    /// Write what the SBC or voice platform is to be told into this folder, by platform, and do nothing else.
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["rehearse", "replan", "yes"])]
    fragments: Option<PathBuf>,
    /// Do what is needed now, also where that is not what the bundle says.
    #[arg(long, conflicts_with = "rehearse")]
    replan: bool,
    /// How long a carrier may take until it shows what was just made, when a run that was cut off goes on.
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    settle: Duration,
    /// Wait while somebody else changes the account, instead of saying who.
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    yes: Yes,
}

const EXAMPLES: &str = "\
Examples:
  trunkline failover run --away-from exotel away-from-exotel.json --rehearse
  trunkline failover run --away-from exotel away-from-exotel.json          # shows the plan, asks, does it
  trunkline failover run --away-from exotel away-from-exotel.json --yes    # again: goes on where it was stopped
";

impl Command {
    /// A bundle that is carried out without anybody to ask: whoever started the watch has said yes to it.
    pub(super) fn unattended(bundle: PathBuf, away_from: String) -> Self {
        let settle = Duration::from_secs(5);
        let (rehearse, fragments, replan) = (false, None, false);
        Self { bundle, away_from, rehearse, fragments, replan, settle, wait: true, yes: Yes { yes: true } }
    }

    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let began = Instant::now();
        let bundle = read(&self.bundle, Some(&self.away_from))?;
        if let Some(folder) = &self.fragments {
            return write_fragments(&bundle, folder, global.json);
        }
        if self.rehearse {
            return rehearse(&bundle, global.json).await;
        }
        let consent = Consent::possible(self.yes.yes).map_err(Failure::mistake)?;
        let side = Side::open(&bundle)?;
        let place = global.place(&self.bundle);
        let store = place.look().await?;
        let running = Running {
            what: &bundle.run_name(),
            providers: &side.providers,
            of: None,
            place: &place,
            wait: self.wait,
            undo: None,
            environment: &Environment::process(),
            go_on: None,
            json: global.json,
        };
        let unfinished = match &store {
            Some(store) => cut_off(store, &bundle).await?,
            None => None,
        };
        let job =
            Job { bundle: &bundle, side: &side, running: &running, path: &self.bundle, json: global.json };
        let mut report = None;
        if let (Some(store), Some(run)) = (&store, unfinished) {
            report = job.go_on(store, run, self.settle).await?;
        }
        let mut left = Vec::new();
        if report.is_none() {
            let (look, not_taken) = side.look(&bundle.to.profile, store.as_ref()).await?;
            left = not_taken;
            job.check(&look.plan, self.replan)?;
            if !look.plan.is_empty() {
                job.show(&look.plan)?;
                consent.to(&format!("Do this on {}", look.observed.identity))?;
                let store = match store {
                    Some(store) => store,
                    None => place.open().await?,
                };
                report = Some(running.report(&store, async |apply| apply.run(&look.plan).await).await?);
            }
        }
        job.tell(report.as_ref(), &left, began.elapsed()).await
    }
}

/// The run of a bundle to go on with.
async fn cut_off(store: &Store, bundle: &Bundle) -> Result<Option<Run>, Failure> {
    let runs = store.runs(HISTORY).await?;
    let own = runs.into_iter().find(|run| run.what == bundle.run_name() || run.what == bundle.back_name());
    let open = |run: &Run| run.what == bundle.run_name() && run.outcome != Some(RunOutcome::Done);
    Ok(own.filter(open))
}

/// A bundle that is carried out.
struct Job<'a> {
    bundle: &'a Bundle,
    side: &'a Side,
    running: &'a Running<'a>,
    path: &'a Path,
    json: bool,
}

impl Job<'_> {
    /// Goes on with a run that was cut off; `None` when others have worked on the account since, and it is planned anew.
    async fn go_on(&self, store: &Store, run: Run, settle: Duration) -> Result<Option<Report>, Failure> {
        if !self.json {
            output::note(&format!("run {} of this bundle was not finished: going on with it", run.number));
        }
        let resumed = async |apply: trunkline_engine::apply::Apply<'_>| {
            apply.settling(settle).resume(Some(run.number)).await
        };
        match self.running.report(store, resumed).await {
            Ok(report) => Ok(Some(report)),
            Err(ApplyError::Overtaken { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether what is to be done now was foreseen.
    fn check(&self, now: &Plan, replan: bool) -> Result<(), Failure> {
        let mut mistakes: Vec<String> = now
            .refusals()
            .map(|(account, trunk, refusal)| {
                format!("{}/{}: {}", account.profile, trunk.name, refusal.reason)
            })
            .collect();
        mistakes.extend(
            now.missing().iter().map(|need| format!("it needs --allow {need}, which no failover has")),
        );
        if !replan {
            let foreseen = |id: &str| self.bundle.plan.steps().any(|(.., step)| step.id == id);
            let news = now.steps().filter(|(.., step)| !foreseen(&step.id));
            let news: Vec<String> =
                news.map(|(.., step)| format!("not in the bundle: {} ({})", step.id, step.why)).collect();
            if !news.is_empty() {
                mistakes.extend(news);
                mistakes.push(
                    "the account changed since the bundle was made: add --replan to do this too".to_owned(),
                );
            }
        }
        let lines = mistakes.iter().map(|mistake| plain(mistake)).collect();
        if mistakes.is_empty() { Ok(()) } else { Err(Failure::Mistakes(lines)) }
    }

    fn show(&self, plan: &Plan) -> Result<(), Failure> {
        if self.json { Ok(()) } else { output::print(&planned::text(plan)) }
    }

    /// Says what came of it, and what people have to do now.
    async fn tell(&self, report: Option<&Report>, left: &[Left], took: Duration) -> Result<(), Failure> {
        let again = format!(
            "trunkline failover run --away-from {} {}",
            self.bundle.away_from.profile,
            self.path.display()
        );
        let failed = report.and_then(|report| outcome::failure(report, Some(&again)));
        let mut after = None;
        if failed.is_none() && report.is_some() {
            let store = self.running.place.look().await?;
            after = Some(self.side.look(&self.bundle.to.profile, store.as_ref()).await?.0.plan);
        }
        let differs = after.as_ref().is_some_and(|plan| !plan.is_empty());
        if self.json {
            output::print_json(&json!({
                "id": self.bundle.id, "report": report, "second_look": after, "left": left,
                "checklist": self.bundle.checklist, "seconds": took.as_secs_f64(),
            }))?;
        } else {
            output::print(&self.text(report, after.as_ref(), took))?;
        }
        match failed {
            Some(failure) => Err(failure),
            None if differs => Err(Failure::Unfinished {
                partly: true,
                effect: trunkline_engine::trunkline::Effect::Partial,
                message: format!("it was carried out, and not all is as the bundle says; once more: {again}"),
            }),
            None => Ok(()),
        }
    }

    fn text(&self, report: Option<&Report>, after: Option<&Plan>, took: Duration) -> String {
        let to = &self.bundle.to.profile;
        let mut text = match report {
            Some(report) => outcome::text(report),
            None => format!("Nothing is left to do on {to}: it is as the bundle says.\n"),
        };
        if let Some(after) = after {
            if after.is_empty() {
                let _ = writeln!(text, "A second look at {to} found all as the bundle says.");
            } else {
                text += &output::heading("Not as asked after all");
                text += &planned::text(after);
            }
        }
        let _ = writeln!(
            text,
            "It took {:.1} s. {} was not asked for anything. Calls move when people do what follows.\n",
            took.as_secs_f64(),
            self.bundle.away_from.profile
        );
        text + &checklist(&self.bundle.checklist)
    }
}
