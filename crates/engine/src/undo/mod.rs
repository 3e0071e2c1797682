//! Taking back what a run did.

mod back;
mod inverse;
mod now;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use trunkline::{
    Effect,
    ext::collect,
    model::{Trunk, TrunkId},
    provider::{DynProvider, Provider as _},
};

pub use self::back::{TakenBack, take_back};
use self::{
    inverse::{Inverse, Taken},
    now::{Now, read},
};
use crate::{
    Digest, ReadOnly,
    apply::{ApplyError, Past, provider_of, run_and_plan},
    observe::ObservedTrunk,
    plan::{
        Allow, Change, Held, Plan, PlannedAccount, PlannedTrunk, Step, hand_over, name_calls, reads_of, vouch,
    },
    store::{StepOutcome, StepResult, Store},
};

/// What takes a run back, as a plan, and what cannot be taken back.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Undo {
    /// The run.
    pub number: i64,
    /// The inverse of each step that changed something, the last one first.
    pub plan: Plan,
    /// The steps that stay as they are.
    pub not_undone: Vec<NotUndone>,
}

/// A step of a run, or a part of one, that cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NotUndone {
    /// The step's name in the run.
    pub step: String,
    /// Why.
    pub reason: String,
}

/// Plans the inverse of a run against what is there now. Sends only reads; what is as it was before the run already,
/// or is gone, takes no step. A trunk that the run created is deleted, and with it all that is on it.
///
/// # Errors
/// [`NoRun`](ApplyError::NoRun), what makes a plan impossible for these providers, and those of a read.
pub async fn undo(
    store: &Store,
    number: i64,
    providers: &BTreeMap<String, DynProvider>,
    allowed: &BTreeSet<Allow>,
) -> Result<Undo, ApplyError> {
    let (run, plan) = run_and_plan(store, number).await?;
    let past = Past::of(store, run.id).await?;
    let mut undoing = Undoing { store, number, past: &past, undone: BTreeMap::new(), not_undone: Vec::new() };
    let mut accounts = Vec::new();
    for account in &plan.accounts {
        let provider = provider_of(account, providers)?;
        let view = ReadOnly::new(DynProvider::clone(provider));
        let there = collect(view.list_trunks()).await?;
        let there = there.into_iter().map(|trunk| (trunk.id.clone(), trunk)).collect();
        let mut trunks = Vec::new();
        for trunk in &account.trunks {
            trunks.extend(undoing.trunk(&view, &there, trunk).await?);
        }
        let requests_per_minute = provider.capabilities().requests_per_minute.value;
        accounts.push(PlannedAccount { requests_per_minute, trunks, ..account.clone() });
    }
    undoing.order(&plan, &mut accounts);
    let plan = Plan { version: Plan::VERSION, file: plan.file.clone(), allowed: allowed.clone(), accounts };
    Ok(Undo { number, plan, not_undone: undoing.not_undone })
}

struct Undoing<'a> {
    store: &'a Store,
    /// Of the run.
    number: i64,
    past: &'a Past,
    /// The steps that take a step back, by its name.
    undone: BTreeMap<String, Vec<String>>,
    not_undone: Vec<NotUndone>,
}

