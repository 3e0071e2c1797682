//! Who may send calls.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Memory, refused, rules, state::position};
use crate::{
    error::{Error, ErrorKind, Result},
    model::{
        AclEntry, AclEntryId, AclEntrySpec, ChangeOptions, Done, Observed, Replaced, TrunkId, WarningCode,
    },
    provider::{AclProvider, Objects},
};

#[async_trait]
impl AclProvider for Memory {
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        let trunk = trunk.clone();
        self.list("list ACL entries", move |account| Ok(account.trunk(&trunk)?.acl.clone()))
    }

    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        self.call("add ACL entry", |account| {
            rules::acl_entry(self.0.capabilities.acl_ranges.value, spec)?;
            let there = account.trunk(trunk)?;
            if let Some(twin) = there.acl.iter().find(|entry| entry.cidr == spec.cidr) {
                return Err(refused(
                    ErrorKind::AlreadyExists,
                    format!("trunk {trunk} allows {} already: {}", spec.cidr, twin.id),
                ));
            }
            let changes_mode = there.acl.is_empty() && !there.credentials.is_empty();
            rules::both(!changes_mode || self.0.capabilities.ip_acl_and_digest.value)
                .map_err(Error::unsupported)?;
            rules::auth_mode(
                changes_mode,
                spec.auth_mode,
                &format!("{} would be the first address on trunk {trunk}, which has credentials", spec.cidr),
            )?;
            let mut entry =
                AclEntry::new(account.next_id("acl", AclEntryId::new), Observed::Valid(spec.cidr));
            entry.created = Some(Timestamp::now());
            account.trunk_mut(trunk)?.acl.push(entry.clone());
            let done = Done::changed(entry);
            Ok(if changes_mode {
                done.with_warning(
                    WarningCode::AuthModeChanged,
                    format!("trunk {trunk} now asks for an allowed address besides a credential"),
                )
            } else {
                done
            })
        })
    }

    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        self.call("remove ACL entry", |account| {
            rules::shared_list(options.shared_list.as_ref()).map_err(Error::unsupported)?;
            let there = account.trunk_mut(trunk)?;
            let place = position(&there.acl, "ACL entry", trunk, entry, |other| other.id == *entry)?;
            let last = there.acl.len() == 1;
            let changes_mode = last && !there.credentials.is_empty();
            rules::auth_mode(
                changes_mode,
                options.auth_mode,
                &format!("{entry} is the last address on trunk {trunk}, which has credentials"),
            )?;
            let done = Done::changed(()).with_replaced(Replaced::AclEntry(there.acl.remove(place)));
            Ok(match (last, changes_mode) {
                (_, true) => done.with_warning(
                    WarningCode::AuthModeChanged,
                    format!("trunk {trunk} now asks for a credential only"),
                ),
                (true, false) => done.with_warning(
                    WarningCode::TerminationClosed,
                    format!("trunk {trunk} takes no calls: it has no address and no credential"),
                ),
                (false, false) => done,
            })
        })
    }
}
