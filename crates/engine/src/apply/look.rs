//! Looking at the world again.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::provider::DynProvider;

use super::{Apply, ApplyError, Source};
use crate::{
    Known, ReadOnly, Wanted,
    observe::{ObservedAccount, observe},
    plan::{self, Allow, Plan},
    store::Store,
    undo::undo,
};

/// What is to be done now: what is there is read, and compared with the file. Sends only reads.
///
/// # Errors
/// Those of a read, and those of the store.
pub async fn look(
    providers: &BTreeMap<String, DynProvider>,
    wanted: &Wanted,
    store: &Store,
    allowed: &BTreeSet<Allow>,
) -> Result<Plan, ApplyError> {
    Ok(seen(providers, wanted, store, allowed).await?.1)
}

/// What is there, and what is to be done.
pub(super) async fn seen(
    providers: &BTreeMap<String, DynProvider>,
    wanted: &Wanted,
    store: &Store,
    allowed: &BTreeSet<Allow>,
) -> Result<(Vec<ObservedAccount>, Plan), ApplyError> {
    let views: BTreeMap<String, ReadOnly> = providers
        .iter()
        .map(|(profile, provider)| (profile.clone(), ReadOnly::new(DynProvider::clone(provider))))
        .collect();
    let known = Known::load(store, &views).await?;
    let observed = observe(&views, wanted, &known).await?;
    let plan = plan::make(wanted, &observed, &views, &known, allowed);
    Ok((observed, plan))
}

/// Whether a plan is still about the world as it is.
pub(super) async fn check_fresh(plan: &Plan, apply: &Apply<'_>) -> Result<(), ApplyError> {
    let now = match apply.source {
        Source::File(wanted) => look(apply.providers, wanted, apply.store, &plan.allowed).await?,
        Source::Undo(number) => undo(apply.store, number, apply.providers, &plan.allowed).await?.plan,
        Source::Elsewhere => return Ok(()),
    };
    match plan.stale(&now) {
        changed if changed.is_empty() => Ok(()),
        changed => Err(ApplyError::Stale(changed)),
    }
}
