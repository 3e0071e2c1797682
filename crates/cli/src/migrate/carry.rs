//! Carrying out one stage on one account.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf, time::Duration};

use clap::Args;
use tokio::sync::Mutex;
use trunkline_engine::{
    Environment, Wanted,
    apply::{self, ApplyError},
    migrate::{self, Migration},
    plan::Allow,
    store::{Run, RunOutcome, Store},
    trunkline::{Effect, model::E164},
};

use super::{
    handover::Handover,
    next::next,
    outcomes::Outcomes,
    refuse::{not_built, refuse},
    sides::Side,
    which::not_now,
};
use crate::{
    allow::Allowed,
    apply::{GoOn, Running, time},
    change::shown,
    confirm::{Consent, Yes},
    exit::Failure,
    stored::Place,
};

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
    /// New passwords.
    pub(super) handover: Option<&'a Handover>,
    /// Whether it goes on with what did not come to its end.
    pub(super) resumes: bool,
    pub(super) go_on: GoOn<'a>,
    pub(super) json: bool,
    pub(super) outcomes: &'a Outcomes,
}

impl Work<'_> {
    /// Begins with a stage, or goes on with it, on one account. `before` is the migration as it is kept.
    pub(super) async fn enter(
        &self,
        migration: &mut Migration,
        (name, side): (&str, &Side),
        wanted: &Wanted,
        before: Migration,
    ) -> Result<(), Failure> {
        let entered = self.carry_out(migration, name, side, wanted).await;
        if let Err(failure) = &entered {
            put_back(self.store, migration, before, failure).await?;
        }
        entered
    }

    /// Goes on with its run if that was cut off and is to be resumed; then plans, shows, asks, and does what is left. The
    /// stage is kept right before the first call of each.
    pub(super) async fn carry_out(
        &self,
        migration: &mut Migration,
        name: &str,
        side: &Side,
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let kept = Mutex::new(migration.clone());
        let done = self.carry_out_kept(&kept, name, side, wanted).await;
        *migration = kept.into_inner();
        done
    }

    async fn carry_out_kept(
        &self,
        kept: &Mutex<Migration>,
        name: &str,
        side: &Side,
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let migration = kept.lock().await.clone();
        let what = migration.run_name(name);
        let file = PathBuf::from(migration.file_name());
        let environment = self.handover.map_or_else(Environment::process, Handover::environment);
        let running = Running {
            what: &what,
            providers: &side.providers,
            of: Some((&file, wanted)),
            place: self.place,
            wait: false,
            undo: None,
            environment: &environment,
            go_on: Some(self.go_on),
            stage: Some(kept),
            json: self.json,
            outcomes: Some(self.outcomes.runs()),
        };
        let mut told = false;
        if self.resumes
            && let Some(run) = cut_off(self.store, &migration, &what).await?
        {
            told = running.resume_run(run.number, self.carrying.settle).await?;
        }
        if told {
            kept.lock().await.find_made(self.store).await?;
        }
        let allowed = self.carrying.allowed.classes();
        let plan = apply::look(&side.providers, wanted, self.store, &allowed).await?;
        let migration = kept.lock().await.clone();
        refuse(&migration, side, &plan)?;
        if plan.is_empty() {
            return Ok(());
        }
        let agreed = async || match self.handover {
            Some(handover) => handover.keep(self.store).await,
            None => Ok(()),
        };
        running.carry_out_once(&plan, self.consent, agreed).await
    }
}

/// After a failure: what came to nothing is not under way. What was kept before is kept again then.
pub(super) async fn put_back(
    store: &Store,
    migration: &mut Migration,
    before: Migration,
    failure: &Failure,
) -> Result<(), Failure> {
    let began = migration.updated != before.updated;
    let nothing = matches!(failure, Failure::Unfinished { partly: false, effect: Effect::None, .. });
    if began && !nothing {
        return Ok(());
    }
    (migration.stage, migration.moving) = (before.stage, before.moving);
    if began {
        store.keep_migration(migration).await?;
    }
    Ok(())
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

/// The last run of a stage, if it did not come to its end and was not taken back.
async fn cut_off(store: &Store, migration: &Migration, what: &str) -> Result<Option<Run>, Failure> {
    let last = store.runs_named(what).await?.into_iter().next();
    let goes_on =
        |run: &Run| run.outcome != Some(RunOutcome::Done) && run.number > migration.moving.taken_back;
    Ok(last.filter(goes_on))
}

/// What on the new account is not as the migration asks, a line each. What a person has to do there is on the checklist.
pub(super) async fn differences(
    side: &Side,
    migration: &Migration,
    store: &Store,
) -> Result<Vec<String>, Failure> {
    let plan = apply::look(&side.providers, &migration.on_target(), store, &BTreeSet::<Allow>::new()).await;
    let plan = plan.map_err(|error: ApplyError| Failure::from(error))?;
    let mut differences = plan.differences();
    differences.extend(not_built(migration, &plan));
    differences.extend(lead_nowhere(side, migration).await?);
    Ok(differences)
}

/// The trunks that calls come in over and that lead nowhere on the new account, a line each.
pub(super) async fn lead_nowhere(side: &Side, migration: &Migration) -> Result<Vec<String>, Failure> {
    let without = shown(&side.profile, migrate::without_target(migration, &side.view())).await?;
    let lines = without
        .into_iter()
        .map(|trunk| format!("{trunk}: no target is in use, and calls to it would go nowhere: add one"));
    Ok(lines.collect())
}
