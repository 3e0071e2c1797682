//! What to do, as things stand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::Serialize;

use super::{Point, Standing, Watched};

/// Something to do. It is a recommendation: whoever acts on it knows more than a probe does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Advice {
    /// Send outbound calls through another carrier.
    FailOver {
        /// The account whose carrier takes no calls.
        away_from: String,
        /// Accounts whose carriers do, by the last look too.
        to: Vec<String>,
    },
    /// Every carrier is down at once: look at the network here first.
    LookAtTheNetwork,
    /// A carrier takes calls, and its API does not answer: change nothing there, and rely on nothing there.
    LeaveTheApiAlone {
        /// The account.
        profile: String,
    },
    /// A target of ours does not answer: calls that come in fail there on every carrier.
    MendTarget {
        /// The target.
        target: String,
    },
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FailOver { away_from, to } if to.is_empty() => {
                write!(f, "{away_from} takes no calls, and no other carrier is known to take them")
            }
            Self::FailOver { away_from, to } => {
                write!(f, "{away_from} takes no calls: send outbound calls through {}", to.join(" or "))
            }
            Self::LookAtTheNetwork => {
                f.write_str("every carrier is down at once: look at the network here before anything else")
            }
            Self::LeaveTheApiAlone { profile } => {
                write!(f, "the API of {profile} does not answer: calls go on, changes there have to wait")
            }
            Self::MendTarget { target } => {
                write!(f, "{target} does not answer: inbound calls fail there, on every carrier")
            }
        }
    }
}

/// A carrier is down for calls when every edge of its that is watched is down. An API alone stops no call.
pub(super) fn advice(points: &[Watched]) -> Vec<Advice> {
    let is = |watched: &Watched, standing| watched.machine.standing == standing;
    let mut edges: BTreeMap<&str, Vec<&Watched>> = BTreeMap::new();
    for watched in points.iter().filter(|watched| watched.point.kind() == "edge") {
        edges.entry(watched.point.profile().unwrap_or_default()).or_default().push(watched);
    }
    let down: BTreeSet<&str> = edges
        .iter()
        .filter(|(_, edges)| edges.iter().all(|edge| is(edge, Standing::Down)))
        .map(|(profile, _)| *profile)
        .collect();
    let mut advice = Vec::new();
    if down.len() > 1 && down.len() == edges.len() {
        advice.push(Advice::LookAtTheNetwork);
    } else {
        // One that missed the last look is up still, and no place to send every call to.
        let takes_calls = |edge: &&Watched| is(edge, Standing::Up) && edge.machine.misses == 0;
        let up = edges.iter().filter(|(_, edges)| edges.iter().any(takes_calls));
        let to: Vec<String> = up.map(|(profile, _)| (*profile).to_owned()).collect();
        let fail_over =
            |profile: &&str| Advice::FailOver { away_from: (*profile).to_owned(), to: to.clone() };
        advice.extend(down.iter().map(fail_over));
    }
    for watched in points.iter().filter(|watched| is(watched, Standing::Down)) {
        match &watched.point {
            Point::Api { profile } if !down.contains(profile.as_str()) => {
                advice.push(Advice::LeaveTheApiAlone { profile: profile.clone() });
            }
            Point::Target { uri } => advice.push(Advice::MendTarget { target: uri.to_string() }),
            Point::Api { .. } | Point::Edge { .. } => {}
        }
    }
    advice
}

/// The point to speak of when there is a carrier to go to that was not told yet: which one is to be left.
pub(super) fn better(now: &[Advice], told: &[Advice], points: &[Watched]) -> Option<usize> {
    let left = now.iter().find_map(|advice| match advice {
        Advice::FailOver { away_from, to } if to.iter().any(|to| !offered(told, away_from, to)) => {
            Some(away_from)
        }
        _ => None,
    })?;
    points
        .iter()
        .position(|watched| watched.point.kind() == "edge" && watched.point.profile() == Some(left.as_str()))
}

fn offered(told: &[Advice], left: &str, carrier: &String) -> bool {
    told.iter().any(|advice| {
        matches!(advice, Advice::FailOver { away_from, to } if away_from == left && to.contains(carrier))
    })
}