impl Undoing<'_> {
    async fn trunk(
        &mut self,
        view: &ReadOnly,
        there: &BTreeMap<TrunkId, Trunk>,
        trunk: &PlannedTrunk,
    ) -> Result<Option<PlannedTrunk>, ApplyError> {
        let changed: Vec<&Step> = trunk.steps.iter().filter(|step| self.changed(step)).collect();
        let Some(first) = changed.first() else { return Ok(None) };
        let created = matches!(first.change, Change::CreateTrunk { .. });
        let id = match (created, &trunk.trunk) {
            (true, _) => self.past.done(&first.id).and_then(|made| made.object.as_deref()?.parse().ok()),
            (false, id) => id.clone(),
        };
        let Some(there) = id.and_then(|id| there.get(&id)) else {
            for step in changed {
                let reason = match step.change {
                    Change::DeleteTrunk => inverse::deleted(view, step),
                    _ => "its trunk is not there any more".to_owned(),
                };
                self.refuse(step, reason);
            }
            return Ok(None);
        };
        let mut steps = Vec::new();
        let mut held = Held::default();
        let observed =
            if created { ObservedTrunk::listed(there.clone()) } else { read(view, there, &changed).await? };
        let reads = reads_of(&observed);
        if created {
            let delete = inverse::delete(view, first);
            for step in &changed {
                self.undone.insert(step.id.clone(), vec![delete.id.clone()]);
            }
            steps.push(delete);
        } else {
            let mut now = Now::of(observed);
            held = Held::of(&now.acl, &now.credentials);
            for step in changed.into_iter().rev() {
                let (made, later) = (self.past.done(&step.id), self.bound_since(step).await?);
                match (Taken { view, planned: trunk, there, step, made, later }).inverse(&mut now) {
                    Inverse::Steps { steps: inverse, lost } => {
                        if let Some(reason) = lost {
                            self.refuse(step, reason);
                        }
                        let ids = inverse.iter().map(|step| step.id.clone()).collect();
                        self.undone.insert(step.id.clone(), ids);
                        steps.extend(inverse);
                    }
                    Inverse::None(reason) => self.refuse(step, reason),
                }
            }
        }
        Ok(Some(going_back(view, trunk, there, reads, steps, held)))
    }

    /// Whether a step changed something, as far as anyone knows.
    fn changed(&mut self, step: &Step) -> bool {
        if let Some(result) = self.past.done(&step.id) {
            return result.outcome == StepOutcome::Changed;
        }
        if self.past.in_doubt(&step.id) {
            // A number is its own name: what is there tells.
            if matches!(step.change, Change::BindNumber { .. } | Change::UnbindNumber { .. }) {
                return true;
            }
            self.refuse(step, "it is not known what it changed; resume the run first".to_owned());
        }
        false
    }

    /// The last of the later runs that may have bound the number of this step.
    async fn bound_since(&self, step: &Step) -> Result<Option<i64>, ApplyError> {
        if !matches!(step.change, Change::BindNumber { .. }) {
            return Ok(None);
        }
        let attempts = self.store.later_attempts(&step.id, self.number).await?;
        let may_have_bound = |result: &Option<StepResult>| match result.as_ref().map(|result| result.outcome)
        {
            None | Some(StepOutcome::Changed) => true,
            Some(StepOutcome::Unchanged) => false,
            Some(StepOutcome::Failed { effect, .. }) => effect != Effect::None,
        };
        let bound = attempts.into_iter().filter(|(_, result)| may_have_bound(result));
        Ok(bound.map(|(run, _)| run).max())
    }

    fn refuse(&mut self, step: &Step, reason: String) {
        self.not_undone.push(NotUndone { step: step.id.clone(), reason });
    }

    /// Where binding a number waited for what freed it, the inverse of that waits until the number is free again.
    fn order(&self, plan: &Plan, accounts: &mut [PlannedAccount]) {
        let mut waits: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
        let binds = |step: &Step| matches!(step.change, Change::BindNumber { .. });
        for (.., step) in plan.steps().filter(|(.., step)| binds(step)) {
            for first in &step.after {
                let (Some(first), Some(second)) = (self.undone.get(first), self.undone.get(&step.id)) else {
                    continue;
                };
                for first in first {
                    waits.entry(first).or_default().extend(second);
                }
            }
        }
        let trunks = accounts.iter_mut().flat_map(|account| &mut account.trunks);
        for step in trunks.flat_map(|trunk| &mut trunk.steps) {
            step.after.extend(waits.get(&step.id).into_iter().flatten().map(|id| (*id).clone()));
        }
        for account in accounts {
            hand_over(&mut account.trunks);
        }
    }
}

/// A trunk with the steps that take back what was done to it, each with the calls it makes.
fn going_back(
    view: &ReadOnly,
    planned: &PlannedTrunk,
    there: &Trunk,
    read: BTreeMap<String, Digest>,
    mut steps: Vec<Step>,
    held: Held,
) -> PlannedTrunk {
    vouch(&mut steps, held);
    name_calls(&view.identity().carrier, &mut steps, held);
    PlannedTrunk {
        name: planned.name.clone(),
        trunk: Some(there.id.clone()),
        auth: planned.auth,
        adopted: false,
        read,
        steps,
        refusals: Vec::new(),
        manual: Vec::new(),
        notes: Vec::new(),
    }
}
