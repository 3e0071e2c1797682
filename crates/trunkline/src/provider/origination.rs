//! Where inbound calls go.

use std::fmt::Debug;

use async_trait::async_trait;

use super::Objects;
use crate::{
    error::Result,
    model::{Done, OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec, TrunkId},
};

/// Origination URIs of a trunk.
///
/// What makes two the same: the [canonical form](crate::model::SipUri::canonical). Neither carrier has a key for
/// them, so a create whose answer was lost is read back before anyone tries again.
#[async_trait]
pub trait OriginationProvider: Debug + Send + Sync {
    /// The targets of a trunk.
    fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri>;

    /// Adds a target.
    ///
    /// Exotel: a priority or weight other than 0 and 1 takes a second request; when that fails the error is
    /// [`Effect::Partial`](crate::Effect::Partial) and [`Error::done`](crate::Error::done) names the target.
    ///
    /// # Errors
    /// [`AclRequired`](crate::ErrorKind::AclRequired) for an IPv4 target that is not on the ACL (Exotel),
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists), [`LimitReached`](crate::ErrorKind::LimitReached),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn add_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>>;

    /// Adds several targets; on Exotel by one request.
    ///
    /// # Errors
    /// As for one. When some are refused the error is [`Effect::Partial`](crate::Effect::Partial), names each
    /// that was refused and why, and [`Error::done`](crate::Error::done) names those that were added.
    async fn add_origination_uris(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
    ) -> Result<Done<Vec<OriginationUri>>>;

    /// Changes a target; an empty patch changes nothing.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn update_origination_uri(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>>;

    /// Removes a target.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound), also the second time.
    async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>>;
}
