//! The number shown to the called party, and how to get it wrong.

use async_trait::async_trait;
use trunkline::{
    Result,
    model::{CallerId, Done, E164, TrunkId},
    provider::CallerIdProvider,
};

use super::{
    carrier::{Carrier, Does},
    mutation::Mutation,
};

#[async_trait]
impl CallerIdProvider for Carrier {
    async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>> {
        let outcome = self.sent(Does::Read, self.memory.get_caller_id(trunk)).await;
        if outcome.is_err() && self.is(Mutation::ShowsNoneForNoTrunk) {
            return Ok(None);
        }
        outcome
    }

    async fn set_caller_id(&self, trunk: &TrunkId, number: &E164) -> Result<Done<CallerId>> {
        let mut done = self.sent(Does::Write, self.memory.set_caller_id(trunk, number)).await?;
        if self.is(Mutation::OverwritesWithoutAWord) {
            done.replaced = None;
        }
        Ok(done)
    }

    async fn clear_caller_id(&self, trunk: &TrunkId) -> Result<Done<()>> {
        let mut done = self.sent(Does::Write, self.memory.clear_caller_id(trunk)).await?;
        done.changed |= self.is(Mutation::ClearsNothingAsAChange);
        Ok(done)
    }
}
