//! How long an apply takes.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use trunkline::http::{Minute, Priority};

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

/// Until the last of so many bulk requests may leave, when nobody else has sent any.
fn time(account: &PlannedAccount, requests: usize) -> Duration {
    const MINUTE: Duration = Duration::from_mins(1);

    let before = u32::try_from(requests.saturating_sub(1)).unwrap_or(u32::MAX);
    match account.requests_per_minute {
        None | Some(0) => Duration::ZERO,
        Some(limit) => {
            let last = Minute::new(limit, 0, before % limit).wait(Priority::Bulk, MINUTE);
            MINUTE.saturating_mul(before / limit).saturating_add(last)
        }
    }
}
