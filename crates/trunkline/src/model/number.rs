//! Numbers bound to a trunk.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{BoundNumberId, E164, ExotelNumberOptions, InvalidValue, Observed, TrunkId};

/// What Exotel does with a call to a bound number. Twilio has no such choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum NumberMode {
    /// Through the trunk, by a Connect applet that dials `sip:<trunk_sid>`. Exotel's default.
    Pstn,
    /// Through a flow with a Voicebot or Stream applet.
    Flow,
    /// A word we do not know; read, never written.
    Other(String),
}

impl NumberMode {
    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pstn => "pstn",
            Self::Flow => "flow",
            Self::Other(word) => word,
        }
    }
}

impl FromStr for NumberMode {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match Self::from(text.to_owned()) {
            Self::Other(word) => Err(InvalidValue::new("number mode", word, "is neither pstn nor flow")),
            mode => Ok(mode),
        }
    }
}

impl From<String> for NumberMode {
    fn from(word: String) -> Self {
        match word.as_str() {
            "pstn" => Self::Pstn,
            "flow" => Self::Flow,
            _ => Self::Other(word),
        }
    }
}

impl From<NumberMode> for String {
    fn from(mode: NumberMode) -> Self {
        mode.as_str().to_owned()
    }
}

impl fmt::Display for NumberMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A number that is to be bound to a trunk. The account must own it already; buying is out of scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct NumberSpec {
    /// The number.
    pub number: E164,
    /// What only Exotel has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub exotel: ExotelNumberOptions,
}

impl NumberSpec {
    /// A number.
    pub fn new(number: E164) -> Self {
        Self { number, exotel: ExotelNumberOptions::default() }
    }

    /// With options for Exotel.
    #[must_use]
    pub fn with_exotel(mut self, options: ExotelNumberOptions) -> Self {
        self.exotel = options;
        self
    }
}

/// A number as a carrier has it bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BoundNumber {
    /// The binding's identifier.
    pub id: BoundNumberId,
    /// The number.
    pub number: Observed<E164>,
    /// The trunk it is bound to.
    pub trunk: TrunkId,
    /// What the carrier does with calls to it; `None` on a carrier without modes. Exotel's `null` reads as
    /// [`NumberMode::Pstn`], which is how it behaves.
    pub mode: Option<NumberMode>,
    /// What the carrier calls it.
    pub label: Option<String>,
    /// When it was bound (Exotel) or came to the account (Twilio).
    pub created: Option<Timestamp>,
}

impl BoundNumber {
    /// A bound number; the rest is set on the fields.
    pub fn new(id: BoundNumberId, number: Observed<E164>, trunk: TrunkId) -> Self {
        Self { id, number, trunk, mode: None, label: None, created: None }
    }
}
