//! Who else uses a list.

use futures::TryStreamExt as _;

use super::{Twilio, list_kind::ListKind};
use crate::{
    Result,
    model::{ListId, TrunkId},
    twilio::convert,
};

/// Which trunks use a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListUsers {
    /// The account's trunks, in this region, that use it.
    pub trunks: Vec<TrunkId>,
    /// What this does not show, for a person.
    pub unseen: &'static str,
}

const UNSEEN: &str = "SIP Domains that use the list are not shown: they are no part of trunking";

impl Twilio {
    /// Which trunks use a list of addresses. Costs a list of all trunks and one more request for each of them.
    /// SIP Domains that use it are not seen.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn acl_list_users(&self, list: &ListId) -> Result<ListUsers> {
        self.list_users(ListKind::Addresses, list).await.map_err(self.about("find users of an ACL"))
    }

    /// Which trunks use a list of credentials. Costs a list of all trunks and one more request for each of them.
    /// SIP Domains that use it are not seen.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn credential_list_users(&self, list: &ListId) -> Result<ListUsers> {
        self.list_users(ListKind::Credentials, list)
            .await
            .map_err(self.about("find users of a credential list"))
    }

    async fn list_users(&self, kind: ListKind, list: &ListId) -> Result<ListUsers> {
        kind.shape().check(list.as_str())?;
        let mut users = Vec::new();
        let mut trunks = self.client.list_trunks().stream();
        while let Some(trunk) = trunks.try_next().await? {
            let trunk = convert::trunk_id(&trunk.sid);
            // Not by the association's own SID: Twilio counts answers of 404 and stops who causes many (70005).
            let mut associated = kind.associated(&self.client, &trunk).stream();
            while let Some(other) = associated.try_next().await? {
                if other.sid == list.as_str() {
                    users.push(trunk);
                    break;
                }
            }
        }
        Ok(ListUsers { trunks: users, unseen: UNSEEN })
    }
}
