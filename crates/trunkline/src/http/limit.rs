//! How fast requests may leave.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    time::{Instant, sleep, timeout_at},
};

use crate::model::Identity;

use super::{
    Ask, Budget, Priority,
    budget::{BudgetError, Grant, Leave},
    gate::{Gate, Place},
    places::Limits,
};

/// The longest time for which an answer closes an account. One that names more is not about requests a minute: each call
/// hears it from the carrier itself, as whatever is in between may be mistaken.
const LONGEST_CLOSED: Duration = Duration::from_mins(10);

/// One account's limits. Clones are handles to the same limits: every client of the account gets one.
///
/// In no 60 s do more requests reach the carrier than the given number, not even in the first: each counts from its
/// start until a minute after its end. Of that number, answers that take `x` seconds cost one part in `60 / x`.
/// Requests wait their turn in order, [interactive](Priority::Interactive) ones first, and never so long that no time for
/// an attempt is left before their call's deadline. Each attempt counts, also one that the carrier answers with 429.
/// After such an answer no request leaves before the time that the carrier names or, where it names none, before the
/// refused call is tried again; a time of more than ten minutes is the call's own affair.
///
/// While both wait, interactive requests go first until they have nine of ten places, and before that bulk leaves up to a
/// tenth of them free: [`Minute`](super::Minute) says how many.
///
/// What counts is this process alone, unless the client's options have a [`Budget`]. Where that ceases to count, what it
/// has let out counts here.
///
/// ```
/// use trunkline::http::RateLimit;
/// let one_account = RateLimit::new(Some(200), Some(50));
/// let the_same = one_account.clone();
/// ```
#[derive(Clone)]
pub struct RateLimit {
    gate: Arc<Gate>,
}

impl RateLimit {
    /// So many requests a minute, and so many at the same time; `None` for no limit.
    pub fn new(requests_per_minute: Option<u32>, concurrent: Option<u32>) -> Self {
        Self { gate: Arc::new(Gate::new(Limits { requests_per_minute, concurrent })) }
    }

    /// Requests a minute.
    pub fn requests_per_minute(&self) -> Option<u32> {
        self.gate.limits.requests_per_minute
    }

    /// Requests at the same time.
    pub fn concurrent(&self) -> Option<u32> {
        self.gate.limits.concurrent
    }

    /// Whether nothing ever gets through.
    pub(super) fn is_closed(&self) -> bool {
        self.requests_per_minute() == Some(0) || self.concurrent() == Some(0)
    }

    /// Waits for this request's turn.
    pub(super) async fn acquire(&self, turn: &Turn<'_>) -> Result<Permit, Held> {
        // A budget counts only where there is something to count.
        if let (Some(budget), Some(limit)) = (turn.budget, self.requests_per_minute())
            && let Some(permit) = self.shared(turn, budget, limit).await?
        {
            return Ok(permit);
        }
        let look = self.gate.queue(turn.priority, true, turn.latest).await?;
        Ok(Permit { _place: look.place(&self.gate).await?, grant: None })
    }

    /// The carrier has refused a request as one too many: none leaves for so long, and the other processes on a budget
    /// hear of it.
    pub(super) fn close(&self, wait: Duration, identity: &Identity, budget: Option<&Arc<dyn Budget>>) {
        if wait > LONGEST_CLOSED {
            return;
        }
        self.gate.close(wait);
        if let (Some(budget), Some(_)) = (budget, self.requests_per_minute()) {
            let (budget, identity) = (Arc::clone(budget), identity.clone());
            tell(async move { budget.refused(&identity, wait).await });
        }
    }

    /// Waits until the budget gives leave; `None` when it does not count.
    async fn shared(
        &self,
        turn: &Turn<'_>,
        budget: &Arc<dyn Budget>,
        limit: u32,
    ) -> Result<Option<Permit>, Held> {
        let look = self.gate.queue(turn.priority, false, turn.latest).await?;
        let ask = Ask::new(turn.identity, limit, turn.hold)
            .with_concurrent(self.concurrent())
            .with_priority(turn.priority);
        loop {
            let place = look.place(&self.gate).await?;
            let asked = timeout_at(turn.latest, budget.ask(&ask)).await.map_err(|_| Held::Deadline)?;
            match asked.map_err(Held::Budget)? {
                Leave::Granted(grant) => {
                    let grant =
                        Granted { budget: Arc::clone(budget), identity: turn.identity.clone(), grant };
                    return Ok(Some(Permit { _place: place.counted(), grant: Some(grant) }));
                }
                Leave::Later(wait) => {
                    drop(place);
                    if Instant::now() + wait >= turn.latest {
                        return Err(Held::Window { limit, wait });
                    }
                    sleep(wait).await;
                }
                Leave::Uncounted => return Ok(None),
            }
        }
    }
}

impl fmt::Debug for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimit")
            .field("requests_per_minute", &self.requests_per_minute())
            .field("concurrent", &self.concurrent())
            .finish()
    }
}

/// Who waits for a turn, and how long.
pub(super) struct Turn<'a> {
    pub(super) identity: &'a Identity,
    pub(super) budget: Option<&'a Arc<dyn Budget>>,
    pub(super) priority: Priority,
    /// How long the request may be under way.
    pub(super) hold: Duration,
    /// When it has to have come.
    pub(super) latest: Instant,
}

/// Leave to send one request; dropped when it has ended.
#[derive(Debug)]
pub(super) struct Permit {
    _place: Place,
    grant: Option<Granted>,
}

#[derive(Debug)]
struct Granted {
    budget: Arc<dyn Budget>,
    identity: Identity,
    grant: Grant,
}

impl Drop for Permit {
    fn drop(&mut self) {
        // If it fails, or the process ends before it is done, the grant ends by itself, later.
        if let Some(Granted { budget, identity, grant }) = self.grant.take() {
            tell(async move { budget.end(&identity, grant).await });
        }
    }
}

/// Tells a budget something, for which whoever made the request does not wait.
fn tell(what: impl Future<Output = Result<(), BudgetError>> + Send + 'static) {
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(async move {
            if let Err(error) = what.await {
                tracing::debug!(%error, "the shared budget could not be told");
            }
        });
    }
}

/// Why a request could not leave before its deadline.
#[derive(Debug, thiserror::Error)]
pub(super) enum Held {
    #[error(
        "the limit of {limit} requests a minute lets it through only in {} s, too late for an attempt before the \
         deadline",
        wait.as_secs_f64().ceil()
    )]
    Window { limit: u32, wait: Duration },
    #[error(
        "the carrier has refused a request as one too many, and the next one leaves in {} s, too late for an attempt \
         before the deadline",
        wait.as_secs_f64().ceil()
    )]
    Closed { wait: Duration },
    #[error(
        "all of the {limit} requests that this client may make at the same time were busy, until it was too late for \
         an attempt before the deadline"
    )]
    Concurrent { limit: u32 },
    #[error("no time was left for an attempt before the deadline")]
    Deadline,
    #[error("the requests a minute that several processes share cannot be counted: {0}")]
    Budget(#[source] BudgetError),
}

impl Held {
    pub(super) fn closed(until: Instant) -> Self {
        Self::Closed { wait: until.saturating_duration_since(Instant::now()) }
    }
}
