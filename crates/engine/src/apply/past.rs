//! What a run has done already.

use std::collections::{BTreeSet, HashMap};

use trunkline::{
    Effect,
    model::{Identity, TrunkId},
};

use super::{ApplyError, leases::Leases, remember::created};
use crate::{
    failover::is_failover,
    migrate::is_stage,
    plan::{Plan, PlannedAccount, Step},
    store::{Lease, Run, RunId, RunOutcome, StepOutcome, StepResult, Store, StoreError, account_key},
};

/// How many runs are looked at for one that can go on, where none is named.
const HISTORY: u32 = 100;

/// What came of each attempt of a run, by step; `None` where nobody knows.
#[derive(Debug, Default)]
pub(crate) struct Past {
    steps: HashMap<String, Vec<Option<StepResult>>>,
    /// Every attempt before the one with this number has a result. It is written once, so that they stay as they are.
    open: i64,
    /// How many attempts there are from there on, and how many of them have a result.
    since: (usize, usize),
}

impl Past {
    pub(crate) async fn of(store: &Store, run: RunId) -> Result<Self, StoreError> {
        let mut past = Self::default();
        let add = |number, step, result: Option<StepResult>| {
            if past.since.0 > 0 || result.is_none() {
                past.since.0 += 1;
                past.since.1 += usize::from(result.is_some());
            } else {
                past.open = number + 1;
            }
            // Nearly every step has one.
            past.steps.entry(step).or_insert_with(|| Vec::with_capacity(1)).push(result);
        };
        store.results(run, add).await?;
        Ok(past)
    }

    /// The same, unless the run has gone on since.
    pub(super) async fn until_now(self, store: &Store, run: RunId) -> Result<Self, StoreError> {
        let is_same = store.attempts(run, self.open).await? == self.since;
        if is_same { Ok(self) } else { Self::of(store, run).await }
    }

    /// Every result of a step, the last one first.
    fn results(&self, step: &str) -> impl Iterator<Item = &StepResult> {
        self.steps.get(step).into_iter().flatten().rev().flatten()
    }

    /// The result of a step that is done.
    pub(crate) fn done(&self, step: &str) -> Option<&StepResult> {
        self.results(step)
            .find(|result| matches!(result.outcome, StepOutcome::Changed | StepOutcome::Unchanged))
    }

    pub(crate) fn is_done(&self, step: &str) -> bool {
        self.done(step).is_some()
    }

    /// The trunk that a step created, also when what came after its creation failed.
    pub(crate) fn created(&self, step: &Step) -> Option<TrunkId> {
        self.results(&step.id).find_map(|result| created(step, result.object.as_deref()))
    }

    /// Whether a step that is not done may have been carried out, in part at least.
    pub(crate) fn in_doubt(&self, step: &str) -> bool {
        self.steps.get(step).into_iter().flatten().any(|result| match result {
            None => true,
            Some(result) => {
                matches!(result.outcome, StepOutcome::Failed { effect, .. } if effect != Effect::None)
            }
        })
    }
}

/// The run to go on with: the given one, or else the last that has not ended well. One whose accounts a later run has
/// worked on is left alone: its plan is about a world that is gone. So is a stage of a migration, which may have been taken
/// back since, and a failover or its way back, which has to be asked for.
pub(super) async fn unfinished(store: &Store, number: Option<i64>) -> Result<Run, ApplyError> {
    // A plan can be long: one is read only to be compared with another.
    if let Some(number) = number {
        let (run, later) = with_later(store, number).await?;
        if !later.is_empty() {
            let (_, plan) = run_and_plan(store, number).await?;
            not_overtaken(store, number, &plan, &later).await?;
        }
        return Ok(run);
    }
    let mut later: BTreeSet<String> = BTreeSet::new();
    let mut unread = Vec::new();
    for run in store.runs(HISTORY).await? {
        if run.outcome == Some(RunOutcome::Done) || is_stage(&run.what) || is_failover(&run.what) {
            unread.push(run.number);
            continue;
        }
        if later.is_empty() && unread.is_empty() {
            return Ok(run);
        }
        for number in unread.drain(..) {
            let (_, plan) = run_and_plan(store, number).await?;
            later.extend(worked_on(&plan).map(account_key));
        }
        let (_, plan) = run_and_plan(store, run.number).await?;
        let accounts: BTreeSet<String> = worked_on(&plan).map(account_key).collect();
        if later.is_disjoint(&accounts) {
            return Ok(run);
        }
        later.extend(accounts);
    }
    Err(ApplyError::NothingToResume)
}

