//! Who may send calls.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{Exotel, broken, change_allowed, converted, not_found};
use crate::{
    error::{Error, ErrorKind, Result},
    exotel::{
        audit::{MIXED, RANGE},
        convert, rules,
        wire::NewWhitelistedIp,
    },
    model::{
        AclEntry, AclEntryId, AclEntrySpec, AuthModeChange, ChangeOptions, Done, Replaced, TrunkId,
        WarningCode,
    },
    provider::{AclProvider, Objects},
};

#[async_trait]
impl AclProvider for Exotel {
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        converted(self.client.list_whitelisted_ips(trunk).stream(), convert::acl_entry)
    }

    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        let about = self.about("add ACL entry");
        rules::shared_list(spec.shared_list.as_ref()).map_err(|rule| about(broken(rule)))?;
        rules::range(spec).map_err(|rule| about(broken(rule)))?;

        let digest = spec.auth_mode != AuthModeChange::Unchanged && self.has_credentials(trunk).await?;
        let first = digest && !self.has_acl_entries(trunk).await?;
        if first {
            let consequence = format!(
                "trunk {trunk} authenticates calls by digest: its first ACL entry would make Exotel trust calls from \
                 {} as well",
                spec.cidr
            );
            change_allowed(spec.auth_mode, consequence).map_err(&about)?;
        }
        let new = NewWhitelistedIp::new(spec.cidr.address(), spec.cidr.prefix());
        let entry = match self.client.whitelist_ip(trunk, &new).await {
            Ok(wire) => convert::acl_entry(wire),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(self.entry_in_the_way(trunk, spec, error).await);
            }
            Err(error) => return Err(error),
        };
        let mut done = Done::changed(entry);
        if first {
            let message = format!("trunk {trunk} authenticates calls by address now, besides digest");
            done = done.with_warning(WarningCode::AuthModeChanged, message);
        }
        if digest {
            done = done.with_warning(WarningCode::MixedAuth, MIXED);
        }
        if !spec.cidr.is_host() {
            done = done.with_warning(WarningCode::UnsupportedRange, RANGE);
        }
        Ok(done)
    }

    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        let about = self.about("remove ACL entry");
        rules::shared_list(options.shared_list.as_ref()).map_err(|rule| about(broken(rule)))?;

        if options.auth_mode == AuthModeChange::Unchanged {
            self.client.delete_whitelisted_ip(trunk, entry).await?;
            return Ok(Done::changed(()));
        }
        let mut rows: Vec<AclEntry> = self.list_acl_entries(trunk).try_collect().await?;
        let Some(at) = rows.iter().position(|row| row.id == *entry) else {
            return Err(about(not_found(trunk, format_args!("ACL entry {entry}"))));
        };
        let removed = rows.swap_remove(at);
        let last = rows.is_empty();
        let digest = last && self.has_credentials(trunk).await?;
        if digest {
            let consequence = format!(
                "{} is the last ACL entry of trunk {trunk}, which has credentials: without it, calls are \
                 authenticated by digest only",
                removed.cidr
            );
            change_allowed(options.auth_mode, consequence).map_err(&about)?;
        }
        self.client.delete_whitelisted_ip(trunk, entry).await?;
        let done = Done::changed(()).with_replaced(Replaced::AclEntry(removed));
        Ok(match (last, digest) {
            (true, true) => done.with_warning(
                WarningCode::AuthModeChanged,
                format!("trunk {trunk} authenticates calls by digest only now"),
            ),
            (true, false) => done.with_warning(
                WarningCode::TerminationClosed,
                format!("trunk {trunk} has no ACL entry and no credential left: it takes no calls"),
            ),
            _ => done,
        })
    }
}

impl Exotel {
    /// Exotel says that the address is there, not with which mask.
    async fn entry_in_the_way(&self, trunk: &TrunkId, spec: &AclEntrySpec, error: Error) -> Error {
        let address = spec.cidr.address().to_string();
        let Ok(rows) = self.client.list_whitelisted_ips(trunk).stream().try_collect::<Vec<_>>().await else {
            return error;
        };
        let same_address = || rows.iter().filter(|row| row.ip == address);
        let same = same_address().find(|row| row.mask == spec.cidr.prefix());
        match (same, same_address().next()) {
            (Some(row), _) => {
                error.reworded(format!("trunk {trunk} has the ACL entry {} already: {}", spec.cidr, row.id))
            }
            (None, Some(row)) => error
                .reworded(format!(
                    "trunk {trunk} has {address} with another mask, {}: entry {}",
                    row.mask, row.id
                ))
                .with_kind(ErrorKind::Conflict)
                .with_advice("remove that entry first"),
            (None, None) => error
                .reworded(format!(
                    "Exotel says that trunk {trunk} has {} already, but lists no such entry",
                    spec.cidr
                ))
                .with_kind(ErrorKind::Conflict),
        }
    }
}
