//! How ready a standby is.

use jiff::Timestamp;
use serde::Serialize;
use trunkline::model::TrunkName;

use super::Look;
use crate::{
    Standby,
    plan::{Manual, Plan},
    store::{RunOutcome, Store, StoreError},
};

/// How many runs are looked through for one that made a standby as the file says.
const HISTORY: u32 = 100;

/// How ready a standby is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// The trunk.
    pub trunk: TrunkName,
    /// The profile of the account it takes over for.
    pub of: String,
    /// The profile of the account it is on.
    pub on: String,
    /// Whether it is there and as the file says.
    pub ready: bool,
    /// What is not as the file says, a line each.
    pub missing: Vec<String>,
    /// What a person has to do, and nobody has confirmed.
    pub by_hand: Vec<Manual>,
    /// The last run after which it was as the file said then; `None` when the journal knows of none.
    pub last_in_step: Option<InStep>,
}

/// A run after which a standby was as the file said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InStep {
    /// Its number.
    pub run: i64,
    /// When it ended.
    pub at: Timestamp,
}

impl Readiness {
    /// Of a standby on the account that `look` is of.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of(standby: &Standby, look: &Look, store: Option<&Store>) -> Result<Self, StoreError> {
        let trunks = || look.plan.accounts.iter().flat_map(|account| &account.trunks);
        let planned = trunks().find(|trunk| trunk.name == standby.trunk);
        let steps = planned.into_iter().flat_map(|trunk| &trunk.steps);
        let mut missing: Vec<String> = steps.map(|step| format!("{}: {}", step.id, step.why)).collect();
        let refusals = planned.into_iter().flat_map(|trunk| &trunk.refusals);
        missing.extend(refusals.map(|refusal| refusal.reason.clone()));
        let by_hand = planned.into_iter().flat_map(|trunk| &trunk.manual);
        let by_hand = by_hand.filter(|manual| manual.confirmed.is_none()).cloned().collect();
        Ok(Self {
            trunk: standby.trunk.clone(),
            of: standby.of.clone(),
            on: standby.on.clone(),
            ready: missing.is_empty() && planned.is_some_and(|trunk| trunk.trunk.is_some()),
            missing,
            by_hand,
            last_in_step: match store {
                Some(store) => last_in_step(store, standby).await?,
                None => None,
            },
        })
    }
}

/// An apply that ended well has looked again at every trunk of its accounts.
async fn last_in_step(store: &Store, standby: &Standby) -> Result<Option<InStep>, StoreError> {
    for run in store.runs(HISTORY).await? {
        let (Some(at), Some(RunOutcome::Done)) = (run.ended, run.outcome) else { continue };
        if run.what != "apply" {
            continue;
        }
        let Some((_, plan)) = store.run(run.number).await? else { continue };
        // A plan of another version says nothing that can be read.
        let Ok(plan) = serde_json::from_str::<Plan>(&plan) else { continue };
        let here = plan.accounts.iter().filter(|account| account.profile == standby.on);
        if here.flat_map(|account| &account.trunks).any(|trunk| trunk.name == standby.trunk) {
            return Ok(Some(InStep { run: run.number, at }));
        }
    }
    Ok(None)
}
