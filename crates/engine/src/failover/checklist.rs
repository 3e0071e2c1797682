//! What only people can do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who can do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// Whoever runs the SBC or the voice platform.
    Voice,
    /// Whoever can use the console of the carrier that takes over.
    Console,
    /// Whoever speaks to customers.
    Customers,
    /// Whoever is on call.
    OnCall,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Voice => "whoever runs the SBC",
            Self::Console => "whoever has the carrier's console",
            Self::Customers => "whoever speaks to customers",
            Self::OnCall => "whoever is on call",
        })
    }
}

/// Something that a person has to do, or to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Who.
    pub owner: Owner,
    /// What, with the exact text to type where there is one.
    pub text: String,
}

impl Item {
    pub(super) fn new(owner: Owner, text: impl Into<String>) -> Self {
        Self { owner, text: text.into() }
    }
}
