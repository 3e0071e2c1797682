//! What a migration asks for, stage by stage, as a file would.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{E164, Identity, NumberSpec, TrunkId};

use super::{Migration, MovedTrunk, Moving, Stage};
use crate::{
    Digest, Presence, Wanted, WantedTrunk,
    store::{Rotations, Store, StoreError},
};

impl Migration {
    /// What the journal calls a run of a stage.
    pub fn run_name(&self, stage: &str) -> String {
        format!("migration {}: {stage}", self.number)
    }

    /// What stands where a file's name would.
    pub fn file_name(&self) -> String {
        format!("migration {}", self.number)
    }

    /// What the names of its tasks begin with.
    pub fn task_prefix(&self) -> String {
        format!("migration/{}/", self.number)
    }

    /// The trunks on the new account: from the cutover on with the numbers that it binds, and those that are bound to them
    /// already: nothing of a migration takes a number off them.
    pub fn on_target(&self, bound: &BTreeMap<TrunkId, Vec<NumberSpec>>) -> Wanted {
        let bind = self.stage >= Stage::CuttingOver && !self.moving.numbers.is_empty();
        wanted(self.moving.trunks.iter().map(|moved| {
            let mut wanted = moved.wanted.clone();
            wanted.numbers = bind.then(|| {
                let mut numbers = self.numbers_of(moved);
                let bound = moved.made.iter().filter_map(|trunk| bound.get(trunk)).flatten();
                let others = bound.filter(|spec| !self.moving.numbers.contains(&spec.number));
                numbers.extend(others.cloned());
                numbers
            });
            wanted
        }))
    }

    /// The trunks on the new account as if they had never been.
    pub fn off_target(&self) -> Wanted {
        wanted(
            self.moving
                .trunks
                .iter()
                .map(|moved| WantedTrunk { presence: Presence::Absent, ..moved.wanted.clone() }),
        )
    }

    /// The trunks on the old account, as they are `now`, without the numbers that were cut over; nothing else of them is
    /// touched, and no number that came to them since.
    pub fn without_numbers(&self, now: &Moving) -> Wanted {
        wanted(self.moving.trunks.iter().map(|moved| {
            let there = now.trunks.iter().find(|there| there.trunk == moved.trunk);
            let stay = there.unwrap_or(moved).source.numbers.iter().flatten();
            let stay = stay.filter(|spec| !self.moving.numbers.contains(&spec.number)).cloned();
            WantedTrunk { adopt: true, numbers: Some(stay.collect()), ..bare(&moved.source) }
        }))
    }

    /// The trunks on the old account as if they had never been.
    pub fn off_source(&self) -> Wanted {
        wanted(self.moving.trunks.iter().map(|moved| WantedTrunk {
            adopt: true,
            presence: Presence::Absent,
            ..bare(&moved.source)
        }))
    }

    /// Numbers of the trunks that are not cut over: they stay on the old account.
    pub fn numbers_left(&self) -> BTreeSet<E164> {
        let all = self.moving.trunks.iter().flat_map(|moved| moved.source.numbers.iter().flatten());
        all.map(|spec| spec.number.clone()).filter(|number| !self.moving.numbers.contains(number)).collect()
    }

    /// The trunks that migrations which were taken back left on an account, and that another one may take, with the
    /// rotations of their credentials.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn left_behind(
        store: &Store,
        account: &Identity,
    ) -> Result<BTreeMap<TrunkId, Rotations>, StoreError> {
        let mut rotations = store.rotations(account).await?;
        let all = store.migrations().await?;
        let over = all.into_iter().filter(|migration| {
            migration.stage == Stage::RolledBack && migration.moving.report.to.identity == *account
        });
        let made = over.flat_map(|migration| migration.moving.trunks).filter_map(|moved| moved.made);
        Ok(made.map(|trunk| (trunk.clone(), rotations.remove(&trunk).unwrap_or_default())).collect())
    }

    /// Looks up what the trunks are on the new account, as far as they are there.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn find_made(&mut self, store: &Store) -> Result<(), StoreError> {
        let owned = store.owned(&self.moving.report.to.identity).await?;
        for moved in &mut self.moving.trunks {
            let made = owned.iter().find(|owned| owned.name == moved.wanted.name);
            moved.made = made.map(|owned| owned.trunk.clone());
        }
        Ok(())
    }

    fn numbers_of(&self, moved: &MovedTrunk) -> Vec<NumberSpec> {
        let all = moved.source.numbers.iter().flatten();
        all.filter(|spec| self.moving.numbers.contains(&spec.number)).cloned().collect()
    }
}

fn wanted(trunks: impl Iterator<Item = WantedTrunk>) -> Wanted {
    let mut trunks: Vec<WantedTrunk> = trunks.collect();
    trunks.sort_by(|a, b| (&a.profile, &a.name).cmp(&(&b.profile, &b.name)));
    Wanted { digest: Digest::of(&trunks), trunks }
}

/// A trunk of which nothing but itself is written.
fn bare(trunk: &WantedTrunk) -> WantedTrunk {
    WantedTrunk {
        acl: None,
        origination: None,
        numbers: None,
        credentials: None,
        caller_id: None,
        shortfalls: Vec::new(),
        ..trunk.clone()
    }
}
