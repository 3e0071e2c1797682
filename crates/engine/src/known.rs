//! What a store knows that no carrier does.

use std::collections::BTreeMap;

use trunkline::model::{TrunkId, TrunkName};

use crate::{
    ReadOnly,
    store::{Confirmation, OwnedTrunk, Rotations, Store, StoreError},
};

/// Which trunks are ours, which rotations of credentials were made, and which manual steps are confirmed.
///
/// Without a store it is empty: every trunk that exists is somebody else's then, until the file says `adopt: true`.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The trunks that plans may change, by profile.
    pub owned: BTreeMap<String, Vec<OwnedTrunk>>,
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
            let owned = store.owned(view.identity()).await?;
            let mut rotations = BTreeMap::new();
            for trunk in &owned {
                let made = store.rotations(view.identity(), &trunk.trunk).await?;
                rotations.insert(trunk.trunk.clone(), made);
            }
            known.owned.insert(profile.clone(), owned);
            known.rotations.insert(profile.clone(), rotations);
        }
        Ok(known)
    }

    /// Whether plans may change a trunk.
    pub fn owns(&self, profile: &str, trunk: &TrunkId) -> bool {
        self.owned.get(profile).is_some_and(|owned| owned.iter().any(|owned| owned.trunk == *trunk))
    }

    /// The trunk that has this name in the file.
    pub(crate) fn named(&self, profile: &str, name: &TrunkName) -> Option<&TrunkId> {
        let owned = self.owned.get(profile)?;
        owned.iter().find(|owned| owned.name == *name).map(|owned| &owned.trunk)
    }

    /// The latest rotation of a credential on a trunk.
    pub(crate) fn rotation(&self, profile: &str, trunk: &TrunkId, username: &str) -> Option<u32> {
        self.rotations.get(profile)?.get(trunk)?.get(username).copied()
    }
}
