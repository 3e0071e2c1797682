//! Trunks, and how to get them wrong.

use std::sync::PoisonError;

use async_trait::async_trait;
use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::collect,
    model::{ChangeOptions, Done, EffectiveAuth, TerminationAuth, Trunk, TrunkId, TrunkPatch, TrunkSpec},
    provider::{AclProvider as _, Objects, Provider as _, TrunkProvider},
};

use super::{
    carrier::{Carrier, Does},
    held::Held as _,
    mutation::Mutation,
};

#[async_trait]
impl TrunkProvider for Carrier {
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        let spec = &self.meant(spec);
        let twin = self.memory.find_trunk(spec).await?;
        if let (Some(twin), true) = (twin, self.is(Mutation::AdoptsADuplicate)) {
            return Ok(Done::changed(twin));
        }
        let done = self.sent(Does::Write, self.memory.create_trunk(spec)).await?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(done.value.id.clone());
        if self.is(Mutation::AnswersWithoutCreating) {
            let _ = self.memory.delete_trunk(&done.value.id).await?;
        }
        Ok(done)
    }

    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        if self.is(Mutation::ReturnsAnotherTrunksRow)
            && let Some(newest) = self.trunk_ids().await?.last()
        {
            return self.sent(Does::Read, self.memory.get_trunk(newest)).await;
        }
        let read = self.sent(Does::Read, self.memory.get_trunk(trunk)).await?;
        Ok(read.clone().held(self).unwrap_or(read))
    }

    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
        let found = self.sent(Does::Read, self.memory.find_trunk(&self.meant(spec))).await?;
        if found.is_none() && self.is(Mutation::FailsWhereThereIsNone) {
            let error = Error::new(ErrorKind::NotFound, Effect::None, "there is no such trunk");
            return Err(error.with_identity(self.identity()).with_operation("find trunk"));
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(found.filter(|trunk| !self.is(Mutation::FindsOnlyWhatItSaw) || seen.contains(&trunk.id)))
    }

    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>> {
        if self.is(Mutation::MatchesAnyTrunk) {
            return specs.iter().map(|_| Ok(trunks.first())).collect();
        }
        let meant: Vec<TrunkSpec> = specs.iter().map(|spec| self.meant(spec)).collect();
        self.memory.match_trunks(&meant.iter().collect::<Vec<_>>(), trunks)
    }

    fn list_trunks(&self) -> Objects<Trunk> {
        self.list(self.memory.list_trunks())
    }

    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        let mut patch = patch.clone();
        patch.name = patch.name.map(|name| self.held_name(&name));
        let mut done = self.sent(Does::Write, self.memory.update_trunk(trunk, &patch)).await?;
        done.changed |= self.is(Mutation::AlwaysSaysChanged);
        Ok(done)
    }

    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
        if self.is(Mutation::TakesApartWhatStays) {
            self.empty(trunk).await?;
        }
        let delete = async {
            if self.others.need(trunk) {
                return Err(self.error(ErrorKind::InUse, Effect::None));
            }
            self.memory.delete_trunk(trunk).await
        };
        let done = self.sent(Does::Write, delete).await;
        if done.is_err() && self.is(Mutation::DeletesWhatIsGone) {
            return Ok(Done::unchanged(()));
        }
        if self.is(Mutation::DeletesTooMuch) {
            for other in self.trunk_ids().await? {
                self.empty(&other).await?;
            }
        }
        done
    }

    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        if self.is(Mutation::AlwaysDiffers) {
            return TrunkPatch::default().with_name(spec.name.clone());
        }
        self.memory.diff_trunk(&self.meant(spec), observed)
    }

    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        let auth = self.sent(Does::Read, self.memory.termination_auth(trunk)).await?;
        if self.is(Mutation::TakesClosedForOpen) && auth == EffectiveAuth::Closed {
            return Ok(EffectiveAuth::Mode(TerminationAuth::IpAcl));
        }
        Ok(auth)
    }
}

impl Carrier {
    /// Removes a trunk's addresses.
    async fn empty(&self, trunk: &TrunkId) -> Result<()> {
        for entry in collect(self.memory.list_acl_entries(trunk)).await? {
            let _ = self.memory.remove_acl_entry(trunk, &entry.id, &ChangeOptions::default()).await?;
        }
        Ok(())
    }
}
