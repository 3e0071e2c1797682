//! What other migrations move, and what they left behind.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{Carrier, Identity, TrunkId, TrunkName};

use super::{Migration, MovedTrunk, Moving, Stage};
use crate::{
    apply::{ApplyError, run_and_plan},
    store::{OwnedTrunk, Rotations, Store, StoreError},
};

/// What a store knows of an account that trunks are to be moved to.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The trunks that migrations which were taken back left there, and that another one may take, with the rotations of
    /// their credentials.
    pub left: BTreeMap<TrunkId, Rotations>,
    /// Names and domains that other migrations are about to build there.
    pub taken: BTreeSet<String>,
    /// What files and migrations call the trunks that are there.
    pub names: BTreeMap<TrunkId, TrunkName>,
}

/// What a store knows of an account that trunks are to be moved to.
///
/// # Errors
/// Those of the store.
pub async fn beside(store: &Store, account: &Identity) -> Result<Beside, ApplyError> {
    let owned = store.owned(account).await?;
    let mut all = store.migrations().await?;
    all.retain(|migration| migration.moving.report.to.identity == *account);
    let (over, others): (Vec<Migration>, Vec<Migration>) =
        all.into_iter().partition(|migration| migration.stage == Stage::RolledBack);
    let mut rotations = store.rotations(account).await?;
    let mut beside = Beside::default();
    for migration in &over {
        let moved = migration.moving.trunks.iter().filter_map(|moved| Some((moved, moved.made.as_ref()?)));
        let mut left: BTreeSet<&TrunkId> = moved
            .filter(|(moved, made)| !others.iter().any(|other| uses(other, moved, made)))
            .filter(|(_, made)| !owned.iter().any(|owned| is_newer(owned, made, migration)))
            .map(|(_, made)| made)
            .collect();
        if !left.is_empty() {
            let written = written_since(store, migration, account).await?;
            left.retain(|trunk| !written.contains(*trunk));
        }
        for trunk in left {
            beside.left.entry(trunk.clone()).or_insert_with(|| rotations.remove(trunk).unwrap_or_default());
        }
    }
    for migration in others.iter().filter(|migration| !migration.stage.is_over()) {
        beside.taken.extend(migration.moving.trunks.iter().map(|moved| moved.wanted.name.to_string()));
        // All trunks of an Exotel account have one domain.
        let domains = migration.moving.report.trunks.iter().filter_map(|loss| loss.domain.clone());
        beside.taken.extend(domains.filter(|_| account.carrier != Carrier::EXOTEL));
    }
    beside.names = owned.into_iter().map(|owned| (owned.trunk, owned.name)).collect();
    Ok(beside)
}

/// Whether a migration has a trunk that an earlier one left, or is about to take it.
fn uses(migration: &Migration, left: &MovedTrunk, made: &TrunkId) -> bool {
    let mut trunks = migration.moving.trunks.iter();
    trunks.any(|moved| moved.made.as_ref() == Some(made) || moved.wanted.name == left.wanted.name)
}

/// Whether a trunk became someone's after a migration was taken back.
fn is_newer(owned: &OwnedTrunk, made: &TrunkId, migration: &Migration) -> bool {
    owned.trunk == *made && owned.since > migration.updated
}

/// The trunks of an account that were to be written to since the last run of a migration. A run whose plan nobody can
/// read may have written to any of those that the migration made.
async fn written_since(
    store: &Store,
    migration: &Migration,
    account: &Identity,
) -> Result<BTreeSet<TrunkId>, StoreError> {
    let last = store.runs_of(&migration.run_name("")).await?.first().map_or(0, |run| run.number);
    let mut written = BTreeSet::new();
    for run in store.runs_after(last).await? {
        match run_and_plan(store, run.number).await {
            Ok((_, plan)) => {
                let accounts = plan.accounts.into_iter().filter(|planned| planned.identity == *account);
                let trunks = accounts.flat_map(|planned| planned.trunks);
                written
                    .extend(trunks.filter(|trunk| !trunk.steps.is_empty()).filter_map(|trunk| trunk.trunk));
            }
            Err(ApplyError::Store(error)) => return Err(error),
            Err(_) => written.extend(migration.moving.trunks.iter().filter_map(|moved| moved.made.clone())),
        }
    }
    Ok(written)
}

/// Another migration that is not over and moves one of these trunks, and that trunk's name.
pub fn moved_by_another(
    all: Vec<Migration>,
    moving: &Moving,
    but: Option<i64>,
) -> Option<(Migration, String)> {
    let mut others = all.into_iter().filter(|other| {
        Some(other.number) != but
            && !other.stage.is_over()
            && other.moving.report.from.identity == moving.report.from.identity
    });
    others.find_map(|other| {
        let is_moved = |trunk: &TrunkId| other.moving.trunks.iter().any(|moved| moved.trunk == *trunk);
        let twice = moving.report.trunks.iter().find(|loss| is_moved(&loss.trunk))?.name.clone();
        Some((other, twice))
    })
}
