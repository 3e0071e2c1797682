//! Which requests a step sent.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use trunkline::http::{AttemptEnd, AttemptOutcome, AttemptStart, Observer, Options};

use crate::store::CallRecord;

tokio::task_local! {
    static CALLS: Calls;
}

/// The requests of one step, in the order they ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls(Arc<Mutex<Recorded>>);

#[derive(Debug, Default)]
struct Recorded {
    ended: Vec<CallRecord>,
    /// Whether the first of them waits for its turn.
    waits: bool,
    began: bool,
}

impl Calls {
    /// Runs `step`, whose requests are recorded here; also one that is under way when the future is dropped.
    pub(super) async fn record<F: Future>(&self, step: F) -> F::Output {
        CALLS.scope(self.clone(), step).await
    }

    /// What was recorded so far, which is forgotten.
    pub(super) fn take(&self) -> Vec<CallRecord> {
        std::mem::take(&mut self.recorded().ended)
    }

    /// Whether the step's first request waits for its turn: nothing was sent then.
    pub(super) fn are_unsent(&self) -> bool {
        let recorded = self.recorded();
        recorded.waits && !recorded.began
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        // Nothing that holds this lock can panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How requests are made by a provider whose steps are to be in the journal.
///
/// The deadline of a call leaves room for a whole minute of waiting for the account's rate limit: with less, a call
/// that has waited would be cut off while it is under way, and its outcome unknown.
pub fn options() -> Options {
    let options = Options::new();
    let deadline = options.deadline + Duration::from_mins(1);
    options.with_deadline(deadline).with_observer(Arc::new(Recorder))
}

/// Writes each request down for the step that sent it. Requests of no step are nobody's: an error says that none is under
/// way on this task.
#[derive(Debug)]
struct Recorder;

impl Observer for Recorder {
    fn attempt_waits(&self, _: &AttemptStart<'_>) {
        let _ = CALLS.try_with(|calls| calls.recorded().waits = true);
    }

    fn attempt_started(&self, _: &AttemptStart<'_>) {
        let _ = CALLS.try_with(|calls| calls.recorded().began = true);
    }

    fn attempt_finished(&self, end: &AttemptEnd<'_>) {
        let _ = CALLS.try_with(|calls| {
            calls.recorded().ended.push(CallRecord {
                operation: end.start.operation.to_owned(),
                method: end.start.method.as_str().to_owned(),
                attempt: end.start.attempt,
                outcome: word(end.outcome).to_owned(),
                status: end.status,
                request_id: end.request_id.map(ToOwned::to_owned),
                milliseconds: u64::try_from(end.duration.as_millis()).unwrap_or(u64::MAX),
            });
        });
    }
}

fn word(outcome: AttemptOutcome) -> &'static str {
    match outcome {
        AttemptOutcome::Answered => "answered",
        AttemptOutcome::NotSent => "not sent",
        AttemptOutcome::Lost => "lost",
        AttemptOutcome::TimedOut => "timed out",
        AttemptOutcome::Abandoned => "abandoned",
        _ => "ended in a way that has no word yet",
    }
}
