//! Digest credentials.

use jiff::Timestamp;
use secrecy::SecretString;
use serde::Serialize;

use super::{AuthModeChange, CredentialId, ExotelCredentialOptions, ListId, ListRef};

/// A digest credential that is wanted on a trunk.
///
/// Each carrier has its own alphabet: Exotel takes `[A-Za-z0-9_]` for user name and password, Twilio a user name
/// of up to 32 characters and a password of at least 12 with upper case, lower case and a digit. A credential
/// that fits both is a password of 12 or more letters and digits of all three kinds.
///
/// The password cannot be printed, serialised, or read back from any carrier.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CredentialSpec {
    /// The user name, by which credentials are compared.
    pub username: String,
    /// The password.
    pub password: SecretString,
    /// Whether this may be the first credential of a trunk that authenticates by address.
    pub auth_mode: AuthModeChange,
    /// A list that others may share, to add to instead of the trunk's own (Twilio).
    pub shared_list: Option<ListId>,
    /// What only Exotel has. Not used on another carrier.
    pub exotel: ExotelCredentialOptions,
}

impl CredentialSpec {
    /// A user name and a password.
    pub fn new(username: impl Into<String>, password: SecretString) -> Self {
        Self {
            username: username.into(),
            password,
            auth_mode: AuthModeChange::default(),
            shared_list: None,
            exotel: ExotelCredentialOptions::default(),
        }
    }

    /// With this answer to a change of the trunk's way of authentication.
    #[must_use]
    pub fn with_auth_mode(mut self, change: AuthModeChange) -> Self {
        self.auth_mode = change;
        self
    }

    /// Into a list that others may share.
    #[must_use]
    pub fn with_shared_list(mut self, list: ListId) -> Self {
        self.shared_list = Some(list);
        self
    }

    /// With options for Exotel.
    #[must_use]
    pub fn with_exotel(mut self, options: ExotelCredentialOptions) -> Self {
        self.exotel = options;
        self
    }
}

/// A digest credential as a carrier holds it: never with its password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Credential {
    /// Its identifier.
    pub id: CredentialId,
    /// The user name.
    pub username: String,
    /// What the carrier calls it (Exotel's `friendly_name`).
    pub label: Option<String>,
    /// The list it is in, on a carrier whose lists can be shared (Twilio).
    pub list: Option<ListRef>,
    /// When it was created.
    pub created: Option<Timestamp>,
}

impl Credential {
    /// A credential; the rest is set on the fields.
    pub fn new(id: CredentialId, username: impl Into<String>) -> Self {
        Self { id, username: username.into(), label: None, list: None, created: None }
    }
}
