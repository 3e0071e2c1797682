//! The carrier fails on purpose.

use std::sync::{Mutex, PoisonError};

use trunkline_conformance::{FaultControl, Trouble};

/// What is set, and how many requests came since.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<(Plan, u64)>);

#[derive(Debug, Clone, Copy, Default)]
enum Plan {
    #[default]
    Nothing,
    Nth(u64, Trouble),
    Always(Trouble),
    CutAfter(u64),
}

/// What happens to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Fine,
    Meets(Trouble),
    /// It does not arrive.
    Lost,
}

impl Faults {
    /// What happens to the request that is next.
    pub(crate) fn next(&self) -> Fate {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.1 += 1;
        match *held {
            (Plan::Nth(n, trouble), number) if number == n => Fate::Meets(trouble),
            (Plan::Always(trouble), _) => Fate::Meets(trouble),
            (Plan::CutAfter(n), number) if number == n => Fate::Meets(Trouble::AnswerLost),
            (Plan::CutAfter(n), number) if number > n => Fate::Lost,
            _ => Fate::Fine,
        }
    }

    fn set(&self, plan: Plan) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (plan, 0);
    }
}

impl FaultControl for Faults {
    fn nth(&self, n: u64, trouble: Trouble) {
        self.set(Plan::Nth(n, trouble));
    }

    fn always(&self, trouble: Trouble) {
        self.set(Plan::Always(trouble));
    }

    fn cut_after(&self, n: u64) {
        self.set(Plan::CutAfter(n));
    }

    fn heal(&self) {
        self.set(Plan::Nothing);
    }
}
