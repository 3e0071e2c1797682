//! Which carrier, which account, which region.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Serialize};

/// A carrier's name: an open set, so that a backend we have never seen has one too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Carrier(Cow<'static, str>);

impl Carrier {
    /// Exotel.
    pub const EXOTEL: Self = Self::new("exotel");
    /// Twilio.
    pub const TWILIO: Self = Self::new("twilio");
    /// The carrier in memory.
    pub const MEMORY: Self = Self::new("memory");

    /// A carrier by its name in lower case.
    pub const fn new(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Carrier {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name))
    }
}

impl fmt::Display for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Whose trunks these are: carrier, account and region.
///
/// It is in every error, so that a message says which of ten accounts it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Identity {
    /// The carrier.
    pub carrier: Carrier,
    /// The account as the carrier names it; not a secret.
    pub account: String,
    /// The region the account is used in, `mumbai` or `us1`; for a host that is not the carrier's own, such as a
    /// simulator, the host and port.
    pub region: String,
}

impl Identity {
    /// An identity.
    pub fn new(carrier: Carrier, account: impl Into<String>, region: impl Into<String>) -> Self {
        Self { carrier, account: account.into(), region: region.into() }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.carrier, self.account, self.region)
    }
}
