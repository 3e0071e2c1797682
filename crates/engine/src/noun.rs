//! What can be on a trunk.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A noun of a trunk in the file: written, it is authoritative; not written, it is neither read nor touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// Addresses that may send calls.
    Acl,
    /// Where inbound calls go.
    Origination,
    /// Numbers whose calls use the trunk.
    Numbers,
    /// Digest credentials.
    Credentials,
    /// The number shown on outbound calls.
    CallerId,
}

impl Noun {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Acl, Self::Origination, Self::Numbers, Self::Credentials, Self::CallerId];

    /// The noun that a field is about: `acl[1].cidr`.
    pub(crate) fn of_field(field: &str) -> Option<Self> {
        let first = field.split(['[', '.']).next()?;
        Self::ALL.into_iter().find(|noun| noun.as_str() == first)
    }

    /// Its key in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acl => "acl",
            Self::Origination => "origination",
            Self::Numbers => "numbers",
            Self::Credentials => "credentials",
            Self::CallerId => "caller_id",
        }
    }
}

impl fmt::Display for Noun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
