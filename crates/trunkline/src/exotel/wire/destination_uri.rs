//! Destination URIs: where inbound calls go.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Object, read};
use crate::model::{OriginationUriId, TrunkId};

/// A target of inbound calls (developer.exotel.com, Map destination URI, captured sample).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct DestinationUri {
    /// Its id.
    #[serde(deserialize_with = "read::id")]
    pub id: OriginationUriId,
    /// The target: taken without `sip:`, given back with it.
    pub destination: String,
    /// `public` in every sample.
    pub r#type: Option<String>,
    /// Lower first.
    #[serde(default)]
    pub priority: u32,
    /// More weight, more calls.
    #[serde(default = "one")]
    pub weight: u32,
    /// The trunk.
    #[serde(default, deserialize_with = "read::optional_id")]
    pub trunk_sid: Option<TrunkId>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
}

const fn one() -> u32 {
    1
}

impl Object for DestinationUri {
    const NOUN: &'static str = "destination URI";
    const KEY: &'static str = "destination";
}

/// The body of Update destination URI; what is `None` is not sent (Exotel's docs portal, endpoint index).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct DestinationUpdate {
    /// Another priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u32>,
    /// Another weight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<u32>,
}

impl DestinationUpdate {
    /// With another priority.
    #[must_use]
    pub fn with_priority(mut self, priority: u32) -> Self {
        self.priority = Some(priority);
        self
    }

    /// With another weight.
    #[must_use]
    pub fn with_weight(mut self, weight: u32) -> Self {
        self.weight = Some(weight);
        self
    }
}
