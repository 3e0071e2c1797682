//! Lists of addresses and of credentials, what is in them, and their use on a trunk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;

/// A list in use on a trunk: `trunking.v1.trunk.ip_access_control_list` and `trunking.v1.trunk.credential_list`,
/// which have the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct AssociatedList {
    /// The list's own SID, `AL…` or `CL…`: an association has none of its own.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// `TK…`.
    #[serde(default, deserialize_with = "read::text")]
    pub trunk_sid: Option<String>,
    /// The list's name.
    #[serde(default, deserialize_with = "read::text")]
    pub friendly_name: Option<String>,
    /// When the list was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When the list was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
    /// Where it is.
    #[serde(default, deserialize_with = "read::text")]
    pub url: Option<String>,
}

/// A list of an account: `api.v2010.account.sip.sip_ip_access_control_list` and
/// `api.v2010.account.sip.sip_credential_list`, which have the same shape.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SipList {
    /// `AL…` or `CL…`.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// The name, unique in the account (error dictionary, 21235 and 21240).
    #[serde(default, deserialize_with = "read::text")]
    pub friendly_name: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
    /// Where it is, without the host.
    #[serde(default, deserialize_with = "read::text")]
    pub uri: Option<String>,
}

/// An allowed address or range (`…sip_ip_access_control_list.sip_ip_address`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IpAddress {
    /// `IP…`.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// The list it is in, `AL…`.
    #[serde(default, deserialize_with = "read::text")]
    pub ip_access_control_list_sid: Option<String>,
    /// The label.
    #[serde(default, deserialize_with = "read::text")]
    pub friendly_name: Option<String>,
    /// The address, IPv4.
    #[serde(default, deserialize_with = "read::text")]
    pub ip_address: Option<String>,
    /// The prefix length; none when Twilio does not say, which means the whole address.
    #[serde(default)]
    pub cidr_prefix_length: Option<u8>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
    /// Where it is, without the host.
    #[serde(default, deserialize_with = "read::text")]
    pub uri: Option<String>,
}

/// A digest credential (`…sip_credential_list.sip_credential`). Twilio keeps a hash of the password and never
/// gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SipCredential {
    /// `CR…`.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// The list it is in, `CL…`.
    #[serde(default, deserialize_with = "read::text")]
    pub credential_list_sid: Option<String>,
    /// The user name.
    #[serde(default, deserialize_with = "read::text")]
    pub username: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
    /// Where it is, without the host.
    #[serde(default, deserialize_with = "read::text")]
    pub uri: Option<String>,
}

/// The parameters of `CreateSipIpAddress`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct NewAddress {
    /// The label, up to 255 characters, unique.
    pub friendly_name: String,
    /// An IPv4 address, without a prefix length.
    pub ip_address: String,
    /// The prefix length; Twilio takes the whole address when it is not sent.
    pub cidr_prefix_length: Option<u8>,
}

impl NewAddress {
    /// One address.
    pub fn new(ip_address: impl Into<String>, friendly_name: impl Into<String>) -> Self {
        Self { friendly_name: friendly_name.into(), ip_address: ip_address.into(), cidr_prefix_length: None }
    }

    /// As a range of this prefix length.
    #[must_use]
    pub fn with_prefix(mut self, length: u8) -> Self {
        self.cidr_prefix_length = Some(length);
        self
    }
}

/// The parameters of `UpdateSipIpAddress`; what is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct AddressParams {
    /// The label.
    pub friendly_name: Option<String>,
    /// An IPv4 address.
    pub ip_address: Option<String>,
    /// The prefix length.
    pub cidr_prefix_length: Option<u8>,
}
