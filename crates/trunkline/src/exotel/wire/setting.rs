//! Settings of a trunk.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Object, read};
use crate::model::TrunkId;

/// The name of the one setting that is documented: the caller id of a trunk's outbound calls.
pub const TRUNK_EXTERNAL_ALIAS: &str = "trunk_external_alias";

/// A setting (developer.exotel.com, Set trunk alias, captured sample). It has no id.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
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

impl Object for Setting {
    const NOUN: &'static str = "setting";
    const KEY: &'static str = "name";
}
