//! Allowed addresses made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{found_after, may_be_there};
use crate::{
    error::Result,
    model::{AclEntry, AclEntrySpec, Cidr, Done, TrunkId},
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
        let mut entries = self.list_acl_entries(trunk);
        while let Some(entry) = entries.try_next().await? {
            if entry.cidr == *cidr {
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }

    /// Makes sure that an address may send calls.
    ///
    /// # Errors
    /// Those of the list and of [`add_acl_entry`](AclProvider::add_acl_entry).
    async fn ensure_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        if let Some(entry) = self.find_acl_entry(trunk, &spec.cidr).await? {
            return Ok(Done::unchanged(entry));
        }
        match self.add_acl_entry(trunk, spec).await {
            Err(error) if may_be_there(&error) => match self.find_acl_entry(trunk, &spec.cidr).await {
                Ok(Some(entry)) => Ok(found_after(&error, entry)),
                _ => Err(error),
            },
            outcome => outcome,
        }
    }
}

impl<T: AclProvider + ?Sized> AclExt for T {}
