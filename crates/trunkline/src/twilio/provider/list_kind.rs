//! The two kinds of lists, which Twilio treats alike.

use crate::{
    Result,
    model::{ListId, ObjectId, TrunkId},
    twilio::{
        Client, Listing, sid,
        wire::{AssociatedList, SipList},
    },
};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum ListKind {
    Addresses,
    Credentials,
}

impl ListKind {
    pub(super) const ALL: [Self; 2] = [Self::Addresses, Self::Credentials];

    pub(super) fn other(self) -> Self {
        match self {
            Self::Addresses => Self::Credentials,
            Self::Credentials => Self::Addresses,
        }
    }

    /// For messages.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Addresses => "IP access control list",
            Self::Credentials => "credential list",
        }
    }

    /// What calls are asked for on a trunk with such a list.
    pub(super) fn asks_for(self) -> &'static str {
        match self {
            Self::Addresses => "an allowed address",
            Self::Credentials => "a digest credential",
        }
    }

    pub(super) fn shape(self) -> sid::Shape {
        match self {
            Self::Addresses => sid::ACL,
            Self::Credentials => sid::CREDENTIAL_LIST,
        }
    }

    pub(super) fn object(self, list: ListId) -> ObjectId {
        match self {
            Self::Addresses => ObjectId::AclList(list),
            Self::Credentials => ObjectId::CredentialList(list),
        }
    }

    pub(super) fn associated(self, client: &Client, trunk: &TrunkId) -> Listing<AssociatedList> {
        match self {
            Self::Addresses => client.list_associated_ip_access_control_lists(trunk.as_str()),
            Self::Credentials => client.list_associated_credential_lists(trunk.as_str()),
        }
    }

    pub(super) async fn fetch_associated(
        self,
        client: &Client,
        trunk: &TrunkId,
        list: &str,
    ) -> Result<AssociatedList> {
        match self {
            Self::Addresses => client.fetch_associated_ip_access_control_list(trunk.as_str(), list).await,
            Self::Credentials => client.fetch_associated_credential_list(trunk.as_str(), list).await,
        }
    }

    pub(super) async fn associate(
        self,
        client: &Client,
        trunk: &TrunkId,
        list: &str,
    ) -> Result<AssociatedList> {
        match self {
            Self::Addresses => client.associate_ip_access_control_list(trunk.as_str(), list).await,
            Self::Credentials => client.associate_credential_list(trunk.as_str(), list).await,
        }
    }

    pub(super) async fn dissociate(self, client: &Client, trunk: &TrunkId, list: &str) -> Result<()> {
        match self {
            Self::Addresses => client.dissociate_ip_access_control_list(trunk.as_str(), list).await,
            Self::Credentials => client.dissociate_credential_list(trunk.as_str(), list).await,
        }
    }

    pub(super) fn of_account(self, client: &Client) -> Listing<SipList> {
        match self {
            Self::Addresses => client.list_ip_access_control_lists(),
            Self::Credentials => client.list_credential_lists(),
        }
    }

    pub(super) async fn create(self, client: &Client, name: &str) -> Result<SipList> {
        match self {
            Self::Addresses => client.create_ip_access_control_list(name).await,
            Self::Credentials => client.create_credential_list(name).await,
        }
    }

    pub(super) async fn fetch(self, client: &Client, list: &str) -> Result<SipList> {
        match self {
            Self::Addresses => client.fetch_ip_access_control_list(list).await,
            Self::Credentials => client.fetch_credential_list(list).await,
        }
    }

    pub(super) async fn delete(self, client: &Client, list: &str) -> Result<()> {
        match self {
            Self::Addresses => client.delete_ip_access_control_list(list).await,
            Self::Credentials => client.delete_credential_list(list).await,
        }
    }
}
