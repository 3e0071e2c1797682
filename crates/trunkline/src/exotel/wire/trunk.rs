//! Trunks.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Object, read};
use crate::model::TrunkId;

/// A word of an open set.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$word_doc])* $variant,)*
            /// A word we do not know.
            Other(String),
        }

        impl $name {
            /// The word as Exotel writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $word,)*
                    Self::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                // Exotel's pages write the same word in upper and lower case, with hyphen, space or underscore.
                let same = |known: &str| {
                    known.len() == word.len()
                        && known.bytes().zip(word.bytes()).all(|(a, b)| {
                            a.eq_ignore_ascii_case(&b) || (a == b'-' && matches!(b, b' ' | b'_'))
                        })
                };
                $(if same($word) { return Self::$variant; })*
                Self::Other(word)
            }
        }

        impl From<$name> for String {
            fn from(word: $name) -> Self {
                word.as_str().to_owned()
            }
        }
    };
}

words! {
    /// `auth_type`. Trunks that use digest may say `IP-WHITELIST` all the same, so nothing depends on it.
    AuthType {
        /// `IP-WHITELIST`, the only one in Exotel's samples.
        IpWhitelist = "IP-WHITELIST",
    }
}

words! {
    /// `status`.
    TrunkState {
        /// Ready for use.
        Active = "active",
        /// Disabled.
        Inactive = "inactive",
    }
}

words! {
    /// `registration_enabled`, `secure_trunking`.
    Switch {
        /// On.
        Enabled = "enabled",
        /// Off.
        Disabled = "disabled",
    }
}

/// A trunk (developer.exotel.com, Create trunk, captured sample).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Trunk {
    /// Its id.
    #[serde(deserialize_with = "read::id")]
    pub trunk_sid: TrunkId,
    /// Its name, unique in the account. The API has taken an empty one.
    #[serde(default)]
    pub trunk_name: String,
    /// The SIP domain, `<account_sid>.pstn.exotel.com`: the same for all trunks of an account.
    pub domain_name: Option<String>,
    /// Whether it is in use.
    pub status: Option<TrunkState>,
    /// How calls are authenticated, not reliably.
    pub auth_type: Option<AuthType>,
    /// SIP registration.
    pub registration_enabled: Option<Switch>,
    /// `auto` in every sample.
    pub edge_preference: Option<String>,
    /// `ANY-ANY`.
    pub nso_code: Option<String>,
    /// TLS.
    pub secure_trunking: Option<Switch>,
    /// The path of its destination URIs; missing in one captured sample, as the three below.
    pub destination_uris: Option<String>,
    /// The path of its whitelisted IPs.
    pub whitelisted_ips: Option<String>,
    /// The path of its credentials.
    pub credentials: Option<String>,
    /// The path of its phone numbers.
    pub phone_numbers: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
}

impl Object for Trunk {
    const NOUN: &'static str = "trunk";
    const KEY: &'static str = "trunk_sid";
}

/// The body of Create trunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct NewTrunk {
    /// 1 to 16 of `[A-Za-z0-9_]`.
    pub trunk_name: String,
    /// `ANY-ANY`: hyphen and case matter.
    pub nso_code: String,
    /// Must end in `.pstn.exotel.com`.
    pub domain_name: String,
}

impl NewTrunk {
    /// The only documented NSO code.
    pub const ANY_ANY: &'static str = "ANY-ANY";

    /// A trunk in the account's own domain, with the code `ANY-ANY`.
    pub fn new(trunk_name: impl Into<String>, account_sid: &str) -> Self {
        Self {
            trunk_name: trunk_name.into(),
            nso_code: Self::ANY_ANY.to_owned(),
            domain_name: format!("{account_sid}.pstn.exotel.com"),
        }
    }

    /// With another code.
    #[must_use]
    pub fn with_nso_code(mut self, code: impl Into<String>) -> Self {
        self.nso_code = code.into();
        self
    }

    /// With another domain.
    #[must_use]
    pub fn with_domain_name(mut self, domain: impl Into<String>) -> Self {
        self.domain_name = domain.into();
        self
    }
}

/// The body of Update trunk; what is `None` is not sent (Exotel's docs portal, endpoint index).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct TrunkUpdate {
    /// Another name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trunk_name: Option<String>,
    /// Another way of authentication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<AuthType>,
    /// Another code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nso_code: Option<String>,
}

impl TrunkUpdate {
    /// With another name.
    #[must_use]
    pub fn with_trunk_name(mut self, name: impl Into<String>) -> Self {
        self.trunk_name = Some(name.into());
        self
    }

    /// With another way of authentication.
    #[must_use]
    pub fn with_auth_type(mut self, auth_type: AuthType) -> Self {
        self.auth_type = Some(auth_type);
        self
    }

    /// With another code.
    #[must_use]
    pub fn with_nso_code(mut self, code: impl Into<String>) -> Self {
        self.nso_code = Some(code.into());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_every_spelling_of_exotels_pages_and_unknown_ones_are_kept() {
        for spelling in ["IP-WHITELIST", "ip whitelist", "ip_whitelist"] {
            assert_eq!(AuthType::from(spelling.to_owned()), AuthType::IpWhitelist);
        }
        let digest = AuthType::from("Digest".to_owned());
        assert_eq!(digest.as_str(), "Digest");
    }
}
