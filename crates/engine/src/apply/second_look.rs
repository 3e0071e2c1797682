//! Looking once more, after the last step.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use trunkline::model::TrunkName;

use super::{Apply, CreatedTrunk, SecondLook, StepReport, leases::Leases, look::seen, remember};
use crate::{
    Wanted, WantedTrunk,
    observe::ObservedAccount,
    plan::{Manual, Plan},
    store::{Store, StoreError},
};

/// What a second look came to.
pub(super) struct Looked {
    pub(super) found: SecondLook,
    pub(super) manual: Vec<Manual>,
    pub(super) created: Vec<CreatedTrunk>,
    /// Why the store does not know what was found.
    pub(super) trouble: Option<String>,
}

impl Looked {
    /// Nobody looked, or could: what the plan says a person has to do still holds.
    pub(super) fn not(plan: &Plan, found: SecondLook) -> Self {
        Self { found, manual: by_hand(plan), created: Vec::new(), trouble: None }
    }
}

impl Apply<'_> {
    /// What is left to do, and what a person has to do: of a trunk that was just created, only now anyone can say.
    /// Accounts that the plan is not about are not looked at.
    pub(super) async fn look_again(
        &self,
        wanted: &Wanted,
        plan: &Plan,
        steps: &[StepReport],
        leases: &Leases<'_>,
    ) -> Looked {
        let mut wanted = wanted.clone();
        wanted.trunks.retain(|trunk| plan.accounts.iter().any(|account| account.profile == trunk.profile));
        self.events.verifying();
        let looked = tokio::select! {
            biased;
            () = self.stop.twice() => return Looked::not(plan, SecondLook::NotTaken),
            looked = seen(self.providers, &wanted, self.store, &plan.allowed) => looked,
        };
        let (observed, left) = match looked {
            Ok(looked) => looked,
            Err(error) => return Looked::not(plan, SecondLook::Failed(error.to_string())),
        };
        let trouble =
            own_nouns(self.store, leases, &wanted, &left).await.err().map(|error| error.to_string());
        let (manual, created) = (by_hand(&left), created(plan, steps, &observed));
        let found = if left.is_empty() { SecondLook::Empty } else { SecondLook::Left(Box::new(left)) };
        Looked { found, manual, created, trouble }
    }
}

/// Keeps that the nouns which the file writes are true, on the trunks of ours where nothing is left to do. On an account
/// where the run had nothing to do it has no lease, and keeps nothing.
async fn own_nouns(
    store: &Store,
    leases: &Leases<'_>,
    wanted: &Wanted,
    left: &Plan,
) -> Result<(), StoreError> {
    let wanted: BTreeMap<(&str, &TrunkName), &WantedTrunk> =
        wanted.trunks.iter().map(|trunk| ((trunk.profile.as_str(), &trunk.name), trunk)).collect();
    let mut kept = Vec::new();
    for account in &left.accounts {
        let Some(lease) = leases.of(&account.identity) else { continue };
        for trunk in &account.trunks {
            let wanted = wanted.get(&(account.profile.as_str(), &trunk.name));
            let (Some(id), Some(wanted)) = (&trunk.trunk, wanted) else { continue };
            // One that no run has touched yet is not ours: nothing was made true on it.
            if trunk.steps.is_empty() && trunk.refusals.is_empty() && !trunk.adopted {
                kept.push(async move { store.own_nouns(lease, id, &wanted.nouns()).await });
            }
        }
    }
    try_join_all(kept).await.map(drop)
}

/// The trunks that a run created, as they were seen after its last step.
fn created(plan: &Plan, steps: &[StepReport], observed: &[ObservedAccount]) -> Vec<CreatedTrunk> {
    let reports: BTreeMap<&str, &StepReport> =
        steps.iter().map(|report| (report.step.as_str(), report)).collect();
    plan.steps()
        .filter_map(|(account, trunk, step)| {
            let report = reports.get(step.id.as_str())?;
            let id = remember::created(step, report.object.as_deref())?;
            let there = observed.iter().find(|observed| observed.profile == account.profile)?;
            let there = there.trunks.iter().find(|there| there.trunk.id == id)?;
            Some(CreatedTrunk {
                profile: account.profile.clone(),
                name: trunk.name.clone(),
                trunk: id,
                termination: there.trunk.termination.clone(),
            })
        })
        .collect()
}

fn by_hand(plan: &Plan) -> Vec<Manual> {
    let trunks = plan.accounts.iter().flat_map(|account| &account.trunks);
    trunks.flat_map(|trunk| trunk.manual.iter().cloned()).collect()
}
