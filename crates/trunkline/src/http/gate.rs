//! One account's places, and who gets the next one.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};

use super::{Priority, limit::Held};

const WINDOW: Duration = Duration::from_mins(1);

/// As many places as requests a minute. A request has one from its start until a minute after its end: it reached the
/// carrier somewhere in between, and so no minute of the carrier's sees more than the limit.
///
/// Not a token bucket: a bucket that lets a burst of the limit out lets twice as many out in the first minute.
#[derive(Debug)]
pub(super) struct Gate {
    pub(super) requests_per_minute: Option<u32>,
    pub(super) concurrent: Option<u32>,
    places: Mutex<Places>,
    /// Of those that wait, one of each priority looks for a place; the others queue for that, in their order.
    looking: [Semaphore; 2],
    changed: Notify,
}

#[derive(Debug, Default)]
struct Places {
    under_way: u32,
    /// When the places of requests that have ended are free again, in order.
    free_at: VecDeque<Instant>,
    waiting: [usize; 2],
}

impl Gate {
    pub(super) fn new(requests_per_minute: Option<u32>, concurrent: Option<u32>) -> Self {
        Self {
            requests_per_minute,
            concurrent,
            places: Mutex::default(),
            looking: [Semaphore::new(1), Semaphore::new(1)],
            changed: Notify::new(),
        }
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
            if counted && let Some(limit) = self.requests_per_minute {
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
            _ => Err(self.held(counted)),
        }
    }

    /// Why there is no place now.
    fn held(&self, counted: bool) -> Held {
        let mut places = self.places();
        match (self.concurrent, self.requests_per_minute) {
            (Some(limit), _) if places.under_way >= limit => Held::Concurrent { limit },
            (_, Some(limit)) if counted => {
                Held::Window { limit, wait: places.wait_at_least(limit, Priority::Interactive) }
            }
            _ => Held::Deadline,
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // Nothing between taking this lock and releasing it can panic halfway through a change.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Places {
    /// Takes a place, or says when to look again: `None` for when something changes.
    fn take(&mut self, gate: &Gate, priority: Priority, counted: bool) -> Result<(), Option<Instant>> {
        if priority == Priority::Bulk && self.waiting[Priority::Interactive as usize] > 0
            || gate.concurrent.is_some_and(|limit| self.under_way >= limit)
        {
            return Err(None);
        }
        if counted && let Some(limit) = gate.requests_per_minute {
            self.forget();
            if self.taken() >= limit as usize {
                return Err(self.free_at.front().copied());
            }
        }
        self.under_way += 1;
        Ok(())
    }

    /// No place is free earlier for one that comes now, if it waits for all that are as urgent or more.
    fn wait_at_least(&mut self, limit: u32, priority: Priority) -> Duration {
        self.forget();
        let limit = limit.max(1);
        let ahead: usize = self.waiting[..=priority as usize].iter().sum();
        let rounds = u32::try_from(ahead / limit as usize).unwrap_or(u32::MAX);
        let before = ahead % limit as usize;
        let free = (limit as usize).saturating_sub(self.taken());
        let now = Instant::now();
        let wait = match before.checked_sub(free) {
            None => Duration::ZERO,
            // One that is under way is not over before now.
            Some(index) => self.free_at.get(index).map_or(WINDOW, |at| at.saturating_duration_since(now)),
        };
        WINDOW.saturating_mul(rounds).saturating_add(wait)
    }

    fn taken(&self) -> usize {
        self.under_way as usize + self.free_at.len()
    }

    fn forget(&mut self) {
        let now = Instant::now();
        while self.free_at.front().is_some_and(|at| *at <= now) {
            self.free_at.pop_front();
        }
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
            let taken = gate.places().take(gate, self.waiting.priority, self.counted);
            let Err(next) = taken else {
                return Ok(Place { gate: Arc::clone(gate), counted: self.counted });
            };
            let until = next.map_or(self.deadline, |next| next.min(self.deadline));
            if timeout_at(until, changed).await.is_err() && until == self.deadline {
                return Err(gate.held(self.counted));
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
        let mut places = self.gate.places();
        places.under_way -= 1;
        if self.counted && self.gate.requests_per_minute.is_some() {
            // As long as another counts, nobody looks for a place here and forgets those that are free again.
            places.forget();
            places.free_at.push_back(Instant::now() + WINDOW);
        }
        drop(places);
        self.gate.changed.notify_waiters();
    }
}
