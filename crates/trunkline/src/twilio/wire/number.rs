//! Numbers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::read;
use crate::model::WebMethod;

/// A number of the account: `api.v2010.account.incoming_phone_number`, and, with some fields fewer,
/// `trunking.v1.trunk.phone_number`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct IncomingPhoneNumber {
    /// `PN…`, also of its binding to a trunk.
    #[serde(deserialize_with = "read::sid")]
    pub sid: String,
    /// `AC…`.
    #[serde(default, deserialize_with = "read::text")]
    pub account_sid: Option<String>,
    /// The number, in E.164.
    #[serde(default, deserialize_with = "read::text")]
    pub phone_number: Option<String>,
    /// The label.
    #[serde(default, deserialize_with = "read::text")]
    pub friendly_name: Option<String>,
    /// The trunk it is bound to, `TK…`.
    #[serde(default, deserialize_with = "read::text")]
    pub trunk_sid: Option<String>,
    /// The application that takes its calls, `AP…`; deleted by binding to a trunk.
    #[serde(default, deserialize_with = "read::text")]
    pub voice_application_sid: Option<String>,
    /// Asked for TwiML when it is called; ignored while it is bound to a trunk.
    #[serde(default, deserialize_with = "read::text")]
    pub voice_url: Option<String>,
    /// How [`voice_url`](Self::voice_url) is asked.
    #[serde(default, deserialize_with = "read::word")]
    pub voice_method: Option<WebMethod>,
    /// Asked when that fails.
    #[serde(default, deserialize_with = "read::text")]
    pub voice_fallback_url: Option<String>,
    /// How [`voice_fallback_url`](Self::voice_fallback_url) is asked.
    #[serde(default, deserialize_with = "read::word")]
    pub voice_fallback_method: Option<WebMethod>,
    /// Whether callers' names are looked up.
    #[serde(default, deserialize_with = "read::switch")]
    pub voice_caller_id_lookup: bool,
    /// `voice` or `fax`; only on the account's own resource, likewise the rest.
    #[serde(default, deserialize_with = "read::text")]
    pub voice_receive_mode: Option<String>,
    /// Told when a call ends.
    #[serde(default, deserialize_with = "read::text")]
    pub status_callback: Option<String>,
    /// How [`status_callback`](Self::status_callback) is told.
    #[serde(default, deserialize_with = "read::word")]
    pub status_callback_method: Option<WebMethod>,
    /// The application that takes its messages, `AP…`.
    #[serde(default, deserialize_with = "read::text")]
    pub sms_application_sid: Option<String>,
    /// Asked when a message arrives.
    #[serde(default, deserialize_with = "read::text")]
    pub sms_url: Option<String>,
    /// How [`sms_url`](Self::sms_url) is asked.
    #[serde(default, deserialize_with = "read::word")]
    pub sms_method: Option<WebMethod>,
    /// Asked when that fails.
    #[serde(default, deserialize_with = "read::text")]
    pub sms_fallback_url: Option<String>,
    /// How [`sms_fallback_url`](Self::sms_fallback_url) is asked.
    #[serde(default, deserialize_with = "read::word")]
    pub sms_fallback_method: Option<WebMethod>,
    /// `none`, `any`, `local` or `foreign`.
    #[serde(default, deserialize_with = "read::text")]
    pub address_requirements: Option<String>,
    /// `AD…`.
    #[serde(default, deserialize_with = "read::text")]
    pub address_sid: Option<String>,
    /// `RI…`.
    #[serde(default, deserialize_with = "read::text")]
    pub identity_sid: Option<String>,
    /// `BU…`.
    #[serde(default, deserialize_with = "read::text")]
    pub bundle_sid: Option<String>,
    /// `Active` or `Inactive`.
    #[serde(default, deserialize_with = "read::text")]
    pub emergency_status: Option<String>,
    /// `AD…`.
    #[serde(default, deserialize_with = "read::text")]
    pub emergency_address_sid: Option<String>,
    /// `registered` and the like.
    #[serde(default, deserialize_with = "read::text")]
    pub emergency_address_status: Option<String>,
    /// What it can do.
    #[serde(default, deserialize_with = "read::object")]
    pub capabilities: Option<Features>,
    /// Whether it is new to Twilio.
    #[serde(default, deserialize_with = "read::switch")]
    pub beta: bool,
    /// `twilio` or `hosted`.
    #[serde(default, deserialize_with = "read::text")]
    pub origin: Option<String>,
    /// `in-use` and the like.
    #[serde(default, deserialize_with = "read::text")]
    pub status: Option<String>,
    /// `local` and the like.
    #[serde(default, rename = "type", deserialize_with = "read::text")]
    pub kind: Option<String>,
    /// When it came to the account.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
}

/// What a number can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "the carrier's own shape")]
pub struct Features {
    /// Calls.
    pub voice: bool,
    /// Text messages.
    pub sms: bool,
    /// Messages with media.
    pub mms: bool,
    /// Fax.
    pub fax: bool,
}

/// The filters of `ListIncomingPhoneNumber`; what is `None` is not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct NumberFilter {
    /// Numbers new to Twilio, or not.
    pub beta: Option<bool>,
    /// By label, exact.
    pub friendly_name: Option<String>,
    /// By a part of the number; `*` stands for any digit.
    pub phone_number: Option<String>,
    /// `twilio` or `hosted`.
    pub origin: Option<String>,
}

/// The parameters of `UpdateIncomingPhoneNumber`; what is `None` is not sent.
///
/// `AccountSid` is not among them: it gives the number away to another account.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
#[non_exhaustive]
pub struct NumberParams {
    /// The label, up to 64 characters.
    pub friendly_name: Option<String>,
    /// The trunk that takes its calls, `TK…`; deletes `voice_application_sid`.
    pub trunk_sid: Option<String>,
    /// The application that takes its calls, `AP…`; takes it off its trunk.
    pub voice_application_sid: Option<String>,
    /// Asked for TwiML when it is called.
    pub voice_url: Option<String>,
    /// How that is asked.
    pub voice_method: Option<WebMethod>,
    /// Asked when that fails.
    pub voice_fallback_url: Option<String>,
    /// How that is asked.
    pub voice_fallback_method: Option<WebMethod>,
    /// Whether callers' names are looked up.
    pub voice_caller_id_lookup: Option<bool>,
    /// `voice` or `fax`.
    pub voice_receive_mode: Option<String>,
    /// Told when a call ends.
    pub status_callback: Option<String>,
    /// How that is told.
    pub status_callback_method: Option<WebMethod>,
    /// The application that takes its messages, `AP…`.
    pub sms_application_sid: Option<String>,
    /// Asked when a message arrives.
    pub sms_url: Option<String>,
    /// How that is asked.
    pub sms_method: Option<WebMethod>,
    /// Asked when that fails.
    pub sms_fallback_url: Option<String>,
    /// How that is asked.
    pub sms_fallback_method: Option<WebMethod>,
    /// The version of the API that speaks to the URLs above.
    pub api_version: Option<String>,
    /// `AD…`.
    pub address_sid: Option<String>,
    /// `RI…`.
    pub identity_sid: Option<String>,
    /// `BU…`.
    pub bundle_sid: Option<String>,
    /// `Active` or `Inactive`.
    pub emergency_status: Option<String>,
    /// `AD…`.
    pub emergency_address_sid: Option<String>,
}
