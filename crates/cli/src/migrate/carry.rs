//! Carrying out one stage on one account.

use std::{collections::BTreeSet, path::PathBuf, time::Duration};

use clap::Args;
use jiff::SignedDuration;
use trunkline_engine::{
    Environment, Wanted,
    apply::{self, ApplyError},
    migrate::{self, Migration},
    plan::{Allow, Change, Plan},
    store::{Run, RunOutcome, Store},
    trunkline::model::TrunkId,
};

use super::sides::Side;
use crate::{apply::Running, confirm::Consent, exit::Failure, stored::Place};

/// Runs that are looked through for one of a stage.
const HISTORY: u32 = 10_000;

/// How to go on with a stage that was cut off.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Settling {
    /// How long a carrier may take until it shows what was just made: a stage that was cut off looks twice, so far apart,
    /// before it adds a target again whose answer was lost. 0s for carriers that show it at once, like the simulated ones.
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    settle: Duration,
}

fn time(text: &str) -> Result<Duration, String> {
    let time: SignedDuration = text.parse().map_err(|error: jiff::Error| error.to_string())?;
    Duration::try_from(time).map_err(|_| "is less than nothing".to_owned())
}

/// A stage on one account.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    pub(super) migration: &'a Migration,
    /// The command that goes on with it.
    pub(super) command: &'a str,
    /// Its name in the journal.
    pub(super) name: &'a str,
    pub(super) side: &'a Side,
    pub(super) wanted: &'a Wanted,
    pub(super) allowed: BTreeSet<Allow>,
    pub(super) environment: &'a Environment,
    pub(super) store: &'a Store,
    pub(super) place: &'a Place,
    pub(super) consent: Consent,
    pub(super) settling: Settling,
    pub(super) json: bool,
}

impl Stage<'_> {
    /// Goes on with its run if that was cut off; then plans, shows, asks, and does what is left.
    pub(super) async fn carry_out(&self) -> Result<(), Failure> {
        let what = self.migration.run_name(self.name);
        let file = PathBuf::from(self.migration.file_name());
        let go_on = format!("trunkline migrate {} {}", self.command, self.migration.number);
        let running = Running {
            what: &what,
            providers: &self.side.providers,
            of: Some((&file, self.wanted)),
            place: self.place,
            wait: false,
            undo: None,
            environment: self.environment,
            go_on: Some(&go_on),
            json: self.json,
        };
        let mut told = false;
        if let Some(run) = self.cut_off(&what).await? {
            told = running.resume_run(run.number, self.settling.settle).await?;
        }
        let plan = apply::look(&self.side.providers, self.wanted, self.store, &self.allowed).await?;
        self.refuse(&plan)?;
        if plan.is_empty() && (told || !self.json) {
            return Ok(());
        }
        running.carry_out(&plan, self.consent).await
    }

    /// On the old account nothing is ever made, no trunk is touched but those that are moved, whatever they are called,
    /// and a cutover takes off only the numbers that it moves.
    fn refuse(&self, plan: &Plan) -> Result<(), Failure> {
        let moving = &self.migration.moving;
        if self.side.profile != moving.report.from.profile {
            return Ok(());
        }
        let is_moved = |id: &TrunkId| moving.trunks.iter().any(|moved| moved.trunk == *id);
        let retires = self.migration.stage == migrate::Stage::Retiring;
        let mut mistakes = Vec::new();
        for (account, trunk) in
            plan.accounts.iter().flat_map(|account| account.trunks.iter().map(move |trunk| (account, trunk)))
        {
            match &trunk.trunk {
                _ if trunk.steps.is_empty() => {}
                None => mistakes.push(format!("trunk {} is not on {} any more", trunk.name, account.identity)),
                Some(id) if !is_moved(id) => {
                    mistakes.push(format!("trunk {} on {} is {id}, which is not the one that is moved", trunk.name, account.identity));
                }
                Some(_) if retires => {}
                Some(_) => mistakes.extend(trunk.steps.iter().filter_map(|step| match &step.change {
                    Change::UnbindNumber { number, .. } if !moving.numbers.iter().any(|moved| moved.as_str() == number) => Some(format!(
                        "{number} came to trunk {} after the migration was prepared, and is not moved: trunkline migrate verify shows it",
                        trunk.name
                    )),
                    _ => None,
                })),
            }
        }
        if mistakes.is_empty() { Ok(()) } else { Err(Failure::Mistakes(mistakes)) }
    }

    /// The last run of the stage, if it did not come to its end.
    async fn cut_off(&self, what: &str) -> Result<Option<Run>, Failure> {
        let last = last(self.store, what).await?;
        Ok(last.filter(|run| run.outcome != Some(RunOutcome::Done)))
    }
}

/// The last run of a stage.
pub(super) async fn last(store: &Store, what: &str) -> Result<Option<Run>, Failure> {
    Ok(store.runs(HISTORY).await?.into_iter().find(|run| run.what == what))
}

/// What on an account is not as the migration asks, a line each. What a person has to do there is on the checklist.
pub(super) async fn differences(
    side: &Side,
    wanted: &Wanted,
    store: &Store,
) -> Result<Vec<String>, ApplyError> {
    let plan = apply::look(&side.providers, wanted, store, &BTreeSet::new()).await?;
    Ok(plan.differences())
}
