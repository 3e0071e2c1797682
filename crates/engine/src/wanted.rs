//! What a file asks for, checked and with nothing left to look up but secrets.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Deserializer, Serialize};
use trunkline::model::{
    AclEntrySpec, E164, ExotelCredentialOptions, NumberSpec, OriginationUriSpec, TerminationAuth,
    TrunkDescription, TrunkName, TrunkSpec,
};

use crate::{Digest, Noun, SecretRef};

/// Every trunk a file describes, on every carrier it lives on.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of the file's text.
    pub digest: Digest,
    /// Sorted by profile, then by name.
    pub trunks: Vec<WantedTrunk>,
}

impl Wanted {
    /// The trunks by profile, in their order.
    pub fn accounts(&self) -> BTreeMap<&str, Vec<&WantedTrunk>> {
        let mut accounts: BTreeMap<&str, Vec<&WantedTrunk>> = BTreeMap::new();
        for trunk in &self.trunks {
            accounts.entry(&trunk.profile).or_default().push(trunk);
        }
        accounts
    }
}

/// One trunk on one carrier.
///
/// A noun that is `None` was not written: it is neither read nor touched. One that is `Some` is authoritative, even
/// when it is empty: what the carrier holds besides is planned for removal, unless [`others_stay`](Self::others_stay).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedTrunk {
    /// Its name in the file.
    pub name: TrunkName,
    /// The profile of the account it lives on.
    pub profile: String,
    /// The trunk itself, with this carrier's overrides in place.
    pub spec: TrunkSpec,
    /// Whether it is to exist at all. One that is not is planned for deletion.
    pub presence: Presence,
    /// Whether a trunk that is there already may be taken over.
    pub adopt: bool,
    /// The name it had before, under which it is looked for too.
    pub renamed_from: Option<TrunkName>,
    /// Addresses that may send calls; a named list stands here entry by entry.
    pub acl: Option<Vec<AclEntrySpec>>,
    /// Where inbound calls go.
    pub origination: Option<Vec<OriginationUriSpec>>,
    /// Numbers whose calls use the trunk.
    pub numbers: Option<Vec<NumberSpec>>,
    /// Digest credentials.
    pub credentials: Option<Vec<WantedCredential>>,
    /// The number shown on outbound calls; `Some(None)` asks for none.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "written")]
    pub caller_id: Option<Option<E164>>,
    /// What it has on the account it was taken from and cannot have on this one; empty of a trunk that was taken from
    /// none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shortfalls: Vec<Shortfall>,
    /// Whether what the carrier holds besides stays, of every noun: only what is missing is planned then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub others_stay: bool,
}

impl WantedTrunk {
    /// A trunk that is to exist, and of which nothing but itself is written.
    pub fn new(profile: impl Into<String>, spec: TrunkSpec) -> Self {
        Self {
            name: spec.name.clone(),
            profile: profile.into(),
            spec,
            presence: Presence::Present,
            adopt: false,
            renamed_from: None,
            acl: None,
            origination: None,
            numbers: None,
            credentials: None,
            caller_id: None,
            shortfalls: Vec::new(),
            others_stay: false,
        }
    }
}

/// Something that a trunk has on one account and that cannot be asked for on another, or only as something that our side
/// may not be ready for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shortfall {
    /// What it is; `None` of the trunk itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noun: Option<Noun>,
    /// What people call it: an address, a target, a user name, a number.
    pub key: String,
    /// What is asked for in its place; `None` where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<String>,
    /// Why, and what can be done.
    pub why: String,
}

impl Shortfall {
    pub(crate) fn new(noun: Noun, key: &impl ToString, why: impl Into<String>) -> Self {
        Self { noun: Some(noun), key: key.to_string(), becomes: None, why: why.into() }
    }

    /// Of the trunk itself.
    pub(crate) fn of_trunk(key: String, why: impl Into<String>) -> Self {
        Self { noun: None, key, becomes: None, why: why.into() }
    }

    pub(crate) fn becoming(mut self, becomes: &impl ToString) -> Self {
        self.becomes = Some(becomes.to_string());
        self
    }

