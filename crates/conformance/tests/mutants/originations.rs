//! Where inbound calls go, and how to get it wrong.

use std::sync::PoisonError;

use async_trait::async_trait;
use futures::{StreamExt as _, stream};
use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::{OriginationExt as _, collect},
    model::{Done, OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec, TrunkId},
    provider::{Objects, OriginationProvider, Provider as _, TrunkProvider as _},
};

use super::{
    carrier::{Carrier, Does},
    mutation::Mutation,
};

#[async_trait]
impl OriginationProvider for Carrier {
    fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri> {
        let twins = self.twins.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.list(self.memory.list_origination_uris(trunk).chain(stream::iter(twins).map(Ok)).boxed())
    }

    async fn add_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>> {
        let mut spec = spec.clone();
        if self.is(Mutation::DropsThePriority) {
            spec.priority = 0;
        }
        if self.is(Mutation::ComparesByHost) {
            self.refuse_the_host(trunk, &spec).await?;
        }
        let add = async {
            self.has_room(collect(self.memory.list_origination_uris(trunk)).await?.len())?;
            self.memory.add_origination_uri(trunk, &spec).await
        };
        let outcome = self.sent(Does::Write, add).await;
        match outcome {
            Err(error) if error.effect() == Effect::Unknown && self.is(Mutation::ResendsACreate) => {
                let there = self.memory.find_origination_uri(trunk, &spec.uri).await?.ok_or(error)?;
                self.twins.lock().unwrap_or_else(PoisonError::into_inner).push(there.clone());
                Ok(Done::changed(there))
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists && self.is(Mutation::AddsATargetTwice) => {
                let there = self.memory.find_origination_uri(trunk, &spec.uri).await?;
                there.map(Done::changed).ok_or(error)
            }
            Err(error)
                if error.kind() == ErrorKind::LimitReached
                    && self.is(Mutation::BlamesTheCallerForAFullTrunk) =>
            {
                Err(error.with_kind(ErrorKind::InvalidInput))
            }
            outcome => outcome,
        }
    }

    async fn add_origination_uris(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
    ) -> Result<Done<Vec<OriginationUri>>> {
        let error = match self.sent(Does::Write, self.memory.add_origination_uris(trunk, specs)).await {
            Ok(mut done) => {
                if self.is(Mutation::AnswersABatchInItsOwnOrder) {
                    done.value.reverse();
                }
                return Ok(done);
            }
            Err(error) => error,
        };
        if error.kind() == ErrorKind::NotFound && self.is(Mutation::AddsNothingToNoTrunk) {
            return Ok(Done::unchanged(Vec::new()));
        }
        if error.effect() == Effect::Unknown && self.is(Mutation::ResendsABatch) {
            let twins = collect(self.memory.list_origination_uris(trunk)).await?;
            self.twins.lock().unwrap_or_else(PoisonError::into_inner).extend(twins);
        }
        if error.effect() != Effect::Partial {
            return Err(error);
        }
        if self.is(Mutation::TakesA207ForSuccess) {
            return Ok(Done::changed(collect(self.memory.list_origination_uris(trunk)).await?));
        }
        let kept = if self.is(Mutation::ForgetsHalfOfA207) {
            error.done().len() / 2
        } else if self.is(Mutation::SaysNoneAfterTheWrite) {
            0
        } else {
            return Err(error);
        };
        let forgetful = Error::new(error.kind(), Effect::None, error.message().to_owned())
            .with_identity(self.identity())
            .with_operation("add origination URIs");
        Err(forgetful.after(error.done().iter().take(kept).cloned()))
    }

    async fn update_origination_uri(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>> {
        let mut patch = patch.clone();
        if self.is(Mutation::PatchesWithDefaults) {
            patch.weight = patch.weight.or(Some(1));
        }
        let done = self.sent(Does::Write, self.memory.update_origination_uri(trunk, uri, &patch)).await?;
        if self.is(Mutation::DeniesAfterALook) {
            // The look that is to make sure of it says nothing of what was written.
            let _ = self.sent(Does::Read, self.memory.get_trunk(trunk)).await?;
        }
        Ok(done)
    }

    async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
        if self.is(Mutation::LooksThenDenies) || self.is(Mutation::LooksThenDoubts) {
            let _ = self.sent(Does::Read, self.memory.get_trunk(trunk)).await?;
        }
        let denies = self.is(Mutation::DeniesALostRemoval) || self.is(Mutation::LooksThenDenies);
        let removed = self.sent(Does::Write, self.memory.remove_origination_uri(trunk, uri)).await;
        removed.map_err(|error| {
            if error.kind() == ErrorKind::Interrupted && denies {
                return error.with_effect(Effect::None);
            }
            if error.kind() == ErrorKind::RateLimited && self.is(Mutation::LooksThenDoubts) {
                return error.with_effect(Effect::Unknown);
            }
            error
        })
    }
}

impl Carrier {
    async fn refuse_the_host(&self, trunk: &TrunkId, spec: &OriginationUriSpec) -> Result<()> {
        for target in collect(self.memory.list_origination_uris(trunk)).await? {
            if target.uri.valid().is_some_and(|uri| uri.host() == spec.uri.host()) {
                let message = format!("the trunk has the target {} already", spec.uri);
                let error = Error::new(ErrorKind::AlreadyExists, Effect::None, message);
                return Err(error.with_identity(self.identity()).with_operation("add origination URI"));
            }
        }
        Ok(())
    }
}
