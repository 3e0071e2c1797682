//! The number shown to the called party.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::Exotel;
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    exotel::{convert, wire::TRUNK_EXTERNAL_ALIAS},
    model::{CallerId, Done, E164, Replaced, TrunkId},
    provider::CallerIdProvider,
};

#[async_trait]
impl CallerIdProvider for Exotel {
    async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>> {
        let mut settings = self.client.list_settings(trunk).stream();
        while let Some(setting) = settings.try_next().await? {
            if setting.name == TRUNK_EXTERNAL_ALIAS {
                return Ok(Some(convert::caller_id(setting)));
            }
        }
        Ok(None)
    }

    async fn set_caller_id(&self, trunk: &TrunkId, number: &E164) -> Result<Done<CallerId>> {
        let before = self.get_caller_id(trunk).await?;
        if let Some(same) = before.as_ref().filter(|before| before.number == *number) {
            return Ok(Done::unchanged(same.clone()));
        }
        let outcomes = self.client.set_settings(trunk, &[(TRUNK_EXTERNAL_ALIAS, number.as_str())]).await?;
        let Some(outcome) = outcomes.into_iter().next() else {
            let error = Error::new(
                ErrorKind::MalformedResponse,
                Effect::Unknown,
                "the answer is a success without the setting",
            );
            return Err(self.about("set caller id")(error));
        };
        let done = Done::changed(convert::caller_id(outcome?));
        Ok(match before {
            Some(before) => done.with_replaced(Replaced::CallerId(before)),
            None => done,
        })
    }

    async fn clear_caller_id(&self, trunk: &TrunkId) -> Result<Done<()>> {
        let Some(before) = self.get_caller_id(trunk).await? else { return Ok(Done::unchanged(())) };
        self.client.delete_setting(trunk, TRUNK_EXTERNAL_ALIAS).await?;
        Ok(Done::changed(()).with_replaced(Replaced::CallerId(before)))
    }
}
