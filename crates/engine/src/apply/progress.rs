//! What became of the steps so far, and who waits for them.

use std::collections::BTreeMap;

use tokio::sync::watch;

use super::{Became, StepReport};
use crate::store::StoreError;

/// What became of the steps of a run so far.
#[derive(Debug, Default)]
pub(super) struct Progress(watch::Sender<Seen>);

#[derive(Debug, Default)]
struct Seen {
    steps: BTreeMap<String, StepReport>,
    /// Why the journal cannot be written any more; no other step begins then.
    trouble: Option<String>,
}

impl Seen {
    fn became(&self, step: &str) -> Option<Became> {
        self.steps.get(step).map(|report| report.became)
    }

    fn has_ended(&self, step: &str) -> bool {
        self.became(step).is_some_and(|became| became != Became::Interrupted)
    }

    fn is_done(&self, step: &str) -> bool {
        self.became(step).is_some_and(Became::is_done)
    }
}

impl Progress {
    pub(super) fn note(&self, report: StepReport) {
        self.0.send_modify(|seen| drop(seen.steps.insert(report.step.clone(), report)));
    }

    /// Of a step of which something was noted already, this is not.
    pub(super) fn note_first(&self, report: StepReport) {
        self.0.send_modify(|seen| {
            seen.steps.entry(report.step.clone()).or_insert(report);
        });
    }

    /// Lets someone look at what was noted of a step.
    pub(super) fn show(&self, step: &str, to: impl FnOnce(&StepReport)) {
        if let Some(report) = self.0.borrow().steps.get(step) {
            to(report);
        }
    }

    /// No other step begins: without a journal nobody would know of it.
    pub(super) fn halt(&self, error: &StoreError) {
        self.0.send_modify(|seen| {
            seen.trouble.get_or_insert_with(|| error.to_string());
        });
    }

    pub(super) fn is_halted(&self) -> bool {
        self.0.borrow().trouble.is_some()
    }

    pub(super) fn has_ended(&self, step: &str) -> bool {
        self.0.borrow().has_ended(step)
    }

    pub(super) fn has_failed(&self, step: &str) -> bool {
        let seen = self.0.borrow();
        seen.has_ended(step) && !seen.is_done(step)
    }

    /// Waits until a step has ended; whether it is done.
    pub(super) async fn done(&self, step: &str) -> bool {
        let mut watched = self.0.subscribe();
        // It cannot fail: the sender is ours.
        watched.wait_for(|seen| seen.has_ended(step)).await.is_ok_and(|seen| seen.is_done(step))
    }

    /// Waits until `find` finds something, which is told of steps whether they are done.
    pub(super) async fn find<T>(&self, mut find: impl FnMut(&dyn Fn(&str) -> bool) -> Option<T>) -> T {
        let mut found = None;
        let find = |seen: &Seen| {
            found = find(&|step| seen.is_done(step));
            found.is_some()
        };
        let _ = self.0.subscribe().wait_for(find).await;
        found.expect("the sender is ours, so that the wait ends by what is found")
    }

    /// What was noted, by step, and what is wrong with the journal; it is gone from here then.
    pub(super) fn take(&self) -> (BTreeMap<String, StepReport>, Option<String>) {
        let Seen { steps, trouble } = self.0.send_replace(Seen::default());
        (steps, trouble)
    }
}
