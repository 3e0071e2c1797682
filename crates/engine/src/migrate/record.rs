//! What a migration is.

use std::{collections::BTreeSet, fmt, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use trunkline::model::{E164, TrunkId};

use crate::{WantedTrunk, loss::LossReport};

/// A migration as a store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Migration {
    /// Its number, from 1: what people type.
    pub number: i64,
    /// How far it is.
    pub stage: Stage,
    /// When it began.
    pub started: Timestamp,
    /// When it came this far.
    pub updated: Timestamp,
    /// What is moved.
    pub moving: Moving,
}

/// What is moved, and from where to where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moving {
    /// What becomes of everything, as it was said before anything was written.
    pub report: LossReport,
    /// The trunks, in the report's order.
    pub trunks: Vec<MovedTrunk>,
    /// Numbers that a cutover binds on the new account.
    pub numbers: BTreeSet<E164>,
    /// When the last cutover was done.
    pub cut_over: Option<Timestamp>,
    /// The last run when cutovers were taken back; runs up to it need not be taken back again.
    #[serde(default)]
    pub taken_back: i64,
    /// The file that has the passwords of what is built.
    pub credentials: Option<PathBuf>,
}

/// A trunk on both accounts, as a file would ask for it. It holds no secret: passwords are named by where they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MovedTrunk {
    /// Its identifier where it is.
    pub trunk: TrunkId,
    /// As it is.
    pub source: WantedTrunk,
    /// As it is to be.
    pub wanted: WantedTrunk,
    /// Its identifier where it is to be, once it is there.
    pub made: Option<TrunkId>,
    /// User names that an earlier migration left on it: they can still place calls.
    #[serde(default)]
    pub left: BTreeSet<String>,
}

impl MovedTrunk {
    /// Whether calls come in over it: it has targets in use, or numbers.
    pub fn takes_calls(&self) -> bool {
        let in_use = self.source.origination.iter().flatten().any(|spec| spec.twilio.enabled != Some(false));
        in_use || self.source.numbers.as_ref().is_some_and(|numbers| !numbers.is_empty())
    }
}

/// How far a migration is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Being built on the new account.
    Preparing,
    /// Built there; carries no traffic.
    Prepared,
    /// Looked at, and found as asked.
    Verified,
    /// Numbers are being switched.
    CuttingOver,
    /// What an API can switch is switched.
    CutOver,
    /// Everything a person has to do is confirmed.
    Settled,
    /// Being removed from the old account.
    Retiring,
    /// Removed from the old account.
    Retired,
    /// Taken back; what is left on the new account carries no traffic.
    RolledBack,
}

impl Stage {
    /// In a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Prepared => "prepared",
            Self::Verified => "verified",
            Self::CuttingOver => "cutting-over",
            Self::CutOver => "cut-over",
            Self::Settled => "settled",
            Self::Retiring => "retiring",
            Self::Retired => "retired",
            Self::RolledBack => "rolled-back",
        }
    }

    /// Whether nothing follows.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Retired | Self::RolledBack)
    }

    /// Whether it was begun and did not come to its end.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Preparing | Self::CuttingOver | Self::Retiring)
    }

    /// The command that goes on from here.
    pub fn next(self) -> Option<&'static str> {
        match self {
            Self::Preparing => Some("prepare"),
            Self::Prepared => Some("verify"),
            Self::Verified | Self::CuttingOver => Some("cutover"),
            Self::CutOver => Some("settle"),
            Self::Settled | Self::Retiring => Some("retire"),
            Self::Retired | Self::RolledBack => None,
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
