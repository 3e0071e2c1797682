//! One request, as an operation sees it.

use axum::body::Bytes;
use axum::http::StatusCode;
use jiff::Timestamp;

use super::answer::Refusal;
use super::body::Object;
use super::switches::{DuplicateStatus, ExotelSwitches, UnknownTrunk};
use crate::ids::Ids;

/// An admitted request whose path and method name an operation.
#[derive(Debug)]
pub(super) struct Call<'a> {
    /// The account in the path.
    pub(super) account: &'a str,
    pub(super) path: &'a str,
    /// What stands in the variable segments of the path: a trunk's SID, then the id of something it has.
    pub(super) segments: &'a [String],
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) now: Timestamp,
    pub(super) ids: &'a Ids,
    pub(super) switches: &'a ExotelSwitches,
}

impl Call<'_> {
    /// The trunk's SID in the path; empty where the path has none.
    pub(super) fn trunk_sid(&self) -> &str {
        self.segments.first().map_or("", String::as_str)
    }

    /// The id of a trunk's child: in the path, or else in the query.
    pub(super) fn child_id(&self) -> Result<&str, Refusal> {
        match self.segments.get(1) {
            Some(id) => Ok(id),
            None => self.required("id", "Id"),
        }
    }

    /// A query parameter; an empty one is as good as none.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        let (_, value) = self.query.iter().find(|(key, _)| key == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    /// A query parameter that must be there; `label` is how the server spells it.
    pub(super) fn required(&self, name: &str, label: &str) -> Result<&str, Refusal> {
        self.query(name).ok_or_else(|| Refusal::mandatory(label))
    }

    /// The request's body; `go_type` is what the server's messages call it.
    pub(super) fn body(&self, go_type: &'static str, keys: &[&str]) -> Result<Object, Refusal> {
        Object::read(&self.body, go_type, keys, self.switches.unknown_keys)
    }

    pub(super) fn unknown_trunk(&self) -> Refusal {
        match self.switches.unknown_trunk {
            UnknownTrunk::NotFound => Refusal::not_found(),
            UnknownTrunk::Forbidden => Refusal::forbidden(),
        }
    }

    pub(super) fn duplicate(&self, description: impl Into<String>) -> Refusal {
        let status = match self.switches.duplicate_status {
            DuplicateStatus::Ok => StatusCode::OK,
            DuplicateStatus::Conflict => StatusCode::CONFLICT,
        };
        Refusal::duplicate(status, description)
    }
}
