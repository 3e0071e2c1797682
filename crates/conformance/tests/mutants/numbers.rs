//! Bound numbers, and how to get them wrong.

use std::sync::PoisonError;

use async_trait::async_trait;
use trunkline::{
    Effect, Error, ErrorKind, Result,
    model::{BoundNumber, BoundNumberId, Done, E164, NumberMode, NumberSpec, Observed, Replaced, TrunkId},
    provider::{NumberProvider, Objects, Provider as _, TrunkProvider as _},
};

use super::{
    carrier::{Carrier, Does},
    mutation::Mutation,
};

#[async_trait]
impl NumberProvider for Carrier {
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        if self.is(Mutation::FetchesNumbersUnasked) {
            self.send();
        }
        self.list(self.memory.list_bound_numbers(trunk))
    }

    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        let found = self.sent(Does::Read, self.memory.find_number(number)).await?;
        if let (Some(bound), true) = (&found, self.is(Mutation::LooksAtNoPage)) {
            // Whatever that answers is as good as any.
            let _ = self.sent(Does::Read, self.memory.get_trunk(&bound.trunk)).await;
        }
        Ok(found)
    }

    async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
        self.sent(Does::Read, self.memory.owns_number(number)).await
    }

    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        if self.released.lock().unwrap_or_else(PoisonError::into_inner).contains(&spec.number) {
            let error = Error::new(ErrorKind::NotFound, Effect::None, "the account does not own it any more");
            return Err(error.with_identity(self.identity()).with_operation("bind number"));
        }
        let free = self.memory.find_number(&spec.number).await?.is_none();
        tokio::task::yield_now().await;
        let outcome = self.sent(Does::Write, self.memory.bind_number(trunk, spec)).await;
        match outcome.as_ref().err().map(Error::kind) {
            Some(ErrorKind::Conflict)
                if self.is(Mutation::TakesABoundNumber) || (free && self.is(Mutation::TakesOverInARace)) =>
            {
                if let Some(bound) = self.memory.find_number(&spec.number).await? {
                    let _ = self.memory.unbind_number(&bound.trunk, &bound.id).await?;
                }
                self.memory.bind_number(trunk, spec).await
            }
            Some(ErrorKind::NotFound) if self.is(Mutation::BindsWhatIsNotOwned) => {
                let number = Observed::Valid(spec.number.clone());
                Ok(Done::changed(BoundNumber::new(BoundNumberId::new("number-x")?, number, trunk.clone())))
            }
            _ => outcome,
        }
    }

    async fn set_number_mode(
        &self,
        trunk: &TrunkId,
        number: &BoundNumberId,
        mode: &NumberMode,
    ) -> Result<Done<BoundNumber>> {
        let done = self.sent(Does::Write, self.memory.set_number_mode(trunk, number, mode)).await?;
        if let (Some(Replaced::BoundNumber(before)), true) =
            (&done.replaced, self.is(Mutation::ForgetsTheMode))
            && let Some(mode) = &before.mode
        {
            let _ = self.memory.set_number_mode(trunk, number, mode).await?;
        }
        Ok(done)
    }

    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        let done = self.sent(Does::Write, self.memory.unbind_number(trunk, number)).await?;
        if let (Some(Replaced::BoundNumber(bound)), true) =
            (&done.replaced, self.is(Mutation::ReleasesWhatItUnbinds))
        {
            let released = bound.number.valid().cloned();
            self.released.lock().unwrap_or_else(PoisonError::into_inner).extend(released);
        }
        Ok(done)
    }
}