    /// Whether calls can fail for want of it on a trunk that authenticates them in this way. A caller id can be said by each
    /// call, and what is the trunk's own is no call's; an address does nothing where calls are told by digest alone, nor a credential where they are by address alone.
    pub fn stops_calls(&self, auth: TerminationAuth) -> bool {
        match self.noun {
            Some(Noun::Acl) => auth != TerminationAuth::Digest,
            Some(Noun::Credentials) => auth != TerminationAuth::IpAcl,
            Some(Noun::Origination | Noun::Numbers) => true,
            Some(Noun::CallerId) | None => false,
        }
    }
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { noun, key, becomes, why } = self;
        if let Some(noun) = noun {
            write!(f, "{noun} ")?;
        }
        match becomes {
            None => write!(f, "{key} is left out: {why}"),
            Some(becomes) => write!(f, "{key} becomes {becomes}: {why}"),
        }
    }
}

/// A trunk that is kept ready on another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standby {
    /// Its name in the file.
    pub trunk: TrunkName,
    /// The profile of the account it takes over for.
    pub of: String,
    /// The profile of the account it is on.
    pub on: String,
    /// The numbers that a failover binds to it; `None` where none are written.
    pub numbers: Option<Vec<NumberSpec>>,
}

/// What is written, though it be nothing.
fn written<'de, T, D>(from: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(from).map(Some)
}

/// Whether a trunk is to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// It is.
    Present,
    /// It is not (`absent: true`).
    Absent,
}

/// A digest credential by reference: the password is looked up when it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedCredential {
    /// The user name in the file.
    pub username: String,
    /// Where the password is.
    pub password: SecretRef,
    /// Which rotation; 1 unless set. Passwords cannot be read back, so only a higher number rotates.
    pub rotation: u32,
    /// What only Exotel has.
    pub exotel: ExotelCredentialOptions,
}

impl WantedCredential {
    /// The user name at the carrier: the file's for the first rotation, `agent_2` for the second of `agent`, so that
    /// the old one stays valid until the SBC has been changed.
    pub fn carrier_username(&self) -> String {
        carrier_username(&self.username, self.rotation)
    }

    /// Which rotation of this credential a carrier's user name is; `None` when it is another credential.
    pub fn rotation_of(&self, username: &str) -> Option<u32> {
        let rest = username.strip_prefix(&self.username)?;
        if rest.is_empty() {
            return Some(1);
        }
        let number = rest.strip_prefix('_')?;
        let rotation: u32 = number.parse().ok()?;
        (rotation > 1 && rotation.to_string() == number).then_some(rotation)
    }
}

/// The user name at the carrier of a rotation of a credential.
pub(crate) fn carrier_username(username: &str, rotation: u32) -> String {
    match rotation {
        0 | 1 => username.to_owned(),
        n => format!("{username}_{n}"),
    }
}

impl WantedTrunk {
    /// The nouns that are written.
    pub fn nouns(&self) -> BTreeSet<Noun> {
        let written = [
            (Noun::Acl, self.acl.is_some()),
            (Noun::Origination, self.origination.is_some()),
            (Noun::Numbers, self.numbers.is_some()),
            (Noun::Credentials, self.credentials.is_some()),
            (Noun::CallerId, self.caller_id.is_some()),
        ];
        written.into_iter().filter_map(|(noun, written)| written.then_some(noun)).collect()
    }

    /// As a description, for an audit. Passwords are not looked up: each is one that keeps every carrier's rules.
    pub fn description(&self) -> TrunkDescription {
        use trunkline::model::CredentialSpec;

        let mut description = TrunkDescription::new(self.spec.clone())
            .with_acl(self.acl.clone().unwrap_or_default())
            .with_origination(self.origination.clone().unwrap_or_default())
            .with_numbers(self.numbers.clone().unwrap_or_default())
            .with_credentials(self.credentials.iter().flatten().map(|credential| {
                CredentialSpec::new(credential.carrier_username(), "StandsInForOne2".to_owned().into())
                    .with_exotel(credential.exotel.clone())
            }));
        description.caller_id = self.caller_id.clone().flatten();
        description
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotation_is_told_from_another_credential() {
        let credential = WantedCredential {
            username: "agent".into(),
            password: SecretRef::Env("AGENT_PASSWORD".into()),
            rotation: 3,
            exotel: ExotelCredentialOptions::default(),
        };
        assert_eq!(credential.carrier_username(), "agent_3");
        for (username, rotation) in [
            ("agent", Some(1)),
            ("agent_2", Some(2)),
            ("agent_3", Some(3)),
            ("agent_1", None),
            ("agent_02", None),
            ("agent_x", None),
            ("agents", None),
            ("agen", None),
        ] {
            assert_eq!(credential.rotation_of(username), rotation, "{username}");
        }
    }
}
