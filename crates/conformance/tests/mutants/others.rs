//! Others on the account: their lists, which trunks share beside what they have of their own, and their need of trunks.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use trunkline::{
    ErrorKind, Result,
    model::{
        AclEntry, AclEntryId, ChangeOptions, Credential, CredentialId, Done, ListId, ListRef, Observed,
        TrunkId,
    },
};
use trunkline_conformance::{HarnessError, SharedLists, TrunkUser};

use super::{carrier::Carrier, mutation::Mutation};

/// What the lists have, and the trunks that use each.
#[derive(Debug, Default)]
pub(crate) struct Others(Mutex<Shared>);

#[derive(Debug, Default)]
struct Shared {
    address: Option<AclEntry>,
    address_on: Vec<TrunkId>,
    credential: Option<Credential>,
    credential_on: Vec<TrunkId>,
    taken_up: Vec<TrunkId>,
}

impl Others {
    fn held(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a trunk has of an address list of others.
    pub(crate) fn addresses(&self, trunk: &TrunkId) -> Vec<AclEntry> {
        let held = self.held();
        held.address.iter().filter(|_| held.address_on.contains(trunk)).cloned().collect()
    }

    /// Whether something of others needs the trunk.
    pub(crate) fn need(&self, trunk: &TrunkId) -> bool {
        self.held().taken_up.contains(trunk)
    }

    /// What a trunk has of a credential list of others.
    pub(crate) fn credentials(&self, trunk: &TrunkId) -> Vec<Credential> {
        let held = self.held();
        held.credential.iter().filter(|_| held.credential_on.contains(trunk)).cloned().collect()
    }
}

fn list(name: &'static str) -> std::result::Result<ListRef, HarnessError> {
    Ok(ListRef::new(ListId::new(name)?, "office", false))
}

impl Carrier {
    /// What becomes of an address of others; `None` when it is none of theirs.
    pub(crate) fn remove_theirs(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Option<Result<Done<()>>> {
        let theirs = self.others.addresses(trunk).into_iter().find(|theirs| theirs.id == *entry)?;
        let named = self.is_named(theirs.list.as_ref(), options, Mutation::RemovesAnAddressOfOthers);
        Some(named.map(|()| {
            self.others.held().address = None;
            Done::changed(())
        }))
    }

    /// What becomes of a credential of others; `None` when it is none of theirs.
    pub(crate) fn change_theirs(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
        removes: bool,
    ) -> Option<Result<Done<Credential>>> {
        let theirs = self.others.credentials(trunk).into_iter().find(|theirs| theirs.id == *credential)?;
        let named = self.is_named(theirs.list.as_ref(), options, Mutation::SetsAPasswordOfOthers);
        Some(named.map(|()| {
            if removes {
                self.others.held().credential = None;
            }
            Done::changed(theirs)
        }))
    }

    fn is_named(&self, list: Option<&ListRef>, options: &ChangeOptions, instead: Mutation) -> Result<()> {
        if self.is(instead) || list.map(|list| &list.id) == options.shared_list.as_ref() {
            return Ok(());
        }
        Err(self.error(ErrorKind::SharedList, trunkline::Effect::None))
    }
}

#[async_trait]
impl SharedLists for Carrier {
    async fn share_addresses(&self, trunk: &TrunkId) -> std::result::Result<ListId, HarnessError> {
        let list = list("addresses-of-others")?;
        let mut entry = AclEntry::new(AclEntryId::new("acl-others")?, Observed::read("44.229.228.186/32"));
        entry.list = Some(list.clone());
        let mut held = self.others.held();
        held.address.get_or_insert(entry);
        held.address_on.push(trunk.clone());
        Ok(list.id)
    }

    async fn share_credentials(&self, trunk: &TrunkId) -> std::result::Result<ListId, HarnessError> {
        let list = list("credentials-of-others")?;
        let mut credential = Credential::new(CredentialId::new("credential-others")?, "reception");
        credential.list = Some(list.clone());
        let mut held = self.others.held();
        held.credential.get_or_insert(credential);
        held.credential_on.push(trunk.clone());
        Ok(list.id)
    }
}

#[async_trait]
impl TrunkUser for Carrier {
    async fn take_up(&self, trunk: &TrunkId) -> std::result::Result<(), HarnessError> {
        self.others.held().taken_up.push(trunk.clone());
        Ok(())
    }

    async fn give_up(&self, trunk: &TrunkId) -> std::result::Result<(), HarnessError> {
        self.others.held().taken_up.retain(|other| other != trunk);
        Ok(())
    }
}
