//! How long an apply takes.

use std::time::Duration;

use serde::Serialize;

use crate::plan::{Plan, PlannedAccount, Step};

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
        Self::of_those(plan, |_| true)
    }

    /// Of some steps of a plan.
    pub(super) fn of_those(plan: &Plan, which: impl Fn(&Step) -> bool) -> Self {
        let requests = |account: &PlannedAccount| -> usize {
            let steps = account.trunks.iter().flat_map(|trunk| &trunk.steps);
            steps.filter(|step| which(step)).map(|step| step.calls.len()).sum()
        };
        let accounts = plan.accounts.iter().map(|account| (account, requests(account)));
        Self {
            requests: accounts.clone().map(|(_, requests)| requests).sum(),
            time: accounts.map(|(account, requests)| time(account, requests)).max().unwrap_or_default(),
        }
    }
}

fn time(account: &PlannedAccount, requests: usize) -> Duration {
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    match account.requests_per_minute {
        Some(limit) if requests > limit && limit > 0 => Duration::from_mins(1) * requests / limit,
        _ => Duration::ZERO,
    }
}
