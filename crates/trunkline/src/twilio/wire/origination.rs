//! Where a trunk's inbound calls go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;

/// A target of inbound calls (`trunking.v1.trunk.origination_url`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct OriginationUrl {
    /// `OU…`.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// `TK…`.
    #[serde(default, deserialize_with = "read::text")]
    pub trunk_sid: Option<String>,
    /// Among equal priorities, more means more calls.
    #[serde(default, deserialize_with = "read::whole")]
    pub weight: i64,
    /// Lower is tried first.
    #[serde(default, deserialize_with = "read::whole")]
    pub priority: i64,
    /// Whether it is in use; none when Twilio does not say.
    #[serde(default)]
    pub enabled: Option<bool>,
    /// The target.
    #[serde(default, deserialize_with = "read::text")]
    pub sip_url: Option<String>,
    /// The label.
    #[serde(default, deserialize_with = "read::text")]
    pub friendly_name: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
    /// Where it is.
    #[serde(default, deserialize_with = "read::text")]
    pub url: Option<String>,
}

/// The parameters of `CreateOriginationUrl`, all of which Twilio asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct NewOriginationUrl {
    /// 1 to 65535.
    pub weight: u16,
    /// 0 to 65535.
    pub priority: u16,
    /// Whether it is in use.
    pub enabled: bool,
    /// The label, up to 64 characters.
    pub friendly_name: String,
    /// The target.
    pub sip_url: String,
}

impl NewOriginationUrl {
    /// A target in use, of priority 0 and weight 1.
    pub fn new(sip_url: impl Into<String>, friendly_name: impl Into<String>) -> Self {
        Self {
            weight: 1,
            priority: 0,
            enabled: true,
            friendly_name: friendly_name.into(),
            sip_url: sip_url.into(),
        }
    }
}

/// The parameters of `UpdateOriginationUrl`; what is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct OriginationUrlParams {
    /// 1 to 65535.
    pub weight: Option<u16>,
    /// 0 to 65535.
    pub priority: Option<u16>,
    /// Whether it is in use.
    pub enabled: Option<bool>,
    /// The label, up to 64 characters.
    pub friendly_name: Option<String>,
    /// The target.
    pub sip_url: Option<String>,
}
