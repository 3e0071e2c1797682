//! How ready a standby is.

use jiff::Timestamp;
use serde::Serialize;
use trunkline::{
    ErrorKind,
    model::{E164, TrunkId, TrunkName},
};

use super::{
    Look,
    about::{closed, switched_off},
    numbers::is_own,
};
use crate::{
    ReadOnly, Standby, Wanted,
    apply::ApplyError,
    plan::{Manual, Plan},
    store::{RunOutcome, Store, StoreError},
};

/// How ready a standby is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// The trunk.
    pub trunk: TrunkName,
    /// The profile of the account it takes over for.
    pub of: String,
    /// The profile of the account it is on.
    pub on: String,
    /// Whether it is there and as the file says, has all that the trunk has at home, and nothing is left to do by hand.
    pub ready: bool,
    /// What is not as the file says or cannot be as it is at home, a line each.
    pub missing: Vec<String>,
    /// What is not as at home and keeps no call away.
    pub unlike_home: Vec<String>,
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
    /// Of a standby on the account that `look` is of, as `wanted` has it.
    ///
    /// # Errors
    /// Those of the store, and of a read.
    pub async fn of(
        standby: &Standby,
        wanted: &Wanted,
        look: &Look,
        store: Option<&Store>,
    ) -> Result<Self, ApplyError> {
        let planned = look.planned(&standby.trunk);
        let wanted =
            wanted.trunks.iter().find(|trunk| trunk.profile == standby.on && trunk.name == standby.trunk);
        let steps = planned.into_iter().flat_map(|trunk| &trunk.steps);
        let mut missing: Vec<String> = steps.map(|step| format!("{}: {}", step.id, step.why)).collect();
        let refusals = planned.into_iter().flat_map(|trunk| &trunk.refusals);
        missing.extend(refusals.map(|refusal| refusal.reason.clone()));
        let mut unlike_home = Vec::new();
        for (trunk, shortfall) in
            wanted.into_iter().flat_map(|it| it.shortfalls.iter().map(move |one| (it, one)))
        {
            let stops_calls = shortfall.stops_calls(trunk.spec.auth);
            (if stops_calls { &mut missing } else { &mut unlike_home }).push(shortfall.to_string());
        }
        missing.extend(wanted.and_then(closed).map(str::to_owned));
        missing.extend(switched_off(look.there(&standby.trunk)));
        let there = planned.and_then(|trunk| trunk.trunk.as_ref());
        for spec in standby.numbers.iter().flatten() {
            missing.extend(cannot_be_bound(&look.view, &spec.number, there).await?);
        }
        let by_hand = planned.into_iter().flat_map(|trunk| &trunk.manual);
        let by_hand: Vec<Manual> = by_hand.filter(|manual| manual.confirmed.is_none()).cloned().collect();
        Ok(Self {
            trunk: standby.trunk.clone(),
            of: standby.of.clone(),
            on: standby.on.clone(),
            ready: missing.is_empty()
                && by_hand.is_empty()
                && planned.is_some_and(|trunk| trunk.trunk.is_some()),
            missing,
            unlike_home,
            by_hand,
            last_in_step: match store {
                Some(store) => last_in_step(store, standby).await?,
                None => None,
            },
        })
    }
}

/// Why a failover may not bind a number to the trunk; `None` when it can, or has it bound already.
async fn cannot_be_bound(
    view: &ReadOnly,
    number: &E164,
    trunk: Option<&TrunkId>,
) -> trunkline::Result<Option<String>> {
    let identity = view.identity();
    let bound = match view.find_number(number).await {
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => None,
        found => found?,
    };
    if let Some(bound) = bound {
        let elsewhere = Some(&bound.trunk) != trunk;
        return Ok(elsewhere.then(|| format!("{number} is bound to another trunk, {}", bound.trunk)));
    }
    Ok(match is_own(view, number).await? {
        Some(true) => None,
        Some(false) => Some(format!("{number} is no number of {identity}")),
        None => Some(format!(
            "whether {number} is a number of {identity} no API tells: bind it to the trunk in quiet times (trunkline \
             number bind), and leave it there"
        )),
    })
}

/// An apply that ended well has looked again at every trunk of its accounts.
async fn last_in_step(store: &Store, standby: &Standby) -> Result<Option<InStep>, StoreError> {
    for run in store.runs_named("apply").await? {
        let (Some(at), Some(RunOutcome::Done)) = (run.ended, run.outcome) else { continue };
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
