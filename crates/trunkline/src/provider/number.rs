//! Bound numbers.

use std::fmt::Debug;

use async_trait::async_trait;
use enum_dispatch::enum_dispatch;

use super::Objects;
use crate::{
    error::Result,
    model::{BoundNumber, BoundNumberId, Done, E164, NumberMode, NumberSpec, TrunkId},
};

/// Numbers bound to a trunk. Never buys, never releases.
///
/// What makes two numbers the same: E.164.
#[async_trait]
#[enum_dispatch]
pub trait NumberProvider: Debug + Send + Sync {
    /// The numbers bound to a trunk.
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber>;

    /// Where a number of the account is bound; `None` when it is bound nowhere, or not the account's.
    ///
    /// # Errors
    /// Those of a read.
    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>>;

    /// Whether the account owns a number, bound or not; `None` where no API tells (Exotel).
    ///
    /// # Errors
    /// Those of a read.
    async fn owns_number(&self, number: &E164) -> Result<Option<bool>>;

    /// Binds a number that the account owns.
    ///
    /// Twilio: what the number did before (`voice_application_sid`, voice URLs) is lost or not in use any more;
    /// it is reported in [`Done::replaced`].
    ///
    /// # Errors
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists) when it is bound to this trunk,
    /// [`Conflict`](crate::ErrorKind::Conflict) naming the other trunk when it is bound elsewhere,
    /// [`NotFound`](crate::ErrorKind::NotFound) when the account does not own it (Twilio; Exotel calls it invalid).
    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>>;

    /// Sets what happens with calls to a bound number (Exotel).
    ///
    /// # Errors
    /// [`Unsupported`](crate::ErrorKind::Unsupported) on a carrier without modes,
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn set_number_mode(
        &self,
        trunk: &TrunkId,
        number: &BoundNumberId,
        mode: &NumberMode,
    ) -> Result<Done<BoundNumber>>;

    /// Unbinds a number. The account keeps it.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound), also the second time.
    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>>;
}
