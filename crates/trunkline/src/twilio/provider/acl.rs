//! Who may send calls.

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _};

use super::{
    Twilio,
    list_kind::ListKind,
    managed_list::{self, Entry, Permission},
};
use crate::{
    Result,
    model::{AclEntry, AclEntryId, AclEntrySpec, ChangeOptions, Cidr, Done, ObjectId, Replaced, TrunkId},
    provider::{AclProvider, Objects},
    twilio::{
        Client, Listing, convert, rules, sid,
        wire::{IpAddress, NewAddress},
    },
};

struct Address(Cidr);

impl Entry for Address {
    const KIND: ListKind = ListKind::Addresses;
    const SHAPE: sid::Shape = sid::ADDRESS;
    const MOST: u32 = rules::MAX_ADDRESSES;
    type Row = IpAddress;

    fn rows(client: &Client, list: &str) -> Listing<IpAddress> {
        client.list_ip_addresses(list)
    }

    fn sid(row: &IpAddress) -> &str {
        &row.sid
    }

    fn object(list: &str, row: &str) -> ObjectId {
        ObjectId::AclEntry(convert::acl_entry_id(list, row))
    }

    async fn remove(client: &Client, list: &str, row: &str) -> Result<()> {
        client.delete_ip_address(list, row).await
    }

    fn is(&self, row: &IpAddress) -> bool {
        convert::cidr(row) == self.0
    }

    fn text(&self) -> String {
        self.0.to_string()
    }

    async fn create(&self, client: &Client, list: &str) -> Result<IpAddress> {
        let new =
            NewAddress::new(self.0.address().to_string(), self.0.to_string()).with_prefix(self.0.prefix());
        client.create_ip_address(list, &new).await
    }
}

#[async_trait]
impl AclProvider for Twilio {
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        let rows = managed_list::entries::<Address>(&self.client, trunk);
        rows.map_ok(|(list, row)| convert::acl_entry(row, list)).boxed()
    }

    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        let may = Permission { auth_mode: spec.auth_mode, shared_list: spec.shared_list.as_ref() };
        let added = self.add_entry(trunk, &Address(spec.cidr), &may).await;
        let added = added.map_err(self.about("add ACL entry"))?;
        let mut done = Done::changed(convert::acl_entry(added.value, added.list));
        done.warnings = added.warnings;
        Ok(done)
    }

    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        let about = self.about("remove ACL entry");
        let sids = managed_list::split::<Address>(entry.as_str()).map_err(&about)?;
        let removed = self.remove_entry::<Address>(trunk, sids, options).await.map_err(about)?;
        let mut done = Done::changed(());
        done.replaced = removed.value.map(|row| Replaced::AclEntry(convert::acl_entry(row, removed.list)));
        done.warnings = removed.warnings;
        Ok(done)
    }
}
