//! Who may send calls.

use std::fmt::Debug;

use async_trait::async_trait;
use enum_dispatch::enum_dispatch;

use super::Objects;
use crate::{
    error::Result,
    model::{AclEntry, AclEntryId, AclEntrySpec, ChangeOptions, Done, TrunkId},
};

/// Allowed addresses of a trunk.
///
/// What makes two entries the same: address and prefix length. Exotel keeps rows on the trunk. Twilio keeps
/// addresses in lists that are associated with trunks; each trunk has one list of its own, named
/// `trunkline-<TrunkSid>`, and any other list is treated as shared.
#[async_trait]
#[enum_dispatch]
pub trait AclProvider: Debug + Send + Sync {
    /// The addresses that may send calls, of shared lists too.
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry>;

    /// Allows an address or range.
    ///
    /// Twilio: makes the trunk's own list and associates it when there is none yet.
    ///
    /// With [`AuthModeChange::Unchanged`](crate::model::AuthModeChange::Unchanged), the one request that adds is sent.
    /// Exotel: without a warning of mixed authentication. Twilio: to the trunk's own list that this provider added to
    /// or removed from before; otherwise the list is looked up first. A list that is gone since is looked up once more.
    ///
    /// # Errors
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists),
    /// [`AuthModeChange`](crate::ErrorKind::AuthModeChange) when it is the first on a trunk with credentials,
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for a range on Exotel without the option, and for the first on a
    /// trunk with credentials where the carrier does not declare
    /// [`ip_acl_and_digest`](crate::capability::Capabilities::ip_acl_and_digest),
    /// [`LimitReached`](crate::ErrorKind::LimitReached), [`NotFound`](crate::ErrorKind::NotFound).
    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>>;

    /// Removes an allowed address.
    ///
    /// Twilio: the trunk's own list stays associated when it gets empty, so the trunk goes on asking for an
    /// address, unless the options allow a change of the way it authenticates calls.
    ///
    /// With [`AuthModeChange::Unchanged`](crate::model::AuthModeChange::Unchanged), the one request that removes is
    /// sent, and [`Done::replaced`] may be `None`. Exotel: whose entry it is, is for Exotel to check. Twilio: for an
    /// entry of the trunk's own list; another list is looked up, and is as protected as ever.
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound), also the second time;
    /// [`AuthModeChange`](crate::ErrorKind::AuthModeChange) when it is the last on a trunk with credentials (Exotel);
    /// [`SharedList`](crate::ErrorKind::SharedList) when the list is not the trunk's own and not named.
    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>>;
}
