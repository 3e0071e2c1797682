//! What a carrier holds, even where we would refuse to write it.

use std::{fmt, str::FromStr};

use serde::{Serialize, Serializer};

use super::InvalidValue;

/// A value read from a carrier: what we would write ourselves, or the raw text with the reason why not.
///
/// A carrier may hold a private address, a 65-character name or a UDP target. Listing it must not fail, and
/// importing it must not change it. Serialises as its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Observed<T> {
    /// A value that a spec would accept.
    Valid(T),
    /// A value that a spec would refuse.
    Raw {
        /// The text as the carrier sent it.
        text: String,
        /// Why a spec refuses it.
        reason: InvalidValue,
    },
}

impl<T: FromStr<Err = InvalidValue>> Observed<T> {
    /// Reads a carrier's text.
    pub fn read(text: impl Into<String>) -> Self {
        let text = text.into();
        match text.parse() {
            Ok(value) => Self::Valid(value),
            Err(reason) => Self::Raw { text, reason },
        }
    }
}

impl<T> Observed<T> {
    /// The value, when a spec would accept it.
    pub fn valid(&self) -> Option<&T> {
        match self {
            Self::Valid(value) => Some(value),
            Self::Raw { .. } => None,
        }
    }
}

impl<T: PartialEq> PartialEq<T> for Observed<T> {
    fn eq(&self, other: &T) -> bool {
        self.valid() == Some(other)
    }
}

impl<T: fmt::Display> fmt::Display for Observed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Valid(value) => value.fmt(f),
            Self::Raw { text, .. } => f.pad(text),
        }
    }
}

impl<T: fmt::Display> Serialize for Observed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
