//! Who may send calls: allowed addresses.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AclEntryId, AuthModeChange, Cidr, ExotelAclOptions, ListId, Observed};

/// An allowed address that is wanted on a trunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AclEntrySpec {
    /// The address or range.
    pub cidr: Cidr,
    /// Whether this may be the first entry of a trunk that authenticates by digest.
    #[serde(default)]
    pub auth_mode: AuthModeChange,
    /// A list that others may share, to add to instead of the trunk's own (Twilio). It changes every trunk
    /// that uses the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_list: Option<ListId>,
    /// What only Exotel has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub exotel: ExotelAclOptions,
}

impl AclEntrySpec {
    /// An allowed address or range.
    pub fn new(cidr: Cidr) -> Self {
        Self {
            cidr,
            auth_mode: AuthModeChange::default(),
            shared_list: None,
            exotel: ExotelAclOptions::default(),
        }
    }

    /// With this answer to a change of the trunk's way of authentication.
    #[must_use]
    pub fn with_auth_mode(mut self, change: AuthModeChange) -> Self {
        self.auth_mode = change;
        self
    }

    /// Into a list that others may share.
    #[must_use]
    pub fn with_shared_list(mut self, list: ListId) -> Self {
        self.shared_list = Some(list);
        self
    }

    /// With options for Exotel.
    #[must_use]
    pub fn with_exotel(mut self, options: ExotelAclOptions) -> Self {
        self.exotel = options;
        self
    }
}

/// An allowed address as a carrier holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AclEntry {
    /// Its identifier.
    pub id: AclEntryId,
    /// The address or range.
    pub cidr: Observed<Cidr>,
    /// What the carrier calls it.
    pub label: Option<String>,
    /// The list it is in, on a carrier whose lists can be shared (Twilio).
    pub list: Option<ListRef>,
    /// When it was created.
    pub created: Option<Timestamp>,
}

impl AclEntry {
    /// An entry; the rest is set on the fields.
    pub fn new(id: AclEntryId, cidr: Observed<Cidr>) -> Self {
        Self { id, cidr, label: None, list: None, created: None }
    }
}

/// A list of addresses or credentials that trunks can share.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ListRef {
    /// Its identifier.
    pub id: ListId,
    /// Its name.
    pub name: String,
    /// Whether it is the trunk's own, by its name. Any other is treated as shared: listed, never changed
    /// unless a call names it.
    pub managed: bool,
}

impl ListRef {
    /// A list.
    pub fn new(id: ListId, name: impl Into<String>, managed: bool) -> Self {
        Self { id, name: name.into(), managed }
    }
}

/// How an ACL entry or a credential that is there may be changed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ChangeOptions {
    /// Whether this may be the last one of its kind on a trunk that has both kinds.
    #[serde(default)]
    pub auth_mode: AuthModeChange,
    /// The list it is in, when that is not the trunk's own (Twilio). Named, because every trunk that uses the
    /// list gets the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_list: Option<ListId>,
}

impl ChangeOptions {
    /// With this answer to a change of the trunk's way of authentication.
    #[must_use]
    pub fn with_auth_mode(mut self, change: AuthModeChange) -> Self {
        self.auth_mode = change;
        self
    }

    /// From a list that others may share.
    #[must_use]
    pub fn with_shared_list(mut self, list: ListId) -> Self {
        self.shared_list = Some(list);
        self
    }
}
