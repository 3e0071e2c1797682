//! A carrier that fails on purpose.

use std::time::Duration;

use async_trait::async_trait;

/// Makes the carrier fail, for scenarios about what a backend makes of it.
///
/// Requests are counted from 1 since the last call of [`nth`](Self::nth), [`since_nth`](Self::since_nth),
/// [`cut_after`](Self::cut_after) or [`heal`](Self::heal); each of these replaces what was set before.
#[async_trait]
pub trait FaultControl: Send + Sync {
    /// Whether it can make this happen. A carrier whose lists have no links has none that loops; scenarios with a trouble
    /// that cannot happen are shown as ignored.
    fn can(&self, trouble: Trouble) -> bool {
        let _ = trouble;
        true
    }

    /// The `n`th request meets this trouble, and no other.
    fn nth(&self, n: u64, trouble: Trouble);

    /// The `n`th request meets this trouble, and so does every later one.
    fn since_nth(&self, n: u64, trouble: Trouble);

    /// Every request meets this trouble.
    fn always(&self, trouble: Trouble) {
        self.since_nth(1, trouble);
    }

    /// The `n`th request is carried out and its answer lost, and no later one arrives: what a process that is killed,
    /// or a network that is gone, leaves behind.
    fn cut_after(&self, n: u64);

    /// Nothing goes wrong any more.
    fn heal(&self);

    /// Until a request has been carried out whose answer is [held back](Trouble::AnswerHeld).
    async fn held_back(&self);

    /// From now on the carrier has `text` wherever it had `written`: what others may have put there.
    fn hold(&self, written: &str, text: &str);
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// It is carried out, and the connection breaks before the answer.
    AnswerLost,
    /// It is carried out, and half of the answer's body arrives.
    AnswerCut,
    /// It is carried out, and the answer's body comes so slowly that an
    /// [impatient client](crate::Manner::Impatient) gives it up.
    AnswerSlow,
    /// It is carried out, and no answer comes for as long as anyone waits.
    AnswerHeld,
    /// It is carried out, and a gateway answers 502 with a page of HTML.
    GatewayPage,
    /// It is carried out, and something in between answers 200 with a page of HTML, as a proxy asks for a login.
    LoginPage,
    /// It is not carried out: 429, without a hint when to come again.
    TooManyRequests,
    /// It is not carried out: 429, with the hint to come again after [`LATER`].
    ComeAgainLater,
    /// It is not carried out: 500, in the carrier's own shape.
    InternalError,
    /// It is not carried out: 502, in the carrier's own shape.
    BadGateway,
    /// It is not carried out: 503, in the carrier's own shape.
    Unavailable,
    /// It is carried out; a list's next page is the page itself.
    PageLoops,
    /// It is carried out; a list's next page is on another host.
    PageElsewhere,
    /// It is carried out; a list is answered with an empty page, and the page asked for comes after it.
    EmptyPage,
}

/// The hint of [`Trouble::ComeAgainLater`]: more than any call may wait.
pub const LATER: Duration = Duration::from_hours(1);
