//! Which of an account's requests go first.

use std::time::Duration;

use super::Priority;

/// How many of an account's requests a minute each priority has used: who counts them, a process alone or a
/// [`Budget`](super::Budget) for several, goes by this.
///
/// A request has a place of the limit from its start until a minute after its end. Interactive requests go first until
/// they have nine of ten places. Before that, bulk leaves a tenth of the places free, and fewer of them the sooner another
/// one is: the whole limit is used, and one interactive request beside any number of bulk ones waits for a place ten
/// minutes divided by the limit.
///
/// ```
/// use std::time::Duration;
/// use trunkline::http::{Minute, Priority};
///
/// let minute = Minute::new(200, 0, 190);
/// let next = Duration::from_secs(50);
/// assert_eq!(minute.wait(Priority::Interactive, next), Duration::ZERO);
/// assert_eq!(minute.wait(Priority::Bulk, next), Duration::from_secs(20));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Minute {
    limit: u32,
    interactive: u32,
    free: u32,
}

impl Minute {
    /// Of `limit` places, so many that requests of each priority have.
    pub fn new(limit: u32, interactive: u32, bulk: u32) -> Self {
        Self { limit, interactive, free: limit.saturating_sub(interactive.saturating_add(bulk)) }
    }

    /// Which requests go first when both wait.
    pub fn first(self) -> Priority {
        let urgent = 10 * u64::from(self.interactive) >= 9 * u64::from(self.limit);
        if urgent { Priority::Bulk } else { Priority::Interactive }
    }

    /// How long a request of this priority waits until it may have a place, when nobody else takes one and the next that is
    /// not free yet is so in `next`.
    pub fn wait(self, priority: Priority, next: Duration) -> Duration {
        match priority {
            // An interactive request that then finds no place waits for the next one no longer than this.
            Priority::Bulk if self.first() == Priority::Interactive => {
                next.saturating_sub(10 * Duration::from_mins(1) / self.limit.max(1) * self.free)
            }
            _ if self.free > 0 => Duration::ZERO,
            _ => next,
        }
    }
}
