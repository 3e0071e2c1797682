//! The carrier fails on purpose.

use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use trunkline_conformance::{FaultControl, Trouble};

#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// What is set, and how many requests came since.
    plan: Mutex<(Plan, u64)>,
    held_back: AtomicBool,
    /// What was written, and what the carrier has instead.
    held: Mutex<Option<(String, String)>>,
}

#[derive(Debug, Clone, Copy, Default)]
enum Plan {
    #[default]
    Nothing,
    Nth(u64, Trouble),
    SinceNth(u64, Trouble),
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
        let mut plan = self.plan();
        plan.1 += 1;
        match *plan {
            (Plan::Nth(n, trouble), number) if number == n => Fate::Meets(trouble),
            (Plan::SinceNth(n, trouble), number) if number >= n => Fate::Meets(trouble),
            (Plan::CutAfter(n), number) if number == n => Fate::Meets(Trouble::AnswerLost),
            (Plan::CutAfter(n), number) if number > n => Fate::Lost,
            _ => Fate::Fine,
        }
    }

    /// What is wrong with the links between pages.
    pub(crate) fn links(&self) -> Option<Trouble> {
        match self.plan().0 {
            Plan::SinceNth(
                1,
                trouble @ (Trouble::PageLoops | Trouble::PageElsewhere | Trouble::EmptyPage),
            ) => Some(trouble),
            _ => None,
        }
    }

    /// A request was carried out, and its answer is held back.
    pub(crate) fn hold_back(&self) {
        self.held_back.store(true, Ordering::Relaxed);
    }

    /// What the carrier has where this was written; `None` where it has just that.
    pub(crate) fn instead_of(&self, written: &str) -> Option<String> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, text) = held.as_ref().filter(|(of, _)| written.contains(of.as_str()))?;
        Some(written.replace(of, text))
    }

    fn plan(&self) -> MutexGuard<'_, (Plan, u64)> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, plan: Plan) {
        self.held_back.store(false, Ordering::Relaxed);
        *self.plan() = (plan, 0);
    }
}

#[async_trait]
impl FaultControl for Faults {
    fn nth(&self, n: u64, trouble: Trouble) {
        self.set(Plan::Nth(n, trouble));
    }

    fn since_nth(&self, n: u64, trouble: Trouble) {
        self.set(Plan::SinceNth(n, trouble));
    }

    fn cut_after(&self, n: u64) {
        self.set(Plan::CutAfter(n));
    }

    fn heal(&self) {
        self.set(Plan::Nothing);
    }

    async fn held_back(&self) {
        while !self.held_back.load(Ordering::Relaxed) {
            tokio::task::yield_now().await;
        }
    }

    fn hold(&self, written: &str, text: &str) {
        let held = Some((written.to_owned(), text.to_owned()));
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = held;
    }
}
