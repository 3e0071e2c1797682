//! Trunks.

use std::fmt::Debug;

use async_trait::async_trait;
use enum_dispatch::enum_dispatch;

use super::Objects;
use crate::{
    error::Result,
    model::{Done, EffectiveAuth, Trunk, TrunkId, TrunkPatch, TrunkSpec},
};

/// Creates, reads, changes and deletes trunks.
///
/// What makes two trunks the same: on Exotel the name, which is unique in an account; on Twilio the domain,
/// since names repeat there.
#[async_trait]
#[enum_dispatch]
pub trait TrunkProvider: Debug + Send + Sync {
    /// Creates a trunk.
    ///
    /// One request; on Twilio one more when the options set recording, and a domain is derived from the name and the
    /// account when none is given. A carrier counts its trunks itself: that there are too many is its answer.
    ///
    /// # Errors
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists) when the account has the trunk already,
    /// [`Conflict`](crate::ErrorKind::Conflict) when a Twilio domain belongs to someone else or is reserved,
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for a way to authenticate calls that the carrier does not declare,
    /// [`LimitReached`](crate::ErrorKind::LimitReached). A lost answer is
    /// [`Effect::Unknown`](crate::Effect::Unknown): [`find_trunk`](TrunkProvider::find_trunk) tells.
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>>;

    /// Reads a trunk.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk>;

    /// Finds the trunk that `spec` describes, by what makes two trunks the same.
    ///
    /// Costs a list of the account's trunks, as neither carrier looks one up by name or domain.
    ///
    /// # Errors
    /// [`Conflict`](crate::ErrorKind::Conflict) when it cannot be told which one is meant; never a guess.
    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>>;

    /// For each of `specs` the one of `trunks` that it describes, by what makes two trunks the same. Sends nothing: for
    /// those who have the list already. Takes as long as both are together, not as their product, where an account may
    /// have thousands of trunks; [`match_trunk`](crate::ext::TrunkExt::match_trunk) is for one.
    ///
    /// # Errors
    /// For each spec, [`Conflict`](crate::ErrorKind::Conflict) when it cannot be told which one is meant; never a guess.
    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>>;

    /// All trunks of the account.
    fn list_trunks(&self) -> Objects<Trunk>;

    /// Changes a trunk; an empty patch reads it and changes nothing.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound), [`Unsupported`](crate::ErrorKind::Unsupported).
    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>>;

    /// Deletes a trunk with all that is its own: ACL entries, credentials, origination URIs, bindings of
    /// numbers. Numbers stay on the account, and lists that others may share stay as they are.
    ///
    /// Twilio keeps the trunk's domain reserved for up to 30 days.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound) when there is neither the trunk nor anything left of it.
    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>>;

    /// What to change so that `observed` is as `spec` says; empty when it is. Sends nothing.
    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch;

    /// How calls sent to the trunk are authenticated now, from what is attached to it.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth>;
}
