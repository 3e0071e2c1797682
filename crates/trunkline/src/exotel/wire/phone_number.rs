//! Phone numbers mapped to a trunk.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Object, read};
use crate::model::{BoundNumberId, E164, NumberMode, TrunkId};

/// A number's mapping to a trunk (developer.exotel.com, Map phone number, captured sample).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct PhoneNumber {
    /// The mapping's id; not the number.
    #[serde(deserialize_with = "read::id")]
    pub id: BoundNumberId,
    /// The number.
    pub phone_number: String,
    /// The trunk.
    #[serde(default, deserialize_with = "read::optional_id")]
    pub trunk_sid: Option<TrunkId>,
    /// The mode; `null` when none was given, which behaves as `pstn`.
    pub mode: Option<NumberMode>,
    /// When it was mapped.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
}

impl Object for PhoneNumber {
    const NOUN: &'static str = "phone number";
    const KEY: &'static str = "phone_number";
}

/// The body of Map phone number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewPhoneNumber {
    /// The number.
    pub phone_number: E164,
    /// The mode; not sent when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<NumberMode>,
}

impl NewPhoneNumber {
    /// A number, in Exotel's default mode.
    pub fn new(phone_number: E164) -> Self {
        Self { phone_number, mode: None }
    }

    /// With this mode.
    #[must_use]
    pub fn with_mode(mut self, mode: NumberMode) -> Self {
        self.mode = Some(mode);
        self
    }
}

/// The body of Update phone number mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PhoneNumberUpdate {
    /// The number of the mapping: it must match the id.
    pub phone_number: String,
    /// The new mode.
    pub mode: NumberMode,
}

impl PhoneNumberUpdate {
    /// Another mode for the mapping of `phone_number`.
    pub fn new(phone_number: impl Into<String>, mode: NumberMode) -> Self {
        Self { phone_number: phone_number.into(), mode }
    }
}

/// Which trunk a number is mapped to (Exotel's docs portal, Trunk maps; a sample typed by hand).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct TrunkMap {
    /// The number.
    pub exophone: String,
    /// The trunk.
    #[serde(deserialize_with = "read::id")]
    pub trunk_sid: TrunkId,
    /// The mapping's id.
    #[serde(default, deserialize_with = "read::optional_id")]
    pub phone_number_id: Option<BoundNumberId>,
    /// The mode.
    pub mode: Option<NumberMode>,
}

impl Object for TrunkMap {
    const NOUN: &'static str = "trunk map";
    const KEY: &'static str = "exophone";
}
