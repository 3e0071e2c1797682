//! Taking back some of what several runs did.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use trunkline::{
    ErrorKind,
    model::{Trunk, TrunkId},
    provider::{DynProvider, Provider as _},
};

use super::{
    NotUndone, going_back,
    inverse::{Inverse, Taken},
    now::{Now, read},
};
use crate::{
    Digest, ReadOnly,
    apply::{ApplyError, Past, provider_of, run_and_plan},
    plan::{Allow, Change, Held, Plan, PlannedAccount, PlannedTrunk, Step, reads_of},
    store::{StepOutcome, StepResult, Store},
};

/// What takes steps of several runs back, as a plan, and what stays.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct TakenBack {
    /// The inverse of each step that is taken back.
    pub plan: Plan,
    /// The steps that stay as they are, though they were to be taken back.
    pub not_undone: Vec<NotUndone>,
    /// What does not come back with steps that are taken back, or whose object is gone.
    pub lost: Vec<NotUndone>,
    /// How many other steps of these runs changed something, which stays.
    pub kept: usize,
}

/// Plans the inverse of what runs on one account did, of those changes that `which` names, against what is there now.
/// Trunks stay, also those that the runs created. What several of them did is taken back once, from what the last one
/// made to what was there before the first; `runs` are the oldest first. A step of which nobody knows what came of it
/// counts as done. Sends only reads.
///
/// # Errors
/// As for [`undo`](super::undo()).
pub async fn take_back(
    store: &Store,
    runs: &[i64],
    providers: &BTreeMap<String, DynProvider>,
    allowed: &BTreeSet<Allow>,
    which: impl Fn(&Change) -> bool,
) -> Result<TakenBack, ApplyError> {
    let mut back = TakenBack {
        plan: Plan {
            version: Plan::VERSION,
            file: Digest::of_bytes(b""),
            allowed: allowed.clone(),
            accounts: Vec::new(),
        },
        not_undone: Vec::new(),
        lost: Vec::new(),
        kept: 0,
    };
    let mut on: BTreeMap<(String, TrunkId), On> = BTreeMap::new();
    for number in runs {
        let (run, plan) = run_and_plan(store, *number).await?;
        let past = Past::of(store, run.id).await?;
        for account in &plan.accounts {
            for planned in &account.trunks {
                let changed = planned.steps.iter().filter(|step| {
                    past.in_doubt(&step.id)
                        || past.done(&step.id).is_some_and(|done| done.outcome == StepOutcome::Changed)
                });
                let (chosen, kept): (Vec<&Step>, Vec<&Step>) = changed.partition(|step| which(&step.change));
                back.kept += kept.len();
                let Some(first) = chosen.first() else { continue };
                let Some(id) = planned.trunk.clone().or_else(|| created(&past, planned)) else {
                    let reason = "it is not known which trunk the run created".to_owned();
                    back.not_undone.push(NotUndone { step: first.id.clone(), reason });
                    continue;
                };
                let on = on.entry((account.profile.clone(), id)).or_insert_with(|| On {
                    account: account.clone(),
                    planned: planned.clone(),
                    steps: Vec::new(),
                });
                for step in chosen {
                    let done = past.done(&step.id);
                    match on.steps.iter_mut().find(|(known, _)| known.id == step.id) {
                        Some((_, made)) => made_again(made, done),
                        None => on.steps.push((step.clone(), done.cloned())),
                    }
                }
            }
        }
    }
    for ((profile, id), on) in on {
        let provider = provider_of(&on.account, providers)?;
        let view = ReadOnly::new(DynProvider::clone(provider));
        let trunk = match provider.trunks().get_trunk(&id).await {
            Ok(trunk) => trunk,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let gone = |(step, _): &(Step, _)| NotUndone {
                    step: step.id.clone(),
                    reason: "its trunk is not there any more".to_owned(),
                };
                back.lost.extend(on.steps.iter().map(gone));
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let planned = on.inverse(&view, &trunk, &mut back).await?;
        match back.plan.accounts.iter_mut().find(|account| account.profile == profile) {
            Some(account) => account.trunks.push(planned),
            None => back.plan.accounts.push(PlannedAccount {
                requests_per_minute: view.capabilities().requests_per_minute.value,
                trunks: vec![planned],
                ..on.account
            }),
        }
    }
    Ok(back)
}

/// The trunk that a run created for its plan's trunk.
fn created(past: &Past, planned: &PlannedTrunk) -> Option<TrunkId> {
    let create = planned.steps.iter().find(|step| matches!(step.change, Change::CreateTrunk { .. }))?;
    past.done(&create.id)?.object.as_deref()?.parse().ok()
}

/// What is there is what was made last; what was there before is what was replaced first.
fn made_again(made: &mut Option<StepResult>, again: Option<&StepResult>) {
    match (made, again) {
        (Some(first), Some(again)) => first.object.clone_from(&again.object),
        (made, Some(again)) => *made = Some(again.clone()),
        (_, None) => {}
    }
}

/// A trunk, and what runs did to it.
struct On {
    account: PlannedAccount,
    planned: PlannedTrunk,
    /// The first that was done comes first, with what came of it where anyone knows.
    steps: Vec<(Step, Option<StepResult>)>,
}

impl On {
    /// What takes it back; what does not is added to `back`.
    async fn inverse(
        &self,
        view: &ReadOnly,
        there: &Trunk,
        back: &mut TakenBack,
    ) -> Result<PlannedTrunk, ApplyError> {
        let all: Vec<&Step> = self.steps.iter().map(|(step, _)| step).collect();
        let observed = read(view, there, &all).await?;
        let reads = reads_of(&observed);
        let mut now = Now::of(observed);
        let held = Held::of(&now.acl, &now.credentials);
        let mut steps = Vec::new();
        for (step, made) in self.steps.iter().rev() {
            let taken = Taken { view, planned: &self.planned, there, step, made: made.as_ref(), later: None };
            let because = |reason: String| NotUndone { step: step.id.clone(), reason };
            match taken.inverse(&mut now) {
                Inverse::Steps { steps: inverse, lost } => {
                    steps.extend(inverse);
                    back.lost.extend(lost.map(because));
                }
                Inverse::None(reason) => back.not_undone.push(because(reason)),
            }
        }
        Ok(going_back(view, &self.planned, there, reads, steps, held))
    }
}
