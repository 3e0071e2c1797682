//! How fast requests may leave.

use std::{
    collections::VecDeque,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until, timeout_at},
};

const WINDOW: Duration = Duration::from_mins(1);

/// One account's limits. Clones are handles to the same limits: every client of the account gets one.
///
/// Requests are counted in a sliding window: in no 60 s do more than the given number begin, not even in the first.
/// They wait their turn in order, and never longer than their call's deadline. Each attempt counts, also one that
/// the carrier answers with 429.
///
/// ```
/// use trunkline::http::RateLimit;
/// let one_account = RateLimit::new(Some(200), Some(50));
/// let the_same = one_account.clone();
/// ```
#[derive(Clone)]
pub struct RateLimit {
    requests: Option<Arc<Window>>,
    concurrent: Option<(u32, Arc<Semaphore>)>,
}

impl RateLimit {
    /// So many requests a minute, and so many at the same time; `None` for no limit.
    pub fn new(requests_per_minute: Option<u32>, concurrent: Option<u32>) -> Self {
        let semaphore = |limit: u32| {
            let permits =
                usize::try_from(limit).unwrap_or(Semaphore::MAX_PERMITS).min(Semaphore::MAX_PERMITS);
            (limit, Arc::new(Semaphore::new(permits)))
        };
        Self {
            requests: requests_per_minute.map(|limit| Arc::new(Window::new(limit))),
            concurrent: concurrent.map(semaphore),
        }
    }

    /// Requests a minute.
    pub fn requests_per_minute(&self) -> Option<u32> {
        self.requests.as_ref().map(|window| window.limit)
    }

    /// Requests at the same time.
    pub fn concurrent(&self) -> Option<u32> {
        self.concurrent.as_ref().map(|(limit, _)| *limit)
    }

    /// Whether nothing ever gets through.
    pub(super) fn is_closed(&self) -> bool {
        self.requests_per_minute() == Some(0) || self.concurrent() == Some(0)
    }

    /// Waits for this request's turn.
    pub(super) async fn acquire(&self, deadline: Instant) -> Result<Permit, Held> {
        // The window comes last: a request that waits for a free slot after being counted would leave later than
        // the count says, and the carrier could see more than the limit in some 60 s.
        let slot = match &self.concurrent {
            None => None,
            Some((limit, semaphore)) => {
                let slot = timeout_at(deadline, Arc::clone(semaphore).acquire_owned()).await;
                match slot {
                    Ok(Ok(slot)) => Some(slot),
                    // The semaphore is never closed, so this is the deadline.
                    _ => return Err(Held::Concurrent { limit: *limit }),
                }
            }
        };
        if let Some(window) = &self.requests {
            window.wait(deadline).await?;
        }
        Ok(Permit { _slot: slot })
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

/// Leave to send one request; dropped when it has ended.
#[derive(Debug)]
pub(super) struct Permit {
    _slot: Option<OwnedSemaphorePermit>,
}

/// Why a request could not leave before its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Held {
    #[error(
        "this client's own limit of {limit} requests a minute lets it through only in {} s, after the deadline",
        wait.as_secs_f64().ceil()
    )]
    Window { limit: u32, wait: Duration },
    #[error(
        "all of the {limit} requests that this client may make at the same time were busy until the deadline"
    )]
    Concurrent { limit: u32 },
    #[error("no time was left before the deadline")]
    Deadline,
}

/// When requests left in the last minute, and when those that wait will: in order.
///
/// Not a token bucket: a bucket that lets a burst of the limit out lets twice as many out in the first minute.
struct Window {
    limit: u32,
    turns: Mutex<VecDeque<Instant>>,
}

impl Window {
    fn new(limit: u32) -> Self {
        Self { limit, turns: Mutex::default() }
    }

    async fn wait(&self, deadline: Instant) -> Result<(), Held> {
        let turn = self.reserve(deadline)?;
        sleep_until(turn.at).await;
        turn.taken();
        Ok(())
    }

    fn reserve(&self, deadline: Instant) -> Result<Turn<'_>, Held> {
        let now = Instant::now();
        let mut turns = self.turns();
        while turns.front().is_some_and(|turn| now.saturating_duration_since(*turn) >= WINDOW) {
            turns.pop_front();
        }
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let free = match turns.len().checked_sub(limit) {
            None => now,
            // The turn that is the limit's number of turns before ours has to be a window old.
            Some(index) => turns.get(index).map_or(now, |turn| *turn + WINDOW),
        };
        let at = turns.back().map_or(free, |last| free.max(*last)).max(now);
        if at >= deadline {
            return Err(Held::Window { limit: self.limit, wait: at - now });
        }
        turns.push_back(at);
        Ok(Turn { window: self, at, pending: true })
    }

    fn turns(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        // Nothing between taking this lock and releasing it can panic halfway through a change.
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue, given back if its request is dropped before its turn.
struct Turn<'a> {
    window: &'a Window,
    at: Instant,
    pending: bool,
}

