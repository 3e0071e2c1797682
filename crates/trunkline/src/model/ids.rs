//! Identifiers, each of its own type so that one cannot be passed for another.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::InvalidValue;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $field:literal) => {
        $(#[$doc])*
        ///
        /// Opaque: as the carrier gave it. Not empty, no space, none of `?`, `#` or `%`, no `..`.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes an identifier as the carrier gave it.
            ///
            /// # Errors
            /// When it is empty or holds a character that no identifier of a carrier has.
            pub fn new(id: impl Into<String>) -> Result<Self, InvalidValue> {
                let id = id.into();
                match rule_broken(&id) {
                    None => Ok(Self(id)),
                    Some(rule) => Err(InvalidValue::new($field, id, rule)),
                }
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidValue;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidValue;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

fn rule_broken(id: &str) -> Option<Cow<'static, str>> {
    if id.is_empty() {
        return Some("must not be empty".into());
    }
    // In a path these would name another object, or all of them.
    if id.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Some("is a path, not an identifier".into());
    }
    id.chars()
        .find(|c| c.is_whitespace() || c.is_control() || matches!(c, '?' | '#' | '%'))
        .map(|c| format!("{c:?} is in no carrier's identifiers").into())
}

id!(
    /// A trunk: `trunk_sid` on Exotel, `TK…` on Twilio.
    TrunkId,
    "trunk id"
);
id!(
    /// An entry of a trunk's ACL: the row's id on Exotel, `AL…/IP…` (list and address) on Twilio.
    AclEntryId,
    "ACL entry id"
);
id!(
    /// A number's binding to a trunk: the mapping's id on Exotel, `PN…` on Twilio.
    BoundNumberId,
    "bound number id"
);
id!(
    /// An origination URI: the destination's id on Exotel, `OU…` on Twilio.
    OriginationUriId,
    "origination URI id"
);
id!(
    /// A digest credential: the row's id on Exotel, `CL…/CR…` (list and credential) on Twilio.
    CredentialId,
    "credential id"
);
id!(
    /// A list that trunks can share: `AL…` or `CL…` on Twilio; Exotel has none.
    ListId,
    "list id"
);
