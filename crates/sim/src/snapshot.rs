//! What a simulator keeps, to save, to look at, and to go on from.

use serde::{Deserialize, Serialize};

use crate::{exotel, twilio};

/// Everything both carriers keep: trunks and what belongs to them, lists, numbers, reserved domains, and where the
/// handing out of ids stands. As JSON it is made to be read.
///
/// It holds no secret: passwords are not kept, and the accounts' own credentials are in the
/// [`Fixture`](crate::Fixture). Neither the time nor what the rate limits have counted is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    version: Version,
    pub(crate) exotel: exotel::Snapshot,
    pub(crate) twilio: twilio::Snapshot,
}

/// Of the form that a state has as JSON.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
struct Version;

impl TryFrom<u8> for Version {
    type Error = String;

    fn try_from(version: u8) -> Result<Self, String> {
        if version == 1 { Ok(Self) } else { Err(format!("version {version}: must be 1")) }
    }
}

impl From<Version> for u8 {
    fn from(_: Version) -> Self {
        1
    }
}

impl State {
    pub(crate) fn new(exotel: exotel::Snapshot, twilio: twilio::Snapshot) -> Self {
        Self { version: Version, exotel, twilio }
    }

    /// Reads a state that was saved.
    pub fn from_json(text: &str) -> Result<Self, StateError> {
        serde_json::from_str(text).map_err(StateError::Json)
    }

    /// The text to save.
    #[expect(clippy::missing_panics_doc, reason = "it never does")]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("has string keys only, and serialises without failing")
    }
}

/// Why a state cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Not JSON, or not of this form.
    #[error("state: {0}")]
    Json(#[source] serde_json::Error),
    /// It does not fit the accounts of the simulator, or itself.
    #[error("state: {0}")]
    Content(String),
}
