//! One account's places, and who gets the next one.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};

use super::{
    Priority,
    limit::Held,
    places::{Limits, Places},
};

/// As many places as requests a minute. A request has one from its start until a minute after its end: it reached the
/// carrier somewhere in between, and so no minute of the carrier's sees more than the limit.
///
/// Not a token bucket: a bucket that lets a burst of the limit out lets twice as many out in the first minute.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) limits: Limits,
    places: Mutex<Places>,
    /// Of those that wait, one of each priority looks for a place; the others queue for that, in their order.
    looking: [Semaphore; 2],
    changed: Notify,
}

impl Gate {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            places: Mutex::default(),
            looking: [Semaphore::new(1), Semaphore::new(1)],
            changed: Notify::new(),
        }
    }

    /// Lets nothing leave for so long.
    pub(super) fn close(&self, wait: Duration) {
        self.places().close(Instant::now() + wait);
        self.changed.notify_waiters();
    }

    /// Waits to be the first of this priority, unless it is plain that no place is free by the deadline. `counted` is
    /// whether the minute is counted here.
    pub(super) async fn queue(
        &self,
        priority: Priority,
        counted: bool,
        deadline: Instant,
    ) -> Result<Look<'_>, Held> {
        let waiting = {
            let mut places = self.places();
            if let Some(until) = places.closed_until().filter(|until| *until >= deadline) {
                return Err(Held::closed(until));
            }
            if counted && let Some(limit) = self.limits.requests_per_minute {
                let wait = places.wait_at_least(limit, priority);
                if Instant::now() + wait >= deadline {
                    return Err(Held::Window { limit, wait });
                }
            }
            places.waiting[priority as usize] += 1;
            Waiting { gate: self, priority }
        };
        match timeout_at(deadline, self.looking[priority as usize].acquire()).await {
            Ok(Ok(turn)) => Ok(Look { waiting, counted, deadline, _turn: turn }),
            // Nobody closes the semaphore: this is the deadline.
            _ => Err(self.held(priority, counted)),
        }
    }

    /// Why there is no place now.
    fn held(&self, priority: Priority, counted: bool) -> Held {
        let mut places = self.places();
        if let Some(until) = places.closed_until() {
            return Held::closed(until);
        }
        if let Some(limit) = self.limits.concurrent.filter(|limit| places.under_way >= *limit) {
            return Held::Concurrent { limit };
        }
        let limit = self.limits.requests_per_minute.filter(|_| counted);
        match limit.map(|limit| (limit, places.wait(limit, priority))) {
            Some((limit, wait)) if !wait.is_zero() => Held::Window { limit, wait },
            // There is a place, and others are before it.
            _ => Held::Deadline,
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // Nothing between taking this lock and releasing it can panic halfway through a change.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first of its priority.
pub(super) struct Look<'a> {
    waiting: Waiting<'a>,
    counted: bool,
    deadline: Instant,
    _turn: SemaphorePermit<'a>,
}

impl Look<'_> {
    /// Waits for a place.
    pub(super) async fn place(&self, gate: &Arc<Gate>) -> Result<Place, Held> {
        loop {
            let mut changed = std::pin::pin!(gate.changed.notified());
            // What changes from here on is not missed.
            changed.as_mut().enable();
            let priority = self.waiting.priority;
            let next = {
                let mut places = gate.places();
                let Err(next) = places.take(gate.limits, priority, self.counted) else {
                    return Ok(Place { gate: Arc::clone(gate), priority, counted: self.counted });
                };
                if let Some(until) = places.closed_until().filter(|until| *until >= self.deadline) {
                    return Err(Held::closed(until));
                }
                next
            };
            let until = next.map_or(self.deadline, |next| next.min(self.deadline));
            if timeout_at(until, changed).await.is_err() && until == self.deadline {
                return Err(gate.held(priority, self.counted));
            }
        }
    }
}

/// One that waits is counted among those that do.
struct Waiting<'a> {
    gate: &'a Gate,
    priority: Priority,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.gate.places().waiting[self.priority as usize] -= 1;
        self.gate.changed.notify_waiters();
    }
}

/// A request that is under way; dropped when it has ended.
#[derive(Debug)]
pub(super) struct Place {
    gate: Arc<Gate>,
    priority: Priority,
    /// Whether it is one of the minute's.
    counted: bool,
}

impl Place {
    /// One of the minute's, though another counts that: if the other ceases to, what it let out is known here.
    pub(super) fn counted(mut self) -> Self {
        self.counted = true;
        self
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let counts = self.counted && self.gate.limits.requests_per_minute.is_some();
        self.gate.places().end(self.priority, counts);
        self.gate.changed.notify_waiters();
    }
}
