//! Allowed addresses, and how to get them wrong.

use async_trait::async_trait;
use futures::{StreamExt as _, stream};
use trunkline::{
    ErrorKind, Result,
    ext::{AclExt as _, collect},
    model::{AclEntry, AclEntryId, AclEntrySpec, AuthModeChange, ChangeOptions, Done, Replaced, TrunkId},
    provider::{AclProvider, Objects},
};

use super::{
    carrier::{Carrier, Does},
    mutation::Mutation,
};

#[async_trait]
impl AclProvider for Carrier {
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        let theirs = stream::iter(self.others.addresses(trunk)).map(Ok);
        self.list(self.memory.list_acl_entries(trunk).chain(theirs).boxed())
    }

    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        let mut spec = spec.clone();
        if self.is(Mutation::DropsThePrefixLength) && !spec.cidr.is_host() {
            spec.cidr = spec.cidr.address().to_string().parse()?;
        }
        if self.is(Mutation::IgnoresAnUnsupportedOption) {
            spec.shared_list = None;
        }
        if self.is(Mutation::LooksAllTheSame) && spec.auth_mode == AuthModeChange::Unchanged {
            self.send();
        }
        let before = collect(self.memory.list_acl_entries(trunk)).await?;
        tokio::task::yield_now().await;
        let add = async {
            self.has_room(collect(self.memory.list_acl_entries(trunk)).await?.len())?;
            self.memory.add_acl_entry(trunk, &spec).await
        };
        let outcome = self.sent(Does::Write, add).await;
        let unseen = before.iter().all(|entry| entry.cidr != spec.cidr);
        match outcome {
            Ok(done) if self.is(Mutation::LosesAnUpdate) => {
                self.write_back(trunk, before, &done.value).await?;
                Ok(done)
            }
            Err(error)
                if error.kind() == ErrorKind::AlreadyExists
                    && unseen
                    && self.is(Mutation::ChecksThenWrites) =>
            {
                let there = self.memory.find_acl_entry(trunk, &spec.cidr).await?;
                there.map(Done::changed).ok_or(error)
            }
            Err(error)
                if error.kind() == ErrorKind::AlreadyExists
                    && self.is(Mutation::SwallowsTheNestedConflict) =>
            {
                let there = self.memory.find_acl_entry(trunk, &spec.cidr).await?;
                there.map(Done::changed).ok_or(error)
            }
            Err(error)
                if error.kind() == ErrorKind::LimitReached && self.is(Mutation::LosesAnAddressToTheLimit) =>
            {
                let oldest = &before[0].id;
                let _ = self.memory.remove_acl_entry(trunk, oldest, &ChangeOptions::default()).await?;
                Err(error)
            }
            Ok(mut done) if self.is(Mutation::HidesAModeChange) => {
                done.warnings.clear();
                Ok(done)
            }
            outcome => outcome,
        }
    }

    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        if let Some(outcome) = self.remove_theirs(trunk, entry, options) {
            return outcome;
        }
        let mut options = options.clone();
        if self.is(Mutation::OpensWithTheLastAddress) {
            options = options.with_auth_mode(AuthModeChange::Allow);
        }
        let outcome = self.sent(Does::Write, self.memory.remove_acl_entry(trunk, entry, &options)).await;
        match outcome {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if self.is(Mutation::RemovesNothingGladly) {
                    return Ok(Done::changed(()));
                }
                if self.is(Mutation::RemovesFromAForeignTrunk) {
                    for other in self.trunk_ids().await? {
                        if let Ok(done) = self.memory.remove_acl_entry(&other, entry, &options).await {
                            return Ok(done);
                        }
                    }
                }
                Err(error)
            }
            Ok(mut done) => {
                if let (Some(Replaced::AclEntry(removed)), true) =
                    (&done.replaced, self.is(Mutation::RemovesTheAddressEverywhere))
                {
                    self.remove_everywhere(removed, &options).await?;
                }
                if self.is(Mutation::ForgetsWhatItReplaced) {
                    done.replaced = None;
                }
                Ok(done)
            }
            outcome => outcome,
        }
    }
}

impl Carrier {
    /// Leaves what was there before, and the one entry that was added.
    async fn write_back(&self, trunk: &TrunkId, before: Vec<AclEntry>, added: &AclEntry) -> Result<()> {
        for entry in collect(self.memory.list_acl_entries(trunk)).await? {
            if entry.id != added.id && before.iter().all(|kept| kept.id != entry.id) {
                let _ = self.memory.remove_acl_entry(trunk, &entry.id, &ChangeOptions::default()).await?;
            }
        }
        Ok(())
    }

    async fn remove_everywhere(&self, removed: &AclEntry, options: &ChangeOptions) -> Result<()> {
        for trunk in self.trunk_ids().await? {
            for entry in collect(self.memory.list_acl_entries(&trunk)).await? {
                if entry.cidr == removed.cidr {
                    let _ = self.memory.remove_acl_entry(&trunk, &entry.id, options).await?;
                }
            }
        }
        Ok(())
    }
}
