//! Where a trunk is to be.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::{
    capability::Capabilities,
    model::{Carrier, Cidr, E164, Identity, TerminationAuth, Trunk, TrunkDescription},
};

use crate::{ReadOnly, WantedTrunk, store::Rotations};

/// An account that a trunk is to be on.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// Its profile.
    pub profile: &'a str,
    view: &'a ReadOnly,
    /// How a trunk is to authenticate calls there, where someone has said so; otherwise the nearest to how it does at home.
    pub(crate) auth: Option<TerminationAuth>,
    /// Names and domains of trunks that it has already, and that no other trunk can have.
    pub taken: BTreeSet<String>,
    /// Names that no other trunk can have though the carrier would take them twice: a file or a migration calls another trunk
    /// so, or the name is all that another trunk is known by.
    pub names: BTreeSet<String>,
    /// What tells the calls of its trunks apart, where all have one domain. That of those [left](Self::left) there is theirs.
    pub shared: Shared,
    /// Numbers that are known to be the account's, with the other trunk that has one of them.
    pub numbers: BTreeMap<E164, Option<String>>,
    /// Trunks that an earlier migration left there, and that this one may take.
    pub left: Vec<Left>,
}

/// What the calls of other trunks are told by, on an account whose trunks have one domain.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    /// User names.
    pub usernames: BTreeSet<String>,
    /// Allowed addresses.
    pub addresses: BTreeSet<Cidr>,
}

/// A trunk that an earlier migration left on the account.
#[derive(Debug, Clone)]
pub struct Left {
    /// The trunk.
    pub trunk: Trunk,
    /// User names on it. Nobody can read their passwords, and whoever has them can place calls.
    pub usernames: BTreeSet<String>,
    /// Addresses that it allows.
    pub addresses: BTreeSet<Cidr>,
    /// How far its credentials are rotated.
    pub rotations: Rotations,
}

impl<'a> Target<'a> {
    /// An account of which nothing was read: only what it can do is known. Nothing is sent through `view`.
    pub fn new(profile: &'a str, view: &'a ReadOnly) -> Self {
        Self {
            profile,
            view,
            auth: None,
            taken: BTreeSet::new(),
            names: BTreeSet::new(),
            shared: Shared::default(),
            numbers: BTreeMap::new(),
            left: Vec::new(),
        }
    }

    /// Carrier, account and region.
    pub fn identity(&self) -> &'a Identity {
        self.view.identity()
    }

    /// What the carrier can do.
    pub fn capabilities(&self) -> &'a Capabilities {
        self.view.capabilities()
    }

    pub(super) fn is_exotel(&self) -> bool {
        self.identity().carrier == Carrier::EXOTEL
    }

    pub(super) fn is_twilio(&self) -> bool {
        self.identity().carrier == Carrier::TWILIO
    }

    /// The carrier's name as a person writes it.
    pub(super) fn called(&self) -> String {
        called(&self.identity().carrier)
    }

    /// The domain that a trunk is to have, where that is known before it is there.
    pub(super) fn domain(&self, wanted: &WantedTrunk) -> Option<String> {
        if self.is_exotel() {
            // Every trunk of an account has the account's (developer.exotel.com, Create trunk).
            return Some(format!("{}.pstn.exotel.com", self.identity().account));
        }
        if let Some(domain) = wanted.spec.twilio.domain_name.as_ref().filter(|_| self.is_twilio()) {
            return Some(domain.clone());
        }
        let findings = self.view.audit(&TrunkDescription::new(wanted.spec.clone()));
        findings.into_iter().find(|finding| finding.field == "trunk.twilio.domain_name")?.value
    }

    /// Whether another trunk of the account stands in the way of this one.
    pub(super) fn is_taken(&self, wanted: &WantedTrunk) -> bool {
        let capabilities = self.capabilities();
        let name =
            wanted.spec.exotel.trunk_name.as_ref().filter(|_| self.is_exotel()).unwrap_or(&wanted.name);
        let name = !capabilities.duplicate_trunk_names.value && self.taken.contains(name.as_str())
            || self.names.contains(wanted.name.as_str())
            || self.is_known_by(wanted.spec.twilio.friendly_name.as_deref());
        let domain =
            self.is_twilio() && self.domain(wanted).is_some_and(|domain| self.taken.contains(&domain));
        name || domain
    }

    /// Whether this name on Twilio would be taken for another trunk's.
    pub(super) fn is_known_by(&self, friendly_name: Option<&str>) -> bool {
        self.is_twilio() && friendly_name.is_some_and(|name| self.names.contains(name))
    }

    /// What an earlier migration left there of this trunk.
    pub(crate) fn left_of(&self, wanted: &WantedTrunk) -> Option<&Left> {
        let trunks: Vec<Trunk> = self.left.iter().map(|left| left.trunk.clone()).collect();
        let found = self.view.match_trunk(&wanted.spec, &trunks).ok()??;
        self.left.iter().find(|left| left.trunk.id == found.id)
    }

    /// What an earlier migration left there of other trunks of the same domain.
    fn left_of_others(&self, own: Option<&Left>) -> impl Iterator<Item = &Left> {
        let own = own.map(|own| &own.trunk.id);
        self.left.iter().filter(move |left| self.is_exotel() && own != Some(&left.trunk.id))
    }

    /// Whether another trunk of the domain has this user name.
    pub(super) fn is_elsewhere(&self, username: &str, own: Option<&Left>) -> bool {
        self.shared.usernames.contains(username)
            || self.left_of_others(own).any(|left| left.usernames.contains(username))
    }

    /// Whether another trunk of the domain allows this address, or one of this range.
    pub(super) fn is_allowed_elsewhere(&self, cidr: Cidr, own: Option<&Left>) -> bool {
        let overlaps = |other: &Cidr| other.contains(cidr.address()) || cidr.contains(other.address());
        self.shared.addresses.iter().any(overlaps)
            || self.left_of_others(own).any(|left| left.addresses.iter().any(overlaps))
    }

    /// Whoever can use the account's console.
    pub(super) fn console(&self) -> String {
        format!("whoever has the console of {}", self.identity())
    }
}

/// A carrier's name as a person writes it.
pub(super) fn called(carrier: &Carrier) -> String {
    let mut name = carrier.as_str().to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}
