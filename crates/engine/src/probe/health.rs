//! What an answer says about a peer. The reasons are in `docs/decisions/0005-what-counts-as-alive.md`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Answer;

/// How a peer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Health {
    /// It answers for itself.
    Alive,
    /// Something answers, and says that calls cannot be taken.
    Unhealthy,
    /// Nothing answers.
    Dead,
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Alive => "alive",
            Self::Unhealthy => "unhealthy",
            Self::Dead => "dead",
        })
    }
}

impl Answer {
    /// What it says about the peer.
    ///
    /// 503 asks to be left alone (RFC 3261, section 21.5.4). 408, 502 and 504 come from a proxy whose next hop does not
    /// answer. Every other final answer was made by a SIP element that works, whatever it thinks of an OPTIONS.
    pub fn health(&self) -> Health {
        match self.code {
            408 | 502 | 503 | 504 => Health::Unhealthy,
            _ => Health::Alive,
        }
    }

    /// What it says, in words.
    pub fn meaning(&self) -> &'static str {
        match self.code {
            200..=299 => "reachable, and takes OPTIONS",
            300..=399 => "reachable, and points elsewhere: calls are redirected",
            401 | 407 => "reachable, and asks for a password: OPTIONS has none",
            403 => {
                "reachable, and does not take requests from here: an allowed address or a credential is missing"
            }
            404 | 410 | 604 => "reachable, and does not know this user",
            405 | 501 => "reachable, and does not do OPTIONS",
            408 | 504 => "a proxy answers; what stands behind it does not",
            480 => "reachable; nobody is there to take a call now",
            481 => "reachable; it takes OPTIONS for part of a call",
            483 => "reachable; the request goes round in circles: look for a routing loop",
            486 | 600 => "reachable, and busy",
            488 | 606 => "reachable, and takes no such media",
            502 => "a proxy answers; it gets nonsense from what stands behind it",
            503 => "reachable, and takes no calls now: overloaded or out of service",
            500 | 505 | 513 | 580 => {
                "reachable, and cannot handle this OPTIONS, which says nothing about calls"
            }
            603 => "reachable, and declines",
            _ => "reachable",
        }
    }
}
