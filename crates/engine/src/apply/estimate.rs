//! How long an apply takes.

use std::time::Duration;

use serde::Serialize;

use crate::plan::{Plan, PlannedAccount};

/// What carrying out a plan takes at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Requests to the carriers.
    pub requests: usize,
    /// Time, as the slowest account's limit of requests a minute has it; zero where no limit is reached.
    pub time: Duration,
}

impl Estimate {
    /// Of a plan. Accounts are worked on at the same time.
    pub fn of(plan: &Plan) -> Self {
        Self {
            requests: plan.accounts.iter().map(requests).sum(),
            time: plan.accounts.iter().map(time).max().unwrap_or_default(),
        }
    }
}

fn requests(account: &PlannedAccount) -> usize {
    account.trunks.iter().flat_map(|trunk| &trunk.steps).map(|step| step.calls.len()).sum()
}

fn time(account: &PlannedAccount) -> Duration {
    let requests = u32::try_from(requests(account)).unwrap_or(u32::MAX);
    match account.requests_per_minute {
        Some(limit) if requests > limit && limit > 0 => Duration::from_mins(1) * requests / limit,
        _ => Duration::ZERO,
    }
}