/// Makes sure that the run of this number, whose plan this is, is still one to go on with.
pub(super) async fn still_unfinished(store: &Store, number: i64, plan: &Plan) -> Result<(), ApplyError> {
    let (_, later) = with_later(store, number).await?;
    not_overtaken(store, number, plan, &later).await
}

/// A run that is not done, and those after it.
async fn with_later(store: &Store, number: i64) -> Result<(Run, Vec<Run>), ApplyError> {
    let mut runs = store.runs_after(number - 1).await?.into_iter();
    let run = runs.next().filter(|run| run.number == number).ok_or(ApplyError::NoRun(number))?;
    if run.outcome == Some(RunOutcome::Done) {
        return Err(ApplyError::NothingToResume);
    }
    Ok((run, runs.collect()))
}

async fn not_overtaken(store: &Store, number: i64, plan: &Plan, later: &[Run]) -> Result<(), ApplyError> {
    let ours: BTreeSet<String> = worked_on(plan).map(account_key).collect();
    for later in later {
        let (_, plan) = run_and_plan(store, later.number).await?;
        if worked_on(&plan).any(|account| ours.contains(&account_key(account))) {
            return Err(ApplyError::Overtaken { number, by: later.number });
        }
    }
    Ok(())
}

/// The run that [`resume`](super::Apply::resume) goes on with when it is given none.
///
/// # Errors
/// Those of the store, and of a plan in it.
pub async fn resumable(store: &Store) -> Result<Option<Run>, ApplyError> {
    match unfinished(store, None).await {
        Ok(run) => Ok(Some(run)),
        Err(ApplyError::NothingToResume) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Keeps of the runs that work on these accounts, and have not ended, that they never will: the process is dead, or has
/// lost its lease to us and changes nothing more.
pub(super) async fn overtake(store: &Store, leases: &Leases<'_>) -> Result<(), ApplyError> {
    for (run, plan) in store.not_ended().await? {
        // Nobody can go on with a plan of another version either.
        let Ok(plan) = read_plan(run.number, &plan) else { continue };
        let taken: Vec<&Lease> = worked_on(&plan).filter_map(|account| leases.of(account)).collect();
        if !taken.is_empty() {
            store.end(&taken, run.id, RunOutcome::Overtaken).await?;
        }
    }
    Ok(())
}

/// The accounts on which a plan has something to do.
pub(super) fn worked_on(plan: &Plan) -> impl Iterator<Item = &Identity> {
    let has_steps = |account: &&PlannedAccount| account.trunks.iter().any(|trunk| !trunk.steps.is_empty());
    plan.accounts.iter().filter(has_steps).map(|account| &account.identity)
}

/// Whether [`resume`](super::Apply::resume) goes on with this run.
///
/// # Errors
/// [`NothingToResume`](ApplyError::NothingToResume), [`Overtaken`](ApplyError::Overtaken), and those of the store.
pub async fn resumable_run(store: &Store, number: i64) -> Result<Run, ApplyError> {
    unfinished(store, Some(number)).await
}

/// A run, and its plan as it was carried out.
///
/// # Errors
/// [`NoRun`](ApplyError::NoRun), [`UnreadablePlan`](ApplyError::UnreadablePlan), and those of the store.
pub async fn run_and_plan(store: &Store, number: i64) -> Result<(Run, Plan), ApplyError> {
    let (run, plan) = store.run(number).await?.ok_or(ApplyError::NoRun(number))?;
    let plan = read_plan(number, &plan)?;
    Ok((run, plan))
}

pub(super) fn read_plan(number: i64, json: &str) -> Result<Plan, ApplyError> {
    serde_json::from_str(json)
        .map_err(|error| ApplyError::UnreadablePlan { number, reason: error.to_string() })
}
