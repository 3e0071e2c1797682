//! `trunkline failover run`.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use clap::Args;
use trunkline_engine::{
    Environment,
    apply::{ApplyError, resumable_run},
    failover::Bundle,
    store::{Run, RunOutcome, Store},
};

use super::{
    bundle::{Side, read, stands, write_fragments},
    job::{Alone, Job, command},
    rehearse::rehearse,
};
use crate::{
    apply::{Running, time},
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    signals::Stopped,
    stored,
};

/// Carry out a bundle: the failing carrier is not asked for anything.
///
/// Opens only the account that takes over, as the bundle describes it, and names every secret that is missing before the
/// first call. Looks at that account, does what of the bundle is left to do, and looks again. Every step is in the journal;
/// of a run that was not finished it says so, and --resume goes on with it. What only people can do is listed at the end.
/// Nothing is removed: a number that another trunk has by then is not bound, and that is said.
///
/// Ends with 0 when all is done, 1 when it failed and nothing is known to be done, 2 when the bundle cannot be used (nothing
/// was changed), 3 when some of it was done, or calls miss what it could not do.
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
    #[command(flatten)]
    anew: Anew,
    /// How long a carrier may take until it shows what was just made: a resume looks twice, so far apart, before it adds a
    /// target again whose answer was lost. 0s for carriers that show it at once, like the simulated ones.
    #[arg(long, value_name = "TIME", default_value = "5s", requires = "resume", value_parser = time)]
    settle: Duration,
    /// Wait while somebody else changes the account, instead of saying who.
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    yes: Yes,
}

/// What is done of a bundle that was not finished, or that is out of date.
#[derive(Debug, Clone, Copy, Args)]
struct Anew {
    /// Do what is needed now, also where that is not what the bundle says, or where a run of it was not finished.
    #[arg(long, conflicts_with = "rehearse")]
    replan: bool,
    /// Go on with the run of this bundle that was not finished, by its own plan.
    #[arg(long, conflicts_with_all = ["rehearse", "replan", "fragments"])]
    resume: bool,
}

const EXAMPLES: &str = "\
Examples:
  trunkline failover run --away-from exotel away-from-exotel.json --rehearse
  trunkline failover run --away-from exotel away-from-exotel.json          # shows the plan, asks, does it
  trunkline failover run --away-from exotel away-from-exotel.json --resume # it was stopped, failed or died
";

impl Command {
    /// A bundle that is carried out without anybody to ask: whoever started the watch has said yes to it. It goes on with
    /// the run that was not finished, if there is one, and begins nothing once it is stopped. Where nothing can be done it
    /// says so, unless that `is_told`.
    pub(super) async fn unattended(
        bundle: PathBuf,
        away_from: String,
        is_told: bool,
        stopped: &Stopped,
        global: &Global,
    ) -> Result<(), Failure> {
        let command = |resume: bool| Self {
            bundle: bundle.clone(),
            away_from: away_from.clone(),
            rehearse: false,
            fragments: None,
            anew: Anew { replan: false, resume },
            settle: Duration::from_secs(5),
            wait: true,
            yes: Yes { yes: true },
        };
        let known = read(&bundle, Some(&away_from))?;
        let unfinished = match global.place(stands(&known, &bundle)).look().await? {
            Some(store) => cut_off(&store, &known).await?,
            None => None,
        };
        command(unfinished.is_some()).carry_out(Some(Alone { is_told, stopped }), global).await
    }

    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        self.carry_out(None, global).await
    }

    async fn carry_out(self, alone: Option<Alone<'_>>, global: &Global) -> Result<(), Failure> {
        let began = Instant::now();
        let never = Stopped::never();
        let stopped = alone.map_or(&never, |alone| alone.stopped);
        let bundle = read(&self.bundle, Some(&self.away_from))?;
        if let Some(folder) = &self.fragments {
            return write_fragments(&bundle, folder, global.json);
        }
        if self.rehearse {
            let again = command(&bundle, &self.bundle) + " --rehearse";
            return rehearse(&bundle, &again, global.json).await;
        }
        let consent = if self.anew.resume {
            Consent::Given
        } else {
            Consent::possible(self.yes.yes).map_err(Failure::mistake)?
        };
        let place = global.place(stands(&bundle, &self.bundle));
        // Before the first request: it counts beside those of others who begin with this store.
        let store = if self.anew.resume {
            place.look().await?.ok_or_else(nothing_unfinished)?
        } else {
            place.open().await?
        };
        let side = Side::open(&bundle, stored::a_few(Some(&store), global.json))?;
        let running = Running {
            what: &bundle.run_name(),
            providers: &side.providers,
            of: None,
            place: &place,
            wait: self.wait,
            undo: None,
            environment: &Environment::process(),
            go_on: None,
            stage: None,
            json: global.json,
            outcomes: None,
        };
        let unfinished = cut_off(&store, &bundle).await?;
        let job = Job {
            bundle: &bundle,
            side: &side,
            running: &running,
            path: &self.bundle,
            alone,
            stopped,
            json: global.json,
        };
        let mut report = None;
        let (mut seen, mut left) = (None, Vec::new());
        if self.anew.resume {
            let run = unfinished.as_ref().ok_or_else(nothing_unfinished)?;
            report = Some(job.go_on(&store, run, self.settle).await?);
        } else if let (Some(run), false) = (&unfinished, self.anew.replan) {
            return Err(job.unfinished(run));
        } else {
            let (look, not_taken) = tokio::select! {
                biased;
                () = stopped.asked() => return Err(ApplyError::Stopped.into()),
                looked = side.look(&bundle.to.profile, Some(&store)) => looked?,
            };
            left = not_taken;
            job.check(&look.plan, &left, self.anew.replan)?;
            if look.plan.is_empty() {
                seen = Some(look);
            } else {
                job.show(&look.plan, consent)?;
                consent.to(&format!("Do this on {}", look.observed.identity))?;
                report = Some(job.report(&store, async |apply| apply.run(&look.plan).await).await?);
            }
        }
        job.tell(report.as_ref(), seen, left, began.elapsed()).await
    }
}

/// The last run of a bundle, if it can be gone on with: it did not come to its end, and no other has worked on the
/// account since.
async fn cut_off(store: &Store, bundle: &Bundle) -> Result<Option<Run>, Failure> {
    let Some(last) = store.runs_named(&bundle.run_name()).await?.into_iter().next() else { return Ok(None) };
    match resumable_run(store, last.number).await {
        Ok(run) if run.outcome == Some(RunOutcome::Overtaken) => Ok(None),
        Ok(run) => Ok(Some(run)),
        Err(ApplyError::Overtaken { .. } | ApplyError::NothingToResume | ApplyError::NoRun(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn nothing_unfinished() -> Failure {
    Failure::mistake(
        "no run of this bundle was left unfinished, or another has worked on the account since: leave out --resume",
    )
}
