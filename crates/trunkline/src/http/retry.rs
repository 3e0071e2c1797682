//! When a call is tried again, and how long to wait before.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{RetryOptions, call::Repeat};

/// What a failed attempt says about trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// The carrier did not act on it: no connection, or 429. Any call may be sent again.
    NotProcessed,
    /// The carrier may have acted on it: 5xx, no answer, half an answer. A create is not sent again.
    InDoubt,
    /// The carrier may have acted on it, and would answer the same: a body that is too large.
    InDoubtForGood,
    /// The carrier refused it, or nobody that we trust answered: it would be the same again.
    Refused,
}

impl Again {
    /// Whether the attempt may have changed something at the carrier.
    pub(super) fn in_doubt(self) -> bool {
        matches!(self, Self::InDoubt | Self::InDoubtForGood)
    }

    /// Why a call is not sent again after this, if what the call is forbids it.
    pub(super) fn forbidden(self, repeat: Repeat) -> Option<Forbidden> {
        match self {
            Self::InDoubt if repeat == Repeat::Create => {
                Some(Forbidden::Said("a create is never sent twice when the first may have been done"))
            }
            Self::NotProcessed | Self::InDoubt => None,
            Self::InDoubtForGood | Self::Refused => Some(Forbidden::Plain),
        }
    }
}

/// Why a call is not sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forbidden {
    /// For a reason worth saying.
    Said(&'static str),
    /// Because it would be the same again, which needs no words.
    Plain,
}

/// The wait before the attempt after `attempt`: what the carrier asks for, and beyond that between zero and a
/// ceiling that doubles, so that those who were turned away together do not come back together.
pub(super) fn wait(options: &RetryOptions, attempt: u32, asked: Option<Duration>) -> Duration {
    asked.unwrap_or_default().saturating_add(pause(options, attempt))
}

fn pause(options: &RetryOptions, attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1).min(31);
    let ceiling = options.base.saturating_mul(1 << doublings).min(options.cap);
    ceiling.mul_f64(fastrand::f64())
}

/// What all calls of a client may spend on retries together, so that an outage does not multiply traffic.
#[derive(Debug)]
pub(super) struct Budget {
    full: u32,
    /// In tenths of a retry.
    tenths: Mutex<u32>,
}

impl Budget {
    pub(super) fn new(retries: u32) -> Self {
        let full = retries.saturating_mul(10);
        Self { full, tenths: Mutex::new(full) }
    }

    /// Takes one retry, if there is one left.
    pub(super) fn take(&self) -> bool {
        let mut tenths = self.tenths();
        match tenths.checked_sub(10) {
            Some(left) => {
                *tenths = left;
                true
            }
            None => false,
        }
    }

    /// A call that was answered earns a tenth of a retry.
    pub(super) fn earn(&self) {
        let mut tenths = self.tenths();
        *tenths = tenths.saturating_add(1).min(self.full);
    }

    fn tenths(&self) -> MutexGuard<'_, u32> {
        // Nothing that holds this lock can panic.
        self.tenths.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_cap_and_is_drawn_below_it() {
        let options = RetryOptions::new();
        let longest = |attempt| (0..2_000).map(|_| pause(&options, attempt)).max().unwrap();
        for (attempt, ceiling) in
            [(1, 250), (2, 500), (3, 1_000), (6, 8_000), (7, 10_000), (u32::MAX, 10_000)]
        {
            let (longest, ceiling) = (longest(attempt), Duration::from_millis(ceiling));
            assert!(longest <= ceiling && longest > ceiling / 2, "{attempt}: {longest:?}");
        }
    }

    #[test]
    fn ten_answers_earn_a_retry_and_no_more_than_the_budget_is_kept() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.take());
        budget.earn();
        assert!(budget.take());
        (0..100).for_each(|_| budget.earn());
        assert!(budget.take() && budget.take() && !budget.take());
    }
}
