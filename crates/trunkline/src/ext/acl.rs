//! Allowed addresses made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{collect, found_after, is_in, may_be_there, note, reading_once};
use crate::{
    error::Result,
    model::{AclEntry, AclEntrySpec, Action, AuthModeChange, Cidr, Done, ListId, ObjectId, Step, TrunkId},
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
        reading_once(async {
            match find(self, trunk, &spec.cidr, spec.shared_list.as_ref()).await? {
                Some(entry) => Ok(Done::unchanged(entry)),
                None => add(self, trunk, spec).await,
            }
        })
        .await
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

/// Adds an entry that was not there; an answer that was lost is read back.
async fn add<T: AclProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    spec: &AclEntrySpec,
) -> Result<Done<AclEntry>> {
    match provider.add_acl_entry(trunk, spec).await {
        Err(error) if may_be_there(&error) => {
            match find(provider, trunk, &spec.cidr, spec.shared_list.as_ref()).await {
                Ok(Some(entry)) => Ok(found_after(&error, entry)),
                _ => Err(error),
            }
        }
        outcome => outcome,
    }
}

/// Makes sure of several addresses; those of a new trunk are not looked for. Once the first was added, no other can
/// change how the trunk authenticates calls.
pub(super) async fn ensure_all<T: AclProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    specs: impl ExactSizeIterator<Item = AclEntrySpec>,
    is_new: bool,
    steps: &mut Vec<Step>,
) -> Result<Vec<Done<AclEntry>>> {
    let mut all = Vec::with_capacity(specs.len());
    let look = !is_new && specs.len() > 0;
    let held = if look { collect(provider.list_acl_entries(trunk)).await? } else { Vec::new() };
    let mut added = false;
    for mut spec in specs {
        let list = spec.shared_list.as_ref();
        let is_it = |held: &&AclEntry| held.cidr == spec.cidr && is_in(held.list.as_ref(), list);
        let done = if let Some(entry) = held.iter().find(is_it) {
            Done::unchanged(entry.clone())
        } else {
            if added {
                spec.auth_mode = AuthModeChange::Unchanged;
            }
            let done = add(provider, trunk, &spec).await?;
            added = true;
            done
        };
        note(steps, &done, Action::Created, ObjectId::AclEntry(done.value.id.clone()));
        all.push(done);
    }
    Ok(all)
}
