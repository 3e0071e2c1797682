//! Who holds an account's places, who asks for one, and who gets it.

use std::time::Duration;

use jiff::Timestamp;
use sqlx::{Any, Transaction};
use trunkline::http::{Ask, Minute, Priority};

use super::{
    super::open::{kept, time},
    AHEAD, LATE, MINUTE, TURN, Trouble, bulk,
};

/// What is known of an account when a process asks, whose transaction has locked it.
pub(super) struct Count {
    now: Timestamp,
    closed_until: Timestamp,
    held: Vec<Held>,
    askers: Vec<Asker>,
}

/// The places that a process holds with requests of one priority.
struct Held {
    process: String,
    bulk: i64,
    places: u32,
    under_way: u32,
    /// When the first of them is free again.
    next: Timestamp,
}

/// A process that asks for places with requests of one priority, or has just got one.
struct Asker {
    process: String,
    bulk: i64,
    /// Whether it waits, and no longer for a time that it was told.
    is_due: bool,
}

impl Count {
    pub(super) async fn read(
        transaction: &mut Transaction<'static, Any>,
        account: &str,
        limit: u32,
        now: Timestamp,
        closed_until: Timestamp,
    ) -> Result<Self, Trouble> {
        // A request that is under way has a minute more than it may take.
        const HELD: &str = "SELECT process, bulk, COUNT(*), \
             CAST(SUM(CASE WHEN free_at > $5 THEN 1 ELSE 0 END) AS BIGINT), MIN(free_at) \
             FROM budget_place WHERE account = $1 AND place < $2 AND free_at > $3 AND free_at <= $4 \
             GROUP BY process, bulk";
        const ASKERS: &str = "SELECT process, bulk, CASE WHEN waits = 1 AND until <= $4 THEN 1 ELSE 0 END \
             FROM budget_asker WHERE account = $1 AND until > $2 AND until <= $3";

        let held: Vec<(String, i64, i64, i64, i64)> = sqlx::query_as(HELD)
            .bind(account)
            .bind(i64::from(limit))
            .bind(kept(now))
            .bind(kept(now + AHEAD))
            .bind(kept(now + MINUTE))
            .fetch_all(&mut **transaction)
            .await?;
        let held = held.into_iter().map(|(process, bulk, places, under_way, next)| {
            Ok(Held {
                process,
                bulk,
                places: u32::try_from(places).map_err(Trouble::row)?,
                under_way: u32::try_from(under_way).map_err(Trouble::row)?,
                next: time(next)?,
            })
        });
        let askers: Vec<(String, i64, i64)> = sqlx::query_as(ASKERS)
            .bind(account)
            .bind(kept(now))
            .bind(kept(now + AHEAD))
            .bind(kept(now + LATE + TURN))
            .fetch_all(&mut **transaction)
            .await?;
        let askers =
            askers.into_iter().map(|(process, bulk, is_due)| Asker { process, bulk, is_due: is_due == 1 });
        Ok(Self { now, closed_until, held: held.collect::<Result<_, Trouble>>()?, askers: askers.collect() })
    }

    /// How long the process has to wait before it asks again; `None` when it gets a place.
    pub(super) fn wait(&self, ask: &Ask<'_>, process: &str) -> Option<Duration> {
        if self.closed_until > self.now && self.closed_until <= self.now + AHEAD {
            return Some(self.until(self.closed_until));
        }
        // A place whose request is still under way can be free earlier than it says, but not within a minute.
        let next = self.held.iter().map(|held| self.until(held.next)).min().unwrap_or(MINUTE).min(MINUTE);
        let of = |priority| self.places(|held| held.bulk == bulk(priority));
        let minute = Minute::new(ask.requests_per_minute, of(Priority::Interactive), of(Priority::Bulk));
        let wait = minute.wait(ask.priority, next);
        if !wait.is_zero() {
            return Some(wait);
        }
        let under_way: u32 = self.held.iter().map(|held| held.under_way).sum();
        let is_full = ask.concurrent.is_some_and(|limit| under_way >= limit);
        (is_full || self.is_anothers_turn(ask, process, minute.first())).then_some(TURN)
    }

    /// Whether requests that go first are due, or another process has fewer places for those that are as urgent.
    fn is_anothers_turn(&self, ask: &Ask<'_>, process: &str, first: Priority) -> bool {
        let of = |process: &str| self.places(|held| held.process == process);
        // Processes may be a twentieth ahead of each other, so that they need not take turns one by one.
        let ahead = of(process).saturating_sub((ask.requests_per_minute / 20).max(1));
        let ours = bulk(ask.priority);
        self.askers.iter().any(|other| {
            if other.bulk == ours {
                other.process != process && of(&other.process) < ahead
            } else {
                other.is_due && other.bulk == bulk(first)
            }
        })
    }

    fn places(&self, of: impl Fn(&Held) -> bool) -> u32 {
        self.held.iter().filter(|held| of(held)).map(|held| held.places).sum()
    }

    fn until(&self, then: Timestamp) -> Duration {
        Duration::try_from(then.duration_since(self.now)).unwrap_or_default()
    }
}
