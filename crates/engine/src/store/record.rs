//! What a store keeps.

use std::{collections::BTreeMap, fmt, time::Duration};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use trunkline::{
    Effect, ErrorKind,
    model::{Identity, TrunkId, TrunkName},
};
use uuid::Uuid;

/// A run of `apply`, of an undo, or of whatever else changes accounts by a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub Uuid);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A run that begins.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// What it is: `apply`, `undo of 0198…`.
    pub what: String,
    /// Who started it: user and host.
    pub who: String,
    /// The file, as it was named.
    pub file: String,
    /// Its plan as JSON; it holds no secret.
    pub plan: String,
}

/// A run as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Its identifier; later runs have greater ones.
    pub id: RunId,
    /// Its number, from 1: what people type.
    pub number: i64,
    /// What it is.
    pub what: String,
    /// Who started it.
    pub who: String,
    /// The file, as it was named.
    pub file: String,
    /// When it began.
    pub started: Timestamp,
    /// When it ended, if it did.
    pub ended: Option<Timestamp>,
    /// How it ended; `None` while it runs, and after the death of its process.
    pub outcome: Option<RunOutcome>,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// Every step was carried out, and a second look found all as wanted.
    Done,
    /// Some steps failed, or the second look found a difference.
    Failed,
    /// Someone stopped it; `--resume` goes on.
    Stopped,
    /// It did not come to its end, and a later run has taken over one of its accounts.
    Overtaken,
}

/// One step of a run: the intent, and the result once there is one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// The step's name in the plan.
    pub step: String,
    /// Which attempt at the step, from 1: a resumed step has a second one.
    pub attempt: i64,
    /// When its intent was written.
    pub intended: Timestamp,
    /// What became of it; `None` when nobody knows, since the process died.
    pub result: Option<StepResult>,
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepResult {
    /// When.
    pub at: Timestamp,
    /// In a word.
    pub outcome: StepOutcome,
    /// The identifier of what was made or changed.
    pub object: Option<String>,
    /// What to know about it: warnings, or the error.
    pub messages: Vec<String>,
    /// What the carrier held before, as JSON, where the call said so.
    pub replaced: Option<serde_json::Value>,
    /// Each request that was sent.
    pub calls: Vec<CallRecord>,
}

/// What became of a step, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum StepOutcome {
    /// It is as wanted, and this step changed it.
    Changed,
    /// It was as wanted already.
    Unchanged,
    /// It failed.
    Failed {
        /// Why.
        kind: ErrorKind,
        /// What it left behind.
        effect: Effect,
    },
}

/// One request to a carrier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallRecord {
    /// What was asked: `create trunk`.
    pub operation: String,
    /// The HTTP method.
    pub method: String,
    /// Which attempt of the call, from 1.
    pub attempt: u32,
    /// How it ended: `answered`, `lost`.
    pub outcome: String,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// The carrier's identifier of the request, for its support.
    pub request_id: Option<String>,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
}

/// A right to change an account, held by one process at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Whose account.
    pub account: String,
    /// Grows with every holder: what an earlier one still writes is refused.
    pub fence: i64,
    /// Who holds it.
    pub holder: String,
}

/// What came of asking for a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leased {
    /// It is ours.
    Granted(Lease),
    /// Someone else has it.
    Held {
        /// Who.
        holder: String,
        /// Since when.
        since: Timestamp,
        /// When it ends unless the holder renews it.
        expires: Timestamp,
    },
}

/// A trunk that a file's plans may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnedTrunk {
    /// Its identifier.
    pub trunk: TrunkId,
    /// Its name in the file.
    pub name: TrunkName,
    /// How it came to be ours.
    pub how: Ownership,
    /// Since when.
    pub since: Timestamp,
}

/// How a trunk came to be ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// A run created it.
    Created,
    /// The file says `adopt: true`.
    Adopted,
}

/// Who confirmed a manual step, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Confirmation {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// The rotations of a trunk's credentials, by user name in the file.
pub type Rotations = BTreeMap<String, u32>;

/// How long a lease lasts unless it is renewed.
pub const LEASE: Duration = Duration::from_mins(1);

/// The key of an account in a store: carrier, account and region.
pub fn account_key(identity: &Identity) -> String {
    format!("{}/{}/{}", identity.carrier, identity.account, identity.region)
}
