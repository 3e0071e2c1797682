//! Who watches the attempts.

use std::{fmt::Debug, time::Duration};

use tokio::time::Instant;

use crate::{Effect, model::Identity};

use super::{Method, call::Repeat};

/// Sees every attempt begin and end: for metrics, and for a journal that must know what may have been sent.
///
/// Every method is called on the task that makes the call: it should return at once.
pub trait Observer: Debug + Send + Sync {
    /// An attempt waits for its turn, where the account has a rate limit. Nothing of it is sent before it starts.
    fn attempt_waits(&self, _: &AttemptStart<'_>) {}

    /// An attempt begins. Nothing has been sent yet.
    fn attempt_started(&self, start: &AttemptStart<'_>);

    /// An attempt has ended; also when its future was dropped.
    fn attempt_finished(&self, end: &AttemptEnd<'_>);
}

/// The beginning of an attempt.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AttemptStart<'a> {
    /// Carrier, account and region.
    pub identity: &'a Identity,
    /// What was asked: `create trunk`.
    pub operation: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// 1 for the first attempt of a call.
    pub attempt: u32,
}

/// The end of an attempt.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct AttemptEnd<'a> {
    /// What began.
    pub start: AttemptStart<'a>,
    /// How it ended.
    pub outcome: AttemptOutcome,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// The carrier's identifier of the request.
    pub request_id: Option<&'a str>,
    /// Whether any byte of the request may have reached the carrier.
    pub sent: bool,
    /// What this attempt changed at the carrier, as far as it can be known. A batch that was taken is `Applied`,
    /// whatever became of its entries.
    pub effect: Effect,
    /// How long it took.
    pub duration: Duration,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// With an answer, good or bad.
    Answered,
    /// Before anything was sent: no connection, or no trusted certificate.
    NotSent,
    /// The connection broke after the request was sent, or in the middle of the answer.
    Lost,
    /// No answer in time.
    TimedOut,
    /// The caller dropped the call.
    Abandoned,
}

/// What an attempt came to.
pub(super) struct Ending<'a> {
    pub(super) outcome: AttemptOutcome,
    pub(super) status: Option<u16>,
    pub(super) request_id: Option<&'a str>,
    pub(super) effect: Effect,
}

/// Reports the beginning of an attempt, and its end: by `finish`, or by being dropped with the call's future.
pub(super) struct Watch<'a> {
    observer: Option<&'a dyn Observer>,
    start: AttemptStart<'a>,
    repeat: Repeat,
    began: Instant,
}

impl<'a> Watch<'a> {
    pub(super) fn begin(observer: Option<&'a dyn Observer>, start: AttemptStart<'a>, repeat: Repeat) -> Self {
        if let Some(observer) = observer {
            observer.attempt_started(&start);
        }
        Self { observer, start, repeat, began: Instant::now() }
    }

    pub(super) fn finish(mut self, ending: &Ending<'_>) {
        self.report(ending);
    }

    fn report(&mut self, ending: &Ending<'_>) {
        let Some(observer) = self.observer.take() else { return };
        observer.attempt_finished(&AttemptEnd {
            start: self.start,
            outcome: ending.outcome,
            status: ending.status,
            request_id: ending.request_id,
            sent: ending.outcome != AttemptOutcome::NotSent,
            effect: ending.effect,
            duration: self.began.elapsed(),
        });
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        self.report(&Ending {
            outcome: AttemptOutcome::Abandoned,
            status: None,
            request_id: None,
            effect: self.repeat.effect_in_doubt(),
        });
    }
}
