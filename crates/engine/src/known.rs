//! What a store knows that no carrier does.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{TrunkId, TrunkName};

use crate::{
    Noun, ReadOnly,
    store::{Confirmation, OwnedTrunk, Ownership, Rotations, Store, StoreError},
};

/// Which trunks and which of their nouns are ours, which rotations of credentials were made, and which manual steps are confirmed.
///
/// Without a store it is empty: every trunk that exists is somebody else's then, until the file says `adopt: true`.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The trunks that plans may change, by profile.
    pub owned: BTreeMap<String, Vec<OwnedTrunk>>,
    /// The nouns that were once as a file says, by profile and trunk.
    pub nouns: BTreeMap<String, BTreeMap<TrunkId, BTreeSet<Noun>>>,
    /// The rotations that were made, by profile and trunk.
    pub rotations: BTreeMap<String, BTreeMap<TrunkId, Rotations>>,
    /// The manual steps that someone confirmed, by their names.
    pub confirmed: BTreeMap<String, Confirmation>,
}

impl Known {
    /// What a store knows of these accounts, by profile.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn load(store: &Store, views: &BTreeMap<String, ReadOnly>) -> Result<Self, StoreError> {
        let mut known = Self { confirmed: store.confirmed().await?, ..Self::default() };
        for (profile, view) in views {
            let account = view.identity();
            known.owned.insert(profile.clone(), store.owned(account).await?);
            known.nouns.insert(profile.clone(), store.owned_nouns(account).await?);
            known.rotations.insert(profile.clone(), store.rotations(account).await?);
        }
        Ok(known)
    }

    /// Whether plans may change a trunk.
    pub fn owns(&self, profile: &str, trunk: &TrunkId) -> bool {
        self.owned.get(profile).is_some_and(|owned| owned.iter().any(|owned| owned.trunk == *trunk))
    }

    /// Whether nothing of a noun can be anyone else's: the trunk was created by a run, or the noun was once as a file
    /// says. What is there beside the file came later then.
    pub fn owns_noun(&self, profile: &str, trunk: &TrunkId, noun: Noun) -> bool {
        let created = |owned: &OwnedTrunk| owned.trunk == *trunk && owned.how == Ownership::Created;
        self.owned.get(profile).is_some_and(|owned| owned.iter().any(created))
            || self
                .nouns
                .get(profile)
                .and_then(|trunks| trunks.get(trunk))
                .is_some_and(|nouns| nouns.contains(&noun))
    }

    /// The trunks of an account that plans may change.
    pub(crate) fn of_account(&self, profile: &str) -> OfAccount<'_> {
        let mut of = OfAccount::default();
        for owned in self.owned.get(profile).into_iter().flatten() {
            of.trunks.insert(&owned.trunk);
            of.named.entry(&owned.name).or_insert(&owned.trunk);
        }
        of
    }

    /// The latest rotation of a credential on a trunk.
    pub(crate) fn rotation(&self, profile: &str, trunk: &TrunkId, username: &str) -> Option<u32> {
        self.rotations.get(profile)?.get(trunk)?.get(username).copied()
    }
}

/// The trunks of an account that plans may change, to look many of them up.
#[derive(Debug, Default)]
pub(crate) struct OfAccount<'a> {
    pub(crate) trunks: BTreeSet<&'a TrunkId>,
    /// By their names in the file.
    pub(crate) named: BTreeMap<&'a TrunkName, &'a TrunkId>,
}