impl Turn<'_> {
    fn taken(mut self) {
        self.pending = false;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.pending {
            let mut turns = self.window.turns();
            // Turns at the same instant are alike: whichever goes, the count is right.
            if let Some(index) = turns.iter().rposition(|turn| *turn == self.at) {
                turns.remove(index);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn far() -> Instant {
        Instant::now() + Duration::from_hours(1)
    }

    async fn grants(limit: &RateLimit, count: usize) -> Vec<Instant> {
        let mut at = Vec::new();
        for _ in 0..count {
            limit.acquire(far()).await.unwrap();
            at.push(Instant::now());
        }
        at
    }

    fn most_in_any_window(at: &[Instant]) -> usize {
        at.iter()
            .map(|start| at.iter().filter(|end| **end >= *start && **end - *start < WINDOW).count())
            .max()
            .unwrap_or_default()
    }

    #[tokio::test(start_paused = true)]
    async fn no_window_has_more_than_the_limit() {
        let limit = RateLimit::new(Some(20), None);
        let began = Instant::now();
        let mut at = grants(&limit, 7).await;
        tokio::time::sleep(Duration::from_secs(45)).await;
        at.extend(grants(&limit, 60).await);
        assert_eq!(most_in_any_window(&at), 20);
        assert_eq!(
            at.iter().filter(|at| **at - began < WINDOW).count(),
            20,
            "a burst may use the limit whole"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn requests_leave_in_the_order_they_came() {
        let limit = RateLimit::new(Some(2), Some(3));
        let order = Arc::new(Mutex::new(Vec::new()));
        let tasks: Vec<_> = (0..12)
            .map(|number| {
                let (limit, order) = (limit.clone(), Arc::clone(&order));
                tokio::spawn(async move {
                    let _permit = limit.acquire(far()).await.unwrap();
                    order.lock().unwrap().push((number, Instant::now()));
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let order = order.lock().unwrap().clone();
        assert_eq!(order.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (0..12).collect::<Vec<_>>());
        assert_eq!(most_in_any_window(&order.iter().map(|(_, at)| *at).collect::<Vec<_>>()), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn clones_share_the_limit() {
        let limit = RateLimit::new(Some(1), None);
        grants(&limit, 1).await;
        let held = limit.clone().acquire(Instant::now() + Duration::from_secs(10)).await.unwrap_err();
        assert_eq!(held, Held::Window { limit: 1, wait: WINDOW });
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_waiter_gives_its_turn_back_and_admits_nobody_early() {
        let limit = RateLimit::new(Some(2), None);
        let mut at = grants(&limit, 2).await;
        for _ in 0..5 {
            let waiting = limit.acquire(far());
            tokio::time::timeout(Duration::from_secs(1), waiting)
                .await
                .expect_err("its turn is a minute away");
        }
        at.extend(grants(&limit, 4).await);
        assert_eq!(most_in_any_window(&at), 2);
        assert_eq!(at[2] - at[0], WINDOW, "the dropped ones took no turn");
        assert_eq!(at[4] - at[0], 2 * WINDOW);
    }

    #[tokio::test(start_paused = true)]
    async fn a_queue_that_is_too_long_is_refused_at_once_and_says_how_long() {
        let limit = RateLimit::new(Some(1), None);
        grants(&limit, 1).await;
        let queued = {
            let limit = limit.clone();
            tokio::spawn(async move { limit.acquire(far()).await.map(drop) })
        };
        tokio::task::yield_now().await;
        let now = Instant::now();
        let held = limit.acquire(now + Duration::from_secs(90)).await.unwrap_err();
        assert_eq!(held, Held::Window { limit: 1, wait: 2 * WINDOW });
        assert_eq!(Instant::now(), now);
        queued.await.unwrap().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_at_the_same_time() {
        let limit = RateLimit::new(None, Some(2));
        let first = limit.acquire(far()).await.unwrap();
        let _second = limit.acquire(far()).await.unwrap();
        let deadline = Instant::now() + Duration::from_secs(5);
        assert_eq!(limit.acquire(deadline).await.unwrap_err(), Held::Concurrent { limit: 2 });
        drop(first);
        limit.acquire(far()).await.unwrap();
    }
}
