//! Trunks.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Recording, read};
use crate::model::{TransferCallerId, TransferMode, WebMethod};

/// A trunk (`trunking.v1.trunk`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Trunk {
    /// `TK…`.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// The termination domain; none until one is set, Twilio makes up none.
    #[serde(default, deserialize_with = "read::text")]
    pub domain_name: Option<String>,
    /// How [`disaster_recovery_url`](Self::disaster_recovery_url) is asked.
    #[serde(default, deserialize_with = "read::word")]
    pub disaster_recovery_method: Option<WebMethod>,
    /// Asked for TwiML when no origination URL answers.
    #[serde(default, deserialize_with = "read::text")]
    pub disaster_recovery_url: Option<String>,
    /// The name; need not be unique.
    #[serde(default, deserialize_with = "read::text")]
    pub friendly_name: Option<String>,
    /// Whether calls without TLS and SRTP are refused.
    #[serde(default, deserialize_with = "read::switch")]
    pub secure: bool,
    /// How calls are recorded; changed by a call of its own.
    #[serde(default, deserialize_with = "read::object")]
    pub recording: Option<Recording>,
    /// Whether calls may be transferred by SIP REFER.
    #[serde(default, deserialize_with = "read::word")]
    pub transfer_mode: Option<TransferMode>,
    /// Whose number a transferred call shows.
    #[serde(default, deserialize_with = "read::word")]
    pub transfer_caller_id: Option<TransferCallerId>,
    /// Whether callers' names are looked up.
    #[serde(default, deserialize_with = "read::switch")]
    pub cnam_lookup_enabled: bool,
    /// `IP_ACL`, `CREDENTIAL_LIST` or both with a comma between, in either order. Read-only, and may lag behind.
    #[serde(default, deserialize_with = "read::text")]
    pub auth_type: Option<String>,
    /// The same as a list.
    #[serde(default, deserialize_with = "read::list")]
    pub auth_type_set: Vec<String>,
    /// Read-only: sent, it is ignored.
    #[serde(default, deserialize_with = "read::switch")]
    pub symmetric_rtp_enabled: bool,
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

/// The parameters of `CreateTrunk` and `UpdateTrunk`; what is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct TrunkParams {
    /// The name, up to 64 characters.
    pub friendly_name: Option<String>,
    /// The domain: letters, digits and `-`, ending in `.pstn.twilio.com`, unique among all customers.
    pub domain_name: Option<String>,
    /// Asked for TwiML when no origination URL answers.
    pub disaster_recovery_url: Option<String>,
    /// How it is asked.
    pub disaster_recovery_method: Option<WebMethod>,
    /// Whether calls may be transferred by SIP REFER.
    pub transfer_mode: Option<TransferMode>,
    /// Whether calls without TLS and SRTP are refused.
    pub secure: Option<bool>,
    /// Whether callers' names are looked up.
    pub cnam_lookup_enabled: Option<bool>,
    /// Whose number a transferred call shows.
    pub transfer_caller_id: Option<TransferCallerId>,
}
