//! What came of an apply.

use serde::Serialize;
use trunkline::{
    Effect, ErrorKind,
    model::{Termination, TrunkId, TrunkName},
};

use crate::{
    plan::{Manual, Plan, PlannedAccount, PlannedTrunk, Step},
    store::{RunId, RunOutcome, StepOutcome},
};

/// What came of an apply.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The run in the journal.
    pub run: RunId,
    /// Its number: what people type.
    pub number: i64,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Every step of the plan, in its order.
    pub steps: Vec<StepReport>,
    /// The trunks that the run created; none when nobody looked afterwards.
    pub created: Vec<CreatedTrunk>,
    /// What a person has to do.
    pub manual: Vec<Manual>,
    /// What a second look found.
    pub second_look: SecondLook,
    /// What is wrong with the journal; a resume reads back what it does not know.
    pub trouble: Option<String>,
}

/// What became of one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StepReport {
    /// The step's name in the plan.
    pub step: String,
    /// The profile of its account.
    pub profile: String,
    /// The trunk it is on.
    pub trunk: TrunkName,
    /// In a word.
    pub became: Became,
    /// The identifier of what was made or changed.
    pub object: Option<String>,
    /// What to know about it: warnings, or the error.
    pub messages: Vec<String>,
}

impl StepReport {
    pub(super) fn new(account: &PlannedAccount, trunk: &PlannedTrunk, step: &Step, became: Became) -> Self {
        Self {
            step: step.id.clone(),
            profile: account.profile.clone(),
            trunk: trunk.name.clone(),
            became,
            object: None,
            messages: Vec::new(),
        }
    }
}

/// A trunk that a run created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CreatedTrunk {
    /// The profile of its account.
    pub profile: String,
    /// Its name in the file.
    pub name: TrunkName,
    /// Its identifier.
    pub trunk: TrunkId,
    /// Where to send calls.
    pub termination: Termination,
}

/// What became of a step, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Became {
    /// It is as wanted, and this run changed it.
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
    /// It was cut off while it was under way, now or in an earlier attempt that nobody has looked at since: a resume reads
    /// back what came of it.
    Interrupted,
    /// It was not begun, now or before.
    NotRun,
}

impl Became {
    /// Whether it is as wanted.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Changed | Self::Unchanged)
    }
}

impl From<StepOutcome> for Became {
    fn from(outcome: StepOutcome) -> Self {
        match outcome {
            StepOutcome::Changed => Self::Changed,
            StepOutcome::Unchanged => Self::Unchanged,
            StepOutcome::Failed { kind, effect } => Self::Failed { kind, effect },
        }
    }
}

/// What was found after the last step.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "of")]
pub enum SecondLook {
    /// All is as wanted: there is nothing left to plan.
    Empty,
    /// What is not as asked: the plan that is left.
    Left(Box<Plan>),
    /// What is there could not be read.
    Failed(String),
    /// Nobody looked: some step was not carried out, or there is no file to compare with.
    NotTaken,
}
