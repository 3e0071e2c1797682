//! Carrying out one stage on one account.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::PathBuf,
    time::Duration,
};

use clap::Args;
use trunkline_engine::{
    Environment, Wanted,
    apply::{self, ApplyError},
    migrate::{self, Migration},
    plan::{Allow, Change, Plan},
    store::{Run, RunOutcome, Store},
    trunkline::{
        Effect,
        model::{E164, TrunkId},
    },
};

use super::{next::next, sides::Side, which::not_now};
use crate::{
    allow::Allowed,
    apply::{GoOn, Running, time},
    confirm::{Consent, Yes},
    exit::Failure,
    stored::Place,
};

/// Runs that are looked through for those of a migration.
const HISTORY: u32 = 10_000;

/// How a stage is carried out, on the command line.
#[derive(Debug, Args)]
pub(super) struct Carrying {
    #[command(flatten)]
    pub(super) allowed: Allowed,
    /// How long a carrier may take until it shows what was just made: a stage that was cut off looks twice, so far apart,
    /// before it adds a target again whose answer was lost. 0s for carriers that show it at once, like the simulated ones.
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time)]
    pub(super) settle: Duration,
    #[command(flatten)]
    yes: Yes,
}

impl Carrying {
    /// Whether consent can be had at all.
    pub(super) fn consent(&self) -> Result<Consent, Failure> {
        Consent::possible(self.yes.yes).map_err(Failure::mistake)
    }

    /// As it was typed.
    pub(super) fn typed(&self) -> String {
        let mut typed = String::new();
        for allow in self.allowed.classes() {
            let _ = write!(typed, " --allow {allow}");
        }
        if self.yes.yes {
            typed += " --yes";
        }
        typed
    }
}

/// A stage of a migration at work.
#[derive(Debug)]
pub(super) struct Work<'a> {
    pub(super) store: &'a Store,
    pub(super) place: &'a Place,
    pub(super) carrying: &'a Carrying,
    pub(super) consent: Consent,
    /// Where passwords are.
    pub(super) environment: Environment,
    /// Whether it goes on with what did not come to its end.
    pub(super) resumes: bool,
    pub(super) go_on: GoOn<'a>,
    pub(super) json: bool,
}

impl Work<'_> {
    /// Keeps that a stage is under way, and begins with it on one account. What comes to nothing is not under way: what was
    /// kept before is kept again then.
    pub(super) async fn enter(
        &self,
        migration: &mut Migration,
        (name, side): (&str, &Side),
        wanted: &Wanted,
        before: Migration,
    ) -> Result<(), Failure> {
        self.store.keep_migration(migration).await?;
        let what = migration.run_name(name);
        let last = last(self.store, &what).await?;
        let Err(failure) = self.carry_out(migration, name, side, wanted).await else { return Ok(()) };
        let came_to_nothing = match &failure {
            Failure::Unfinished { partly: false, effect: Effect::None, .. } => true,
            _ => last == self::last(self.store, &what).await?,
        };
        if came_to_nothing && !self.resumes {
            (migration.stage, migration.moving) = (before.stage, before.moving);
            self.store.keep_migration(migration).await?;
        }
        Err(failure)
    }

    /// Goes on with its run if that was cut off and is to be resumed; then plans, shows, asks, and does what is left.
    pub(super) async fn carry_out(
        &self,
        migration: &Migration,
        name: &str,
        side: &Side,
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let what = migration.run_name(name);
        let file = PathBuf::from(migration.file_name());
        let running = Running {
            what: &what,
            providers: &side.providers,
            of: Some((&file, wanted)),
            place: self.place,
            wait: false,
            undo: None,
            environment: &self.environment,
            go_on: Some(self.go_on),
            json: self.json,
        };
        let mut told = false;
        if self.resumes
            && let Some(run) = cut_off(self.store, migration, &what).await?
        {
            told = running.resume_run(run.number, self.carrying.settle).await?;
        }
        let allowed = self.carrying.allowed.classes();
        let plan = apply::look(&side.providers, wanted, self.store, &allowed).await?;
        refuse(migration, side, &plan)?;
        if plan.is_empty() && (told || !self.json) {
            return Ok(());
        }
        running.carry_out(&plan, self.consent).await
    }
}

