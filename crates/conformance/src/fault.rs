//! A carrier that fails on purpose.

/// Makes the carrier fail, for scenarios about what a backend makes of it.
///
/// Requests are counted from 1 since the last call of any of these; each call replaces what was set before.
pub trait FaultControl: Send + Sync {
    /// The `n`th request meets this trouble, and no other.
    fn nth(&self, n: u64, trouble: Trouble);

    /// Every request meets this trouble.
    fn always(&self, trouble: Trouble);

    /// The `n`th request is carried out and its answer lost, and no later one arrives: what a process that is killed,
    /// or a network that is gone, leaves behind.
    fn cut_after(&self, n: u64);

    /// Nothing goes wrong any more.
    fn heal(&self);
}

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Trouble {
    /// It is carried out, and the connection breaks before the answer.
    AnswerLost,
    /// It is carried out, and half of the answer's body arrives.
    AnswerCut,
    /// It is carried out, and a gateway answers 502 with a page of HTML.
    GatewayPage,
    /// It is not carried out: 429, without a hint when to come again.
    TooManyRequests,
    /// It is not carried out: 503, in the carrier's own shape.
    Unavailable,
}
