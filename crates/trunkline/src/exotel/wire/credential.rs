//! Digest credentials.

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::{Object, read};
use crate::model::{CredentialId, TrunkId};

/// A digest credential (Exotel's public SIP trunk credentials APIs, on GitHub). The password is never in an answer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Credential {
    /// Its id.
    #[serde(deserialize_with = "read::id")]
    pub id: CredentialId,
    /// The trunk.
    #[serde(default, deserialize_with = "read::optional_id")]
    pub trunk_sid: Option<TrunkId>,
    /// The user name.
    pub user_name: String,
    /// A label.
    pub friendly_name: Option<String>,
    /// When it was created.
    #[serde(default, deserialize_with = "read::date")]
    pub date_created: Option<Timestamp>,
    /// When it was last changed.
    #[serde(default, deserialize_with = "read::date")]
    pub date_updated: Option<Timestamp>,
}

impl Object for Credential {
    const NOUN: &'static str = "credential";
    const KEY: &'static str = "user_name";
}

/// What Create credential takes. It cannot be serialised: the password would go with it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct NewCredential {
    /// `[A-Za-z0-9_]`.
    pub user_name: String,
    /// `[A-Za-z0-9_]`.
    pub password: SecretString,
    /// Up to 32 of `[A-Za-z0-9_]`.
    pub friendly_name: Option<String>,
}

impl NewCredential {
    /// A user name and a password.
    pub fn new(user_name: impl Into<String>, password: SecretString) -> Self {
        Self { user_name: user_name.into(), password, friendly_name: None }
    }

    /// With a label.
    #[must_use]
    pub fn with_friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = Some(name.into());
        self
    }
}

/// What Update credential takes; what is `None` is not sent.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct CredentialUpdate {
    /// Another user name.
    pub user_name: Option<String>,
    /// Another password.
    pub password: Option<SecretString>,
    /// Another label.
    pub friendly_name: Option<String>,
}

impl CredentialUpdate {
    /// With another user name.
    #[must_use]
    pub fn with_user_name(mut self, name: impl Into<String>) -> Self {
        self.user_name = Some(name.into());
        self
    }

    /// With another password.
    #[must_use]
    pub fn with_password(mut self, password: SecretString) -> Self {
        self.password = Some(password);
        self
    }

    /// With another label.
    #[must_use]
    pub fn with_friendly_name(mut self, name: impl Into<String>) -> Self {
        self.friendly_name = Some(name.into());
        self
    }
}

/// Either of them on its way out: the one place where a password is written.
#[derive(Serialize)]
pub(in crate::exotel) struct CredentialBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    friendly_name: Option<&'a str>,
}

impl<'a> From<&'a NewCredential> for CredentialBody<'a> {
    fn from(new: &'a NewCredential) -> Self {
        Self {
            user_name: Some(&new.user_name),
            password: Some(new.password.expose_secret()),
            friendly_name: new.friendly_name.as_deref(),
        }
    }
}

impl<'a> From<&'a CredentialUpdate> for CredentialBody<'a> {
    fn from(update: &'a CredentialUpdate) -> Self {
        Self {
            user_name: update.user_name.as_deref(),
            password: update.password.as_ref().map(SecretString::expose_secret),
            friendly_name: update.friendly_name.as_deref(),
        }
    }
}
