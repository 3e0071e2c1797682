//! How long an apply takes.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

use crate::plan::{Plan, PlannedAccount, PlannedTrunk, Step};

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
        Self::of_steps(plan.steps())
    }

    /// Of some steps of a plan.
    pub(super) fn of_steps<'a>(
        steps: impl IntoIterator<Item = (&'a PlannedAccount, &'a PlannedTrunk, &'a Step)>,
    ) -> Self {
        let mut accounts: BTreeMap<&str, (&PlannedAccount, usize)> = BTreeMap::new();
        for (account, _, step) in steps {
            accounts.entry(&account.profile).or_insert((account, 0)).1 += step.calls.len();
        }
        Self {
            requests: accounts.values().map(|(_, requests)| requests).sum(),
            time: accounts
                .values()
                .map(|(account, requests)| time(account, *requests))
                .max()
                .unwrap_or_default(),
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
