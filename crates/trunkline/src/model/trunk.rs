//! Trunks: what is wanted, what is changed, what is there.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    ExotelTrunk, ExotelTrunkOptions, InvalidValue, ManualStep, Termination, TrunkId, TwilioTrunk,
    TwilioTrunkOptions,
};

/// A trunk's name that every carrier can hold: 1 to 16 of `[A-Za-z0-9_]`.
///
/// The rule is Exotel's `trunk_name`; Twilio's `FriendlyName` is free text of up to 64 characters. A carrier's
/// options can override it for that carrier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrunkName(String);

impl TrunkName {
    /// The longest name, in characters.
    pub const MAX: usize = 16;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TrunkName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = |rule: String| Err(InvalidValue::new("trunk name", text, rule));
        if text.is_empty() {
            return refuse("must not be empty".into());
        }
        if let Some(c) = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_') {
            return refuse(format!("may hold letters, digits and _ only, not {c:?} (Exotel's rule)"));
        }
        if text.len() > Self::MAX {
            return refuse(format!(
                "has {} characters; the most is {} (Exotel's rule)",
                text.len(),
                Self::MAX
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for TrunkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for TrunkName {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<TrunkName> for String {
    fn from(name: TrunkName) -> Self {
        name.0
    }
}

/// How a carrier tells that calls sent to it (termination) are the account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TerminationAuth {
    /// By the address they come from.
    IpAcl,
    /// By digest authentication: user name and password.
    Digest,
    /// By both, where [`ip_acl_and_digest`](crate::capability::Capabilities::ip_acl_and_digest) is declared. On Twilio both
    /// must match; on Exotel what the mix means is unclear, and a warning says so.
    Both,
}

impl fmt::Display for TerminationAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::IpAcl => "ip-acl",
            Self::Digest => "digest",
            Self::Both => "both",
        })
    }
}

/// How a live trunk tells that calls are the account's, as far as a read shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EffectiveAuth {
    /// This read does not show it; [`TrunkProvider::termination_auth`](crate::provider::TrunkProvider::termination_auth)
    /// does. Exotel's `auth_type` is not reliable, so its trunks always say this.
    NotReported,
    /// Nothing is attached: the trunk takes no calls.
    Closed,
    /// As the trunk is told to.
    Mode(TerminationAuth),
}

impl EffectiveAuth {
    /// What a trunk with (or without) allowed addresses and credentials does.
    pub fn of(has_acl: bool, has_credentials: bool) -> Self {
        match (has_acl, has_credentials) {
            (false, false) => Self::Closed,
            (true, false) => Self::Mode(TerminationAuth::IpAcl),
            (false, true) => Self::Mode(TerminationAuth::Digest),
            (true, true) => Self::Mode(TerminationAuth::Both),
        }
    }
}

impl fmt::Display for EffectiveAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReported => f.pad("not reported"),
            Self::Closed => f.pad("closed"),
            Self::Mode(mode) => mode.fmt(f),
        }
    }
}

/// Whether a call may change the way a live trunk authenticates calls.
///
/// The first allowed address on a trunk with credentials, the first credential on a trunk with allowed
/// addresses, and the removal of the last of either would. Such a call is refused with
/// [`ErrorKind::AuthModeChange`](crate::ErrorKind::AuthModeChange), and nothing but reads is sent, unless it says
/// [`AuthModeChange::Allow`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthModeChange {
    /// Refuse the call.
    #[default]
    Refuse,
    /// Make the change, and say so in a warning.
    Allow,
    /// The call changes nothing about it: the caller has looked, and vouches for it. Adding, the trunk asks calls for
    /// this kind already; removing, it keeps others of the kind.
    ///
    /// A backend then sends no read only to find that out, nor one for what a read would tell besides: warnings that
    /// need one are left out, [`Done::replaced`](super::Done::replaced) is `None` where filling it takes one, and that
    /// something is there already is for the carrier to say. Nobody notices when what the caller saw is no longer so.
    /// A backend that reads all the same and sees that the mode would change refuses, as with
    /// [`Refuse`](Self::Refuse).
    Unchanged,
}

/// A trunk that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrunkSpec {
    /// The name, on every carrier that is not told another.
    pub name: TrunkName,
    /// How calls sent to the carrier are to be authenticated. No carrier stores it: it takes effect with the
    /// ACL entries and credentials, and is what an audit and `ensure` check against.
    pub auth: TerminationAuth,
    /// What only Exotel has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub exotel: ExotelTrunkOptions,
    /// What only Twilio has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub twilio: TwilioTrunkOptions,
}

impl TrunkSpec {
    /// A trunk by name and way of authentication.
    pub fn new(name: TrunkName, auth: TerminationAuth) -> Self {
        Self { name, auth, exotel: ExotelTrunkOptions::default(), twilio: TwilioTrunkOptions::default() }
    }

    /// With options for Exotel.
    #[must_use]
    pub fn with_exotel(mut self, options: ExotelTrunkOptions) -> Self {
        self.exotel = options;
        self
    }

    /// With options for Twilio.
    #[must_use]
    pub fn with_twilio(mut self, options: TwilioTrunkOptions) -> Self {
        self.twilio = options;
        self
    }
}

/// A change to a trunk; what is `None` stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TrunkPatch {
    /// Another name.
    pub name: Option<TrunkName>,
    /// What only Exotel has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub exotel: ExotelTrunkOptions,
    /// What only Twilio has. Not used on another carrier.
    #[serde(default, skip_serializing_if = "super::is_default")]
    pub twilio: TwilioTrunkOptions,
}

impl TrunkPatch {
    /// With another name.
    #[must_use]
    pub fn with_name(mut self, name: TrunkName) -> Self {
        self.name = Some(name);
        self
    }

    /// With options for Exotel.
    #[must_use]
    pub fn with_exotel(mut self, options: ExotelTrunkOptions) -> Self {
        self.exotel = options;
        self
    }

    /// With options for Twilio.
    #[must_use]
    pub fn with_twilio(mut self, options: TwilioTrunkOptions) -> Self {
        self.twilio = options;
        self
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whether a carrier says that a trunk is in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TrunkStatus {
    /// It takes calls.
    Active,
    /// It is switched off.
    Inactive,
    /// A word we do not know.
    Other(String),
}

impl fmt::Display for TrunkStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Other(word) => word,
        })
    }
}

/// A trunk as a carrier holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Trunk {
    /// Its identifier.
    pub id: TrunkId,
    /// Its name as the carrier holds it; may be one that a spec refuses, and empty on Twilio.
    pub name: String,
    /// Where to send calls.
    pub termination: Termination,
    /// How calls sent to it are authenticated, as far as this read shows.
    pub auth: EffectiveAuth,
    /// Whether it is in use; `None` where the carrier has no such word (Twilio).
    pub status: Option<TrunkStatus>,
    /// When it was created.
    pub created: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// What a person still has to do, because no API can. Repeated by everything that reports on the trunk.
    pub manual_steps: Vec<ManualStep>,
    /// What only Exotel has.
    pub exotel: Option<ExotelTrunk>,
    /// What only Twilio has.
    pub twilio: Option<TwilioTrunk>,
}

impl Trunk {
    /// A trunk with an identifier, a name and a place to send calls to; the rest is set on the fields.
    pub fn new(id: TrunkId, name: impl Into<String>, termination: Termination) -> Self {
        Self {
            id,
            name: name.into(),
            termination,
            auth: EffectiveAuth::NotReported,
            status: None,
            created: None,
            updated: None,
            manual_steps: Vec::new(),
            exotel: None,
            twilio: None,
        }
    }
}
