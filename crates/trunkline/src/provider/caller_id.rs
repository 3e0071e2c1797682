//! The number shown to the called party.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::{
    error::Result,
    model::{CallerId, Done, E164, TrunkId},
};

/// A trunk's caller id. Exotel only; Twilio has none.
#[async_trait]
pub trait CallerIdProvider: Debug + Send + Sync {
    /// The caller id; `None` when the trunk has none and shows the calling number.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such trunk.
    async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>>;

    /// Sets the caller id; what was there before is in [`Done::replaced`].
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound), [`InvalidInput`](crate::ErrorKind::InvalidInput).
    async fn set_caller_id(&self, trunk: &TrunkId, number: &E164) -> Result<Done<CallerId>>;

    /// Removes the caller id; unchanged when there is none.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is no such trunk.
    async fn clear_caller_id(&self, trunk: &TrunkId) -> Result<Done<()>>;
}
