//! Who watches the attempts of a backend.

use std::sync::atomic::{AtomicUsize, Ordering};

use trunkline::http::{AttemptEnd, AttemptOutcome, AttemptStart, Observer};

/// Counts the attempts.
#[derive(Debug, Default)]
pub struct Watch {
    started: AtomicUsize,
    abandoned: AtomicUsize,
}

impl Watch {
    /// How many began.
    pub fn started(&self) -> usize {
        self.started.load(Ordering::Relaxed)
    }

    /// How many were reported as abandoned.
    pub fn abandoned(&self) -> usize {
        self.abandoned.load(Ordering::Relaxed)
    }
}

impl Observer for Watch {
    fn attempt_started(&self, _: &AttemptStart<'_>) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    fn attempt_finished(&self, end: &AttemptEnd<'_>) {
        if end.outcome == AttemptOutcome::Abandoned {
            self.abandoned.fetch_add(1, Ordering::Relaxed);
        }
    }
}
