//! `trunkline apply`.

pub(crate) mod outcome;
mod progress;
mod running;

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Args;
use jiff::SignedDuration;
use trunkline_engine::{
    Environment,
    apply::{ApplyError, Unfinished},
    plan::Plan,
};

pub(crate) use outcome::GoOn;
pub(crate) use running::{Running, reasons_to_refuse};

use crate::{
    allow::Allowed,
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    planning::{Asked, Target},
    stored,
};

/// Make the accounts as the file says: shows the plan, asks, and carries it out.
///
/// Before each call its intent is written down, and after it what came of it. Ctrl-C finishes the calls under way and
/// stops; a second one stops at once. `trunkline apply --resume` goes on after either, and after any death.
///
/// Ends with 0 when all is done, 1 when it failed and nothing is known to be done, 2 when the plan is refused or invalid
/// (nothing was changed), 3 when some of it was done.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
    /// Carry out this saved plan of the file, and only if neither the file nor the accounts have changed since.
    #[arg(long, value_name = "PLAN.json", conflicts_with_all = ["allow", "resume"])]
    plan: Option<PathBuf>,
    /// Go on with the last run that did not end, by its own plan.
    #[arg(long, conflicts_with = "allow")]
    resume: bool,
    /// How long a carrier may take until it shows what was just made: a resume looks twice, so far apart, before it adds a
    /// target again whose answer was lost. 0s for carriers that show it at once, like the simulated ones.
    #[arg(long, value_name = "TIME", default_value = "5s", requires = "resume", value_parser = time)]
    settle: Duration,
    /// Wait while somebody else changes an account, instead of saying who.
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    allowed: Allowed,
    #[command(flatten)]
    yes: Yes,
}

const EXAMPLES: &str = "\
Examples:
  trunkline apply                              # plan ./trunkline.yaml, ask, do it
  trunkline apply --allow remove-unlisted --yes
  trunkline plan --out plan.json && trunkline apply --plan plan.json --yes
  trunkline apply --resume                     # go on where a run was stopped, failed or died
  trunkline apply --yes --store postgres://trunkline@db/trunkline
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file);
        let place = global.place(&path);
        let consent = if self.resume {
            Consent::Given
        } else {
            Consent::possible(self.yes.yes).map_err(Failure::mistake)?
        };
        let saved = self.plan.as_deref().map(read).transpose()?;
        let profiles = saved.iter().flat_map(|plan| &plan.accounts).map(|account| account.profile.clone());
        let (asked, store, unfinished) = if self.resume {
            let store = place.look().await?.ok_or(ApplyError::NothingToResume)?;
            let (asked, unfinished) = tokio::join!(read_beside(path.clone()), Unfinished::read(&store, None));
            (asked?, store, Some(unfinished?))
        } else {
            let asked = Asked::read(&path, &profiles.collect::<Vec<_>>())?;
            // Before the first request: it counts beside those of others who begin with this store.
            (asked, place.open().await?, None)
        };
        let desk = asked.open(&stored::changing(&store))?;
        let running = Running {
            what: "apply",
            providers: &desk.providers,
            of: Some((&path, &desk.wanted)),
            place: &place,
            wait: self.wait,
            undo: None,
            environment: &Environment::process(),
            go_on: None,
            stage: None,
            json: global.json,
            outcomes: None,
        };
        if let Some(unfinished) = unfinished {
            return running.go_on(&store, unfinished, self.settle).await;
        }
        let plan = if let Some(plan) = saved {
            plan
        } else {
            desk.plan(Some(&store), &self.allowed.classes()).await?
        };
        running.carry_out(&plan, consent).await
    }
}

/// A length of time, such as 5s.
pub(crate) fn time(text: &str) -> Result<Duration, String> {
    let time: SignedDuration = text.parse().map_err(|error: jiff::Error| error.to_string())?;
    Duration::try_from(time).map_err(|_| "is less than nothing".to_owned())
}

/// The whole file, while something else is done.
async fn read_beside(path: PathBuf) -> Result<Asked, Failure> {
    let read = tokio::task::spawn_blocking(move || Asked::read(&path, &[])).await;
    read.expect("a file is read without panicking")
}

fn read(path: &Path) -> Result<Plan, Failure> {
    let at = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::mistake(format!("plan {at} cannot be read: {error}")))?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::mistake(format!(
            "{at} is no plan that this program knows: {error}; make one with trunkline plan --out"
        ))
    })
}
