//! Allowed addresses made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{found_after, is_in, may_be_there};
use crate::{
    error::Result,
    model::{AclEntry, AclEntrySpec, Cidr, Done, ListId, TrunkId},
    provider::AclProvider,
};

/// Conveniences for allowed addresses.
#[async_trait]
pub trait AclExt: AclProvider {
    /// The entry of a trunk with this address and prefix length.
    ///
    /// # Errors
    /// Those of the list.
    async fn find_acl_entry(&self, trunk: &TrunkId, cidr: &Cidr) -> Result<Option<AclEntry>> {
        find(self, trunk, cidr, None).await
    }

    /// Makes sure that an address may send calls; where the spec names a list, by an entry in that list.
    ///
    /// # Errors
    /// Those of the list and of [`add_acl_entry`](AclProvider::add_acl_entry).
    async fn ensure_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        if let Some(entry) = find(self, trunk, &spec.cidr, spec.shared_list.as_ref()).await? {
            return Ok(Done::unchanged(entry));
        }
        match self.add_acl_entry(trunk, spec).await {
            Err(error) if may_be_there(&error) => {
                match find(self, trunk, &spec.cidr, spec.shared_list.as_ref()).await {
                    Ok(Some(entry)) => Ok(found_after(&error, entry)),
                    _ => Err(error),
                }
            }
            outcome => outcome,
        }
    }
}

impl<T: AclProvider + ?Sized> AclExt for T {}

/// The entry in use on the trunk; where a list is named, the one in that list.
async fn find<T: AclProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    cidr: &Cidr,
    list: Option<&ListId>,
) -> Result<Option<AclEntry>> {
    let mut entries = provider.list_acl_entries(trunk);
    while let Some(entry) = entries.try_next().await? {
        if entry.cidr == *cidr && is_in(entry.list.as_ref(), list) {
            return Ok(Some(entry));
        }
    }
    Ok(None)
}
