//! Why an apply did not begin.

use std::collections::BTreeSet;

use jiff::Timestamp;
use trunkline::model::Identity;

use crate::{
    plan::{Allow, Plan},
    store::StoreError,
};

/// Why an apply did not begin. Nothing but reads was sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// The plan is of another version of the program.
    #[error("the plan has version {0}; this program carries out version {version}: plan again", version = Plan::VERSION)]
    Version(u32),
    /// Steps need flags that were not given when the plan was made.
    #[error("the plan needs {}", flags(.0))]
    NotAllowed(BTreeSet<Allow>),
    /// The plan says itself that it cannot be carried out: profile, trunk and reason of each refusal.
    #[error("{}", .0.join("\n"))]
    Refused(Vec<String>),
    /// The plan names a profile that was not opened.
    #[error(
        "profile {0} of the plan is not configured, or not in this file: name the file that the plan is of"
    )]
    NoProfile(String),
    /// A profile is another account than the one that was planned for.
    #[error("profile {profile} is {is} now; the plan was made for {planned}")]
    OtherAccount {
        /// The profile.
        profile: String,
        /// Whose plan it is.
        planned: Box<Identity>,
        /// Whose profile it is.
        is: Box<Identity>,
    },
    /// Passwords that are not where the plan says, or that no carrier takes: each field, and place or rule.
    #[error("{}", .0.join("; "))]
    Secrets(Vec<String>),
    /// Someone else has the right to change an account.
    #[error(
        "{account} is being changed by {holder} since {since:.0}; wait for it (--wait), or until {expires:.0} if it is dead"
    )]
    Held {
        /// The account.
        account: String,
        /// Who.
        holder: String,
        /// Since when.
        since: Timestamp,
        /// When it ends unless the holder renews it.
        expires: Timestamp,
    },
    /// The world is not as it was when the plan was made: what changed, each in a line.
    #[error("the plan is out of date: {}; plan again", .0.join("; "))]
    Stale(Vec<String>),
    /// It was asked to stop before the first step.
    #[error("stopped before the first step; nothing was changed")]
    Stopped,
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(i64),
    /// There is nothing to go on with.
    #[error("no run is unfinished: there is nothing to resume")]
    NothingToResume,
    /// A later run has worked on the same accounts.
    #[error("run {by} has worked on the same accounts since run {number}: plan again")]
    Overtaken {
        /// The run.
        number: i64,
        /// The later one.
        by: i64,
    },
    /// The plan in the store cannot be read.
    #[error("the plan of run {number} cannot be read: {reason}")]
    UnreadablePlan {
        /// The run.
        number: i64,
        /// Why.
        reason: String,
    },
    /// The store cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What is there could not be read.
    #[error(transparent)]
    Carrier(#[from] trunkline::Error),
}

fn flags(missing: &BTreeSet<Allow>) -> String {
    missing.iter().map(|allow| format!("--allow {allow}")).collect::<Vec<_>>().join(" ")
}
