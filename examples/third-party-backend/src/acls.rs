//! Who may send calls.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};
use trunkline::{
    Result,
    model::{AclEntry, AclEntryId, AclEntrySpec, ChangeOptions, Done, Observed, Replaced, TrunkId},
    provider::{AclProvider, Objects},
};

use crate::{NO_LISTS, Nimbus};

#[derive(Deserialize)]
struct Shown {
    id: AclEntryId,
    cidr: String,
}

impl From<Shown> for AclEntry {
    fn from(shown: Shown) -> Self {
        // What we would refuse to write is listed all the same.
        Self::new(shown.id, Observed::read(shown.cidr))
    }
}

#[async_trait]
impl AclProvider for Nimbus {
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        self.list::<Shown, _>("list ACL entries", &["trunks", trunk.as_str(), "addresses"])
    }

    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        if spec.shared_list.is_some() {
            return Err(self.unsupported("add ACL entry", NO_LISTS));
        }
        let (path, cidr) = (["trunks", trunk.as_str(), "addresses"], spec.cidr.to_string());
        let shown: Shown = self.call("add ACL entry", "POST", &path, json!({ "cidr": cidr })).await?;
        Ok(Done::changed(shown.into()))
    }

    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        if options.shared_list.is_some() {
            return Err(self.unsupported("remove ACL entry", NO_LISTS));
        }
        let path = ["trunks", trunk.as_str(), "addresses", entry.as_str()];
        let removed: Shown = self.call("remove ACL entry", "DELETE", &path, Value::Null).await?;
        Ok(Done::changed(()).with_replaced(Replaced::AclEntry(removed.into())))
    }
}
