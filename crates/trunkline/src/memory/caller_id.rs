//! The number shown to the called party.

use async_trait::async_trait;

use super::{Memory, require};
use crate::{
    error::Result,
    model::{CallerId, Done, E164, Observed, Replaced, TrunkId},
    provider::CallerIdProvider,
};

impl Memory {
    fn require_caller_ids(&self) -> Result<()> {
        require(self.0.capabilities.caller_ids.value, "caller ids")
    }
}

#[async_trait]
impl CallerIdProvider for Memory {
    async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>> {
        self.call("get caller id", |account| {
            self.require_caller_ids()?;
            Ok(account.trunk(trunk)?.caller_id.clone())
        })
    }

    async fn set_caller_id(&self, trunk: &TrunkId, number: &E164) -> Result<Done<CallerId>> {
        self.call("set caller id", |account| {
            self.require_caller_ids()?;
            let there = account.trunk_mut(trunk)?;
            let wanted = CallerId::new(Observed::Valid(number.clone()));
            Ok(match there.caller_id.replace(wanted.clone()) {
                None => Done::changed(wanted),
                Some(before) if before == wanted => Done::unchanged(wanted),
                Some(before) => Done::changed(wanted).with_replaced(Replaced::CallerId(before)),
            })
        })
    }

    async fn clear_caller_id(&self, trunk: &TrunkId) -> Result<Done<()>> {
        self.call("clear caller id", |account| {
            self.require_caller_ids()?;
            Ok(match account.trunk_mut(trunk)?.caller_id.take() {
                None => Done::unchanged(()),
                Some(before) => Done::changed(()).with_replaced(Replaced::CallerId(before)),
            })
        })
    }
}
