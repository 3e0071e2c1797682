//! What of an account's limits is taken, and who may take what is left.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use super::{Minute, Priority};

pub(super) const WINDOW: Duration = Duration::from_mins(1);

/// How many requests there may be; `None` for no limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub(super) requests_per_minute: Option<u32>,
    pub(super) concurrent: Option<u32>,
}

#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) under_way: u32,
    /// How many of each priority hold a place, those included whose place is not free again yet.
    held: [u32; 2],
    /// When the places of requests that have ended are free again, in order.
    free_at: VecDeque<(Instant, Priority)>,
    pub(super) waiting: [usize; 2],
    closed_until: Option<Instant>,
}

impl Places {
    /// Takes a place, or says when to look again: `None` for when something changes.
    pub(super) fn take(
        &mut self,
        limits: Limits,
        priority: Priority,
        counted: bool,
    ) -> Result<(), Option<Instant>> {
        if let Some(until) = self.closed_until() {
            return Err(Some(until));
        }
        if limits.concurrent.is_some_and(|limit| self.under_way >= limit) {
            return Err(None);
        }
        self.forget();
        let next = self.free_at.front().map(|(at, _)| *at);
        // Who counts the minute says whose turn it is.
        if counted {
            let first = self.first(limits);
            if priority != first && self.waiting[first as usize] > 0 {
                return Err(next);
            }
            let wait = limits.requests_per_minute.map(|limit| self.wait(limit, priority)).unwrap_or_default();
            if !wait.is_zero() {
                return Err(next.map(|_| Instant::now() + wait));
            }
        }
        self.under_way += 1;
        self.held[priority as usize] += 1;
        Ok(())
    }

    /// Gives back the place of a request that has ended; `counts` is whether it is one of the minute's.
    pub(super) fn end(&mut self, priority: Priority, counts: bool) {
        self.under_way -= 1;
        if counts {
            // As long as another counts, nobody looks for a place here and forgets those that are free again.
            self.forget();
            self.free_at.push_back((Instant::now() + WINDOW, priority));
        } else {
            self.held[priority as usize] -= 1;
        }
    }

    /// How long until there is a place for one of this priority, when nobody else takes one.
    pub(super) fn wait(&mut self, limit: u32, priority: Priority) -> Duration {
        self.forget();
        let next = self.free_at.front();
        let until_next = next.map_or(WINDOW, |(at, _)| at.saturating_duration_since(Instant::now()));
        self.minute(limit).wait(priority, until_next)
    }

    /// No place is free earlier for one that comes now, if it waits for all of its priority.
    pub(super) fn wait_at_least(&mut self, limit: u32, priority: Priority) -> Duration {
        self.forget();
        let limit = limit.max(1);
        let ahead = self.waiting[priority as usize];
        let rounds = u32::try_from(ahead / limit as usize).unwrap_or(u32::MAX);
        let before = ahead % limit as usize;
        let free = limit.saturating_sub(self.taken()) as usize;
        let wait = match before.checked_sub(free) {
            None => Duration::ZERO,
            // One that is under way is not over before now.
            Some(index) => {
                let at = self.free_at.get(index);
                at.map_or(WINDOW, |(at, _)| at.saturating_duration_since(Instant::now()))
            }
        };
        WINDOW.saturating_mul(rounds).saturating_add(wait)
    }

    /// Lets nothing leave before then.
    pub(super) fn close(&mut self, until: Instant) {
        self.closed_until = self.closed_until.max(Some(until));
    }

    /// Until when nothing leaves, if that is not over.
    pub(super) fn closed_until(&self) -> Option<Instant> {
        self.closed_until.filter(|until| *until > Instant::now())
    }

    /// Who goes first; where no minute is limited, by those at the same time.
    fn first(&self, limits: Limits) -> Priority {
        let limit = limits.requests_per_minute.or(limits.concurrent);
        limit.map_or(Priority::Interactive, |limit| self.minute(limit).first())
    }

    fn minute(&self, limit: u32) -> Minute {
        let [interactive, bulk] = self.held;
        Minute::new(limit, interactive, bulk)
    }

    fn taken(&self) -> u32 {
        self.held.iter().sum()
    }

    fn forget(&mut self) {
        let now = Instant::now();
        while let Some((_, priority)) = self.free_at.pop_front_if(|(at, _)| *at <= now) {
            self.held[priority as usize] -= 1;
        }
    }
}
