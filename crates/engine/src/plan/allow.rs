//! What is refused unless it is named.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! allow {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)*) => {
        /// A class of step that breaks something, and is refused unless it is named (`--allow WORD`).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Allow {
            $($(#[$doc])* $variant,)*
        }

        impl Allow {
            /// All of them, in the order they are documented.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word on the command line.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }
    };
}

allow! {
    /// A trunk is deleted, with all that is its own. On Twilio its domain stays reserved for up to 30 days.
    DeleteTrunk = "delete-trunk",
    /// A number is unbound: its calls go elsewhere or nowhere. It is never released.
    UnbindNumber = "unbind-number",
    /// The last allowed address goes: the trunk takes no calls by address.
    EmptyAcl = "empty-acl",
    /// The last origination URI goes: inbound calls have nowhere to go.
    RemoveLastOrigination = "remove-last-origination",
    /// The last digest credential goes: the trunk takes no calls by user name and password.
    RemoveLastCredential = "remove-last-credential",
    /// Something that is on the trunk and not in the file is removed, and may be someone else's: the trunk was taken over,
    /// and what is removed is of a noun that no apply has made true on it yet.
    RemoveUnlisted = "remove-unlisted",
    /// The way a live trunk authenticates calls becomes another.
    ChangeAuthMode = "change-auth-mode",
    /// Something has to go before what comes in its place can be added: for a moment there is neither.
    Replace = "replace",
    /// The user name of a rotation before this one is removed: an SBC that still uses it can place no calls.
    FinishRotation = "finish-rotation",
}

impl fmt::Display for Allow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Allow {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|allow| allow.as_str() == word).ok_or_else(|| {
            let words: Vec<&str> = Self::ALL.iter().map(|allow| allow.as_str()).collect();
            format!("{word:?} is none of {}", words.join(", "))
        })
    }
}
