//! Whitelisted IPs: a trunk's ACL.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Object, read};
use crate::model::{AclEntryId, TrunkId};

/// A row of a trunk's ACL (developer.exotel.com, Map ACL, captured sample).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct WhitelistedIp {
    /// Its id.
    #[serde(deserialize_with = "read::id")]
    pub id: AclEntryId,
    /// The address.
    pub ip: String,
    /// The prefix length; 32 when the answer has none, which is Exotel's default.
    #[serde(default = "single")]
    pub mask: u8,
    /// The trunk.
    #[serde(default, deserialize_with = "read::optional_id")]
    pub trunk_sid: Option<TrunkId>,
    /// A label.
    pub friendly_name: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
}

const fn single() -> u8 {
    32
}

impl Object for WhitelistedIp {
    const NOUN: &'static str = "whitelisted IP";
    const KEY: &'static str = "ip";
}

/// The body of Map ACL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewWhitelistedIp {
    /// The address.
    pub ip: Ipv4Addr,
    /// The prefix length, 16 to 32; Exotel's support stands by 32 only.
    pub mask: u8,
}

impl NewWhitelistedIp {
    /// An address or a range.
    pub const fn new(ip: Ipv4Addr, mask: u8) -> Self {
        Self { ip, mask }
    }
}

/// The body of Update ACL; what is `None` is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct WhitelistedIpUpdate {
    /// Another address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<Ipv4Addr>,
    /// Another prefix length.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mask: Option<u8>,
}

impl WhitelistedIpUpdate {
    /// With another address.
    #[must_use]
    pub fn with_ip(mut self, ip: Ipv4Addr) -> Self {
        self.ip = Some(ip);
        self
    }

    /// With another prefix length.
    #[must_use]
    pub fn with_mask(mut self, mask: u8) -> Self {
        self.mask = Some(mask);
        self
    }
}