/// Refuses to begin what is under way already, and to go on with what is not: the answer to a stage that failed is given,
/// never guessed.
pub(super) fn resumes(migration: &Migration, asked: bool) -> Result<bool, Failure> {
    match (migration.stage.is_under_way(), asked) {
        (true, false) => Err(not_ended(migration)),
        (false, true) => Err(not_now(migration)),
        (_, asked) => Ok(asked),
    }
}

fn not_ended(migration: &Migration) -> Failure {
    let Some(go_on) = next(migration) else { return not_now(migration) };
    let numbers: Vec<&str> = migration.moving.numbers.iter().map(E164::as_str).collect();
    let what = match migration.stage {
        migrate::Stage::CuttingOver if !numbers.is_empty() => format!("cutting over {}", numbers.join(", ")),
        stage => stage.to_string(),
    };
    Failure::mistake(format!(
        "migration {0} is {what}, which did not come to its end; go on with it: {go_on}; or take it back: trunkline migrate \
         rollback {0}",
        migration.number
    ))
}

/// On the old account nothing is ever made, no trunk is touched but those that are moved, whatever they are called, and a
/// cutover takes off only the numbers that it moves.
fn refuse(migration: &Migration, side: &Side, plan: &Plan) -> Result<(), Failure> {
    let moving = &migration.moving;
    if side.profile != moving.report.from.profile {
        return Ok(());
    }
    let is_moved = |id: &TrunkId| moving.trunks.iter().any(|moved| moved.trunk == *id);
    let retires = migration.stage == migrate::Stage::Retiring;
    let mut mistakes = Vec::new();
    for (account, trunk) in
        plan.accounts.iter().flat_map(|account| account.trunks.iter().map(move |trunk| (account, trunk)))
    {
        let (name, identity) = (&trunk.name, &account.identity);
        match &trunk.trunk {
            _ if trunk.steps.is_empty() => {}
            None => mistakes.push(format!("trunk {name} is not on {identity} any more")),
            Some(id) if !is_moved(id) => {
                mistakes
                    .push(format!("trunk {name} on {identity} is {id}, which is not the one that is moved"));
            }
            Some(_) if retires => {}
            Some(_) => mistakes.extend(trunk.steps.iter().filter_map(|step| match &step.change {
                Change::UnbindNumber { number, .. }
                    if !moving.numbers.iter().any(|moved| moved.as_str() == number) =>
                {
                    Some(format!(
                        "{number} came to trunk {name} after the migration was prepared, and is not moved"
                    ))
                }
                _ => None,
            })),
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failure::Mistakes(mistakes)) }
}

/// The runs of a migration, the last one first.
pub(super) async fn runs(store: &Store, migration: &Migration) -> Result<Vec<Run>, Failure> {
    let prefix = migration.run_name("");
    let mut runs = store.runs(HISTORY).await?;
    runs.retain(|run| run.what.starts_with(&prefix));
    Ok(runs)
}

/// The number of the last run of this name.
pub(super) async fn last(store: &Store, what: &str) -> Result<Option<i64>, Failure> {
    Ok(store.runs(HISTORY).await?.into_iter().find(|run| run.what == what).map(|run| run.number))
}

/// The last run of a stage, if it did not come to its end and was not taken back.
async fn cut_off(store: &Store, migration: &Migration, what: &str) -> Result<Option<Run>, Failure> {
    let last = runs(store, migration).await?.into_iter().find(|run| run.what == what);
    let goes_on =
        |run: &Run| run.outcome != Some(RunOutcome::Done) && run.number > migration.moving.taken_back;
    Ok(last.filter(goes_on))
}

/// What the migration asks for on the new account, where no number is taken off that came to the trunks meanwhile.
pub(super) async fn on_target(side: &Side, migration: &Migration) -> Result<Wanted, Failure> {
    let binds = !migration.moving.numbers.is_empty();
    let bound = if binds { migrate::bound(migration, &side.view()).await? } else { BTreeMap::new() };
    Ok(migration.on_target(&bound))
}

/// What on an account is not as the migration asks, a line each. What a person has to do there is on the checklist.
pub(super) async fn differences(
    side: &Side,
    migration: &Migration,
    store: &Store,
) -> Result<Vec<String>, Failure> {
    let wanted = on_target(side, migration).await?;
    let plan = apply::look(&side.providers, &wanted, store, &BTreeSet::<Allow>::new()).await;
    Ok(plan.map_err(|error: ApplyError| Failure::from(error))?.differences())
}
