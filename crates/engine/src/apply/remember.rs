//! What the store has to know of a trunk after a step, since no carrier does.

use jiff::Timestamp;
use trunkline::{
    Error,
    model::{Action, Identity, ObjectId, TrunkId, TrunkName},
};

use super::call::Made;
use crate::{
    plan::{Change, Step},
    store::{Lease, OwnedTrunk, Ownership, Store, StoreError},
    wanted::carrier_username,
};

/// A trunk, and where it is remembered.
pub(super) struct Remember<'a> {
    pub(super) store: &'a Store,
    pub(super) identity: &'a Identity,
    /// The right to change its account.
    pub(super) lease: &'a Lease,
    /// Its name in the file.
    pub(super) name: &'a TrunkName,
}

impl Remember<'_> {
    /// After a step: what is ours, and how far credentials are rotated.
    pub(super) async fn step(
        &self,
        trunk: Option<&TrunkId>,
        step: &Step,
        made: &Result<Made, Error>,
    ) -> Result<(), StoreError> {
        match (&step.change, made, trunk) {
            (Change::CreateTrunk { .. }, Ok(made), _) => match created(step, made.object.as_deref()) {
                Some(trunk) => self.own(trunk, Ownership::Created).await,
                None => Ok(()),
            },
            // A trunk may be there although what came after its creation failed.
            (Change::CreateTrunk { .. }, Err(error), _) => match created_before(error) {
                Some(trunk) => self.own(trunk, Ownership::Created).await,
                None => Ok(()),
            },
            // It may have another name in the file now.
            (Change::UpdateTrunk { .. }, Ok(_), Some(trunk)) => {
                self.store.rename(self.lease, trunk, self.name).await
            }
            (Change::DeleteTrunk, Ok(_), Some(trunk)) => self.store.disown(self.lease, trunk).await,
            (Change::AddCredential { of, rotation, .. }, Ok(_), Some(trunk)) => {
                self.store.set_rotation(self.lease, trunk, of, *rotation).await
            }
            (Change::RemoveCredential { username, .. }, Ok(_), Some(trunk)) => {
                self.rotate_back(trunk, username).await
            }
            _ => Ok(()),
        }
    }

    /// The trunk is ours.
    pub(super) async fn own(&self, trunk: TrunkId, how: Ownership) -> Result<(), StoreError> {
        let owned = OwnedTrunk { trunk, name: self.name.clone(), how, since: Timestamp::now() };
        self.store.own(self.lease, &owned).await
    }

    /// A rotation that was taken away can be made again.
    async fn rotate_back(&self, trunk: &TrunkId, username: &str) -> Result<(), StoreError> {
        for (of, rotation) in self.store.rotations_of(self.identity, trunk).await? {
            if rotation > 0 && carrier_username(&of, rotation) == username {
                self.store.set_rotation(self.lease, trunk, &of, rotation - 1).await?;
            }
        }
        Ok(())
    }
}

/// The trunk that a step created.
pub(super) fn created(step: &Step, object: Option<&str>) -> Option<TrunkId> {
    match step.change {
        Change::CreateTrunk { .. } => TrunkId::new(object?).ok(),
        _ => None,
    }
}

/// The trunk that a call created before it failed.
pub(super) fn created_before(error: &Error) -> Option<TrunkId> {
    error.done().iter().find_map(|step| match (step.action, &step.object) {
        (Action::Created, ObjectId::Trunk(trunk)) => Some(trunk.clone()),
        _ => None,
    })
}
