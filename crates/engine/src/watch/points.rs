//! What is watched: each carrier's API, the hosts that take calls, and the targets that calls come in to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use trunkline::model::SipUri;

use crate::{
    Presence, Wanted,
    emit::{Options, Places, Unplaced, edges},
};

/// A thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Point {
    /// The API of an account's carrier.
    Api {
        /// The account.
        profile: String,
    },
    /// A host of a carrier's that takes calls.
    Edge {
        /// The account.
        profile: String,
        /// The host.
        uri: SipUri,
    },
    /// A target of ours, to which carriers send calls.
    Target {
        /// The target.
        uri: SipUri,
    },
}

impl Point {
    /// The account it belongs to; a target of ours belongs to none.
    pub fn profile(&self) -> Option<&str> {
        match self {
            Self::Api { profile } | Self::Edge { profile, .. } => Some(profile),
            Self::Target { .. } => None,
        }
    }

    /// What it is, in a word.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Api { .. } => "api",
            Self::Edge { .. } => "edge",
            Self::Target { .. } => "target",
        }
    }

    /// Where it is; an API is wherever its account says.
    pub fn uri(&self) -> Option<&SipUri> {
        match self {
            Self::Api { .. } => None,
            Self::Edge { uri, .. } | Self::Target { uri } => Some(uri),
        }
    }

    /// Its name: `twilio api`, `twilio edge sip:...`, `target sip:...`.
    pub fn name(&self) -> String {
        let words = [self.profile(), Some(self.kind()), self.uri().map(SipUri::as_str)];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

/// Every point of the trunks of a file, each once; and what cannot be watched, and why.
pub fn points(wanted: &Wanted, places: &Places, options: &Options) -> (Vec<Point>, Vec<Unplaced>) {
    let chosen =
        |profile: &str| options.carriers.is_empty() || options.carriers.iter().any(|name| name == profile);
    let trunks: Vec<_> = wanted
        .trunks
        .iter()
        .filter(|trunk| trunk.presence == Presence::Present && chosen(&trunk.profile))
        .collect();
    let profiles: BTreeSet<&str> = trunks.iter().map(|trunk| trunk.profile.as_str()).collect();
    let mut points: Vec<Point> =
        profiles.into_iter().map(|profile| Point::Api { profile: profile.to_owned() }).collect();
    let (found, unknown) = edges(&trunks, places, options);
    points.extend(found.into_iter().map(|(profile, uri)| Point::Edge { profile, uri }));
    let mut targets: BTreeMap<&str, &SipUri> = BTreeMap::new();
    for target in trunks.iter().flat_map(|trunk| trunk.origination.iter().flatten()) {
        if target.twilio.enabled != Some(false) {
            targets.entry(target.uri.canonical()).or_insert(&target.uri);
        }
    }
    points.extend(targets.into_values().map(|uri| Point::Target { uri: uri.clone() }));
    (points, unknown)
}
