//! Answers.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Direction;

/// In a word. The order is that of care: a greater one wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It could.
    Yes,
    /// Nobody can tell from what is known.
    Unknown,
    /// It could not.
    No,
}

impl Verdict {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Unknown => "unknown",
            Self::No => "no",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What has to be right so that calls are carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aspect {
    /// Inbound: who dials the number reaches the carrier.
    Number,
    /// Inbound: the carrier hands its calls to the trunk.
    Routing,
    /// Inbound: the trunk knows where to send them.
    Targets,
    /// Outbound: the number may be shown.
    CallerId,
    /// Outbound: the carrier reaches the country.
    Destination,
    /// Outbound: the account may call it.
    Permission,
    /// Outbound: the carrier takes calls from us.
    Auth,
    /// Both sides speak a codec.
    Codec,
    /// Both sides signal over the same transport.
    Transport,
    /// Both sides encrypt, or neither does.
    Encryption,
}

impl Aspect {
    /// All that are asked about in a direction, the ones nobody can mend first.
    pub fn of(direction: Direction) -> &'static [Self] {
        match direction {
            Direction::Inbound => {
                &[Self::Number, Self::Routing, Self::Targets, Self::Codec, Self::Transport, Self::Encryption]
            }
            Direction::Outbound => &[
                Self::CallerId,
                Self::Destination,
                Self::Permission,
                Self::Auth,
                Self::Codec,
                Self::Transport,
                Self::Encryption,
            ],
        }
    }

    /// The words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Routing => "routing",
            Self::Targets => "targets",
            Self::CallerId => "caller id",
            Self::Destination => "destination",
            Self::Permission => "permission",
            Self::Auth => "authentication",
            Self::Codec => "codec",
            Self::Transport => "transport",
            Self::Encryption => "encryption",
        }
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a fact is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The page.
    pub url: String,
    /// The day it was read.
    pub read: Date,
}

/// The verdict on one aspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Which.
    pub aspect: Aspect,
    /// In a word.
    pub verdict: Verdict,
    /// Why, and what would change it.
    pub why: String,
    /// The rule that says so; `None` when it was read from an account, or no rule is known.
    pub rule: Option<String>,
    /// Where the rule is from.
    pub source: Option<Source>,
}

/// The verdict on a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The most careful of the verdicts on its aspects.
    pub verdict: Verdict,
    /// Each aspect of the direction, once.
    pub findings: Vec<Finding>,
}

impl Answer {
    /// What stands in the way of a yes, what is a no first.
    pub fn obstacles(&self) -> impl Iterator<Item = &Finding> {
        let of = |verdict| self.findings.iter().filter(move |finding| finding.verdict == verdict);
        of(Verdict::No).chain(of(Verdict::Unknown))
    }
}
