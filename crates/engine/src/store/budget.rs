//! An account's requests a minute, shared by all processes on a store.

use std::{
    collections::HashSet,
    sync::{Mutex, OnceLock, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use sqlx::{Any, Transaction};
use trunkline::{
    http::{Ask, Budget, BudgetError, Grant, Leave, Priority},
    model::Identity,
};
use uuid::Uuid;

use super::{
    Store, StoreError, account_key,
    error::Trouble,
    open::{kept, time},
};

const MINUTE: Duration = Duration::from_mins(1);

/// How far ahead a time is at most that a process has written. One further ahead is of a clock that was set back since.
const AHEAD: Duration = Duration::from_mins(10);

/// How soon to ask again when a place is free, and it is another process's turn.
const TURN: Duration = Duration::from_millis(20);

/// How late a process may be to ask again before it counts as gone.
const LATE: Duration = Duration::from_secs(1);

/// How long a process that got a place is waited for to ask for the next one: without that, one that sends its requests
/// one after the other would get nothing beside one that sends many at once.
const BETWEEN: Duration = Duration::from_millis(500);

/// What processes of one store share: each account's requests a minute.
///
/// The account has as many places as its limit has requests. A request holds one until a minute after its end, or after
/// the latest time at which it can end, ten minutes at most: that is how the share of a process that died comes back, and
/// what was held when a clock was set back. A place that is free
/// goes to the process that has the fewest of those that ask, give or take a few; interactive requests of any process
/// go before bulk ones of all, until they have nine of ten places. On SQLite the processes' clocks count, on PostgreSQL
/// the server's.
#[derive(Debug)]
pub struct SharedBudget {
    store: Store,
    process: String,
    /// The accounts whose places are known to be there.
    prepared: Mutex<HashSet<(String, u32)>>,
}

impl SharedBudget {
    /// What this process has of the budgets in `store`.
    pub fn new(store: Store) -> Self {
        Self { store, process: Uuid::now_v7().to_string(), prepared: Mutex::default() }
    }

    /// Makes the account's places, and forgets who asks no more and holds none. Of one that is held, its holder tells how
    /// urgent it is.
    async fn prepare(
        transaction: &mut Transaction<'static, Any>,
        account: &str,
        limit: u32,
        now: Timestamp,
    ) -> Result<(), Trouble> {
        const PREPARE: &str = "INSERT INTO budget_place (account, place, turn, process, free_at) \
             WITH RECURSIVE ring (place) AS \
             (SELECT CAST(0 AS BIGINT) UNION ALL SELECT place + 1 FROM ring WHERE place + 1 < $2) \
             SELECT $1, place, 0, '', 0 FROM ring WHERE true \
             ON CONFLICT (account, place) DO NOTHING";
        const FORGET: &str = "DELETE FROM budget_asker WHERE account = $1 AND (until <= $2 OR until > $3) \
             AND NOT EXISTS (SELECT 1 FROM budget_place AS held WHERE held.account = $1 \
             AND held.process = budget_asker.process AND held.free_at > $2 AND held.free_at <= $3)";

        sqlx::query(PREPARE).bind(account).bind(i64::from(limit)).execute(&mut **transaction).await?;
        sqlx::query(FORGET)
            .bind(account)
            .bind(kept(now))
            .bind(kept(now + AHEAD))
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    async fn take(
        &self,
        transaction: &mut Transaction<'static, Any>,
        account: &str,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Result<Option<Grant>, Trouble> {
        // A process may be ten places ahead of another, so that they need not take turns one by one.
        macro_rules! take {
            ($lock:literal) => {
                concat!(
                    "UPDATE budget_place SET turn = turn + 1, process = $2, free_at = $3 \
                     WHERE account = $1 AND place = (SELECT free.place FROM budget_place AS free \
                     WHERE free.account = $1 AND free.place < $4 \
                     AND (free.free_at <= $5 OR free.free_at > $7) \
                     AND NOT EXISTS (SELECT 1 FROM budget_asker AS other \
                     WHERE other.account = $1 AND other.process <> $2 \
                     AND other.until > $5 AND other.until <= $7 \
                     AND ((other.waits = 1 AND other.bulk <> $6 AND (other.bulk > $6) = \
                     (10 * (SELECT COUNT(*) FROM budget_place AS urgent WHERE urgent.account = $1 \
                     AND urgent.free_at > $5 AND urgent.free_at <= $7 \
                     AND NOT EXISTS (SELECT 1 FROM budget_asker AS slow WHERE slow.account = $1 \
                     AND slow.process = urgent.process AND slow.bulk = 1)) >= 9 * $4)) \
                     OR (other.bulk = $6 AND \
                     (SELECT COUNT(*) FROM budget_place AS theirs WHERE theirs.account = $1 \
                     AND theirs.process = other.process AND theirs.free_at > $5 AND theirs.free_at <= $7) + 10 < \
                     (SELECT COUNT(*) FROM budget_place AS ours WHERE ours.account = $1 \
                     AND ours.process = $2 AND ours.free_at > $5 AND ours.free_at <= $7)))) \
                     ORDER BY free.free_at, free.place LIMIT 1",
                    $lock,
                    ") RETURNING place, turn"
                )
            };
        }
        let taken: Option<(i64, i64)> =
            sqlx::query_as(self.store.locking(take!(""), take!(" FOR UPDATE OF free SKIP LOCKED")))
                .bind(account)
                .bind(&self.process)
                .bind(kept(now + (ask.hold.saturating_add(MINUTE)).min(AHEAD)))
                .bind(i64::from(ask.requests_per_minute))
                .bind(kept(now))
                .bind(bulk(ask.priority))
                .bind(kept(now + AHEAD))
                .fetch_optional(&mut **transaction)
                .await?;
        let Some((place, turn)) = taken else { return Ok(None) };
        Ok(Some(Grant { place: u32::try_from(place).map_err(Trouble::row)?, turn }))
    }

    /// Notes until when this process is one of those that ask.
    async fn note(
        &self,
        transaction: &mut Transaction<'static, Any>,
        account: &str,
        priority: Priority,
        waits: bool,
        until: Timestamp,
    ) -> Result<(), Trouble> {
        const NOTE: &str = "INSERT INTO budget_asker (account, process, bulk, waits, until) \
             VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (account, process, bulk) DO UPDATE SET waits = excluded.waits, until = excluded.until";

        sqlx::query(NOTE)
            .bind(account)
            .bind(&self.process)
            .bind(bulk(priority))
            .bind(i64::from(waits))
            .bind(kept(until))
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }

    async fn leave(&self, ask: &Ask<'_>) -> Result<Leave, StoreError> {
        self.store
            .here(async {
                let account = account_key(ask.identity);
                let key = (account.clone(), ask.requests_per_minute);
                let is_prepared = self.prepared.lock().unwrap_or_else(PoisonError::into_inner).contains(&key);
                let mut transaction = self.store.write().await?;
                let now = self.store.now(&mut transaction).await?;
                if !is_prepared {
                    Self::prepare(&mut transaction, &account, ask.requests_per_minute, now).await?;
                }
                let granted = self.take(&mut transaction, &account, ask, now).await?;
                let (leave, waits, until) = if let Some(grant) = granted {
                    (Leave::Granted(grant), false, now + BETWEEN)
                } else {
                    let wait = wait(&mut transaction, &account, ask, now).await?;
                    (Leave::Later(wait), true, now + wait + LATE)
                };
                self.note(&mut transaction, &account, ask.priority, waits, until).await?;
                transaction.commit().await?;
                if !is_prepared {
                    self.prepared.lock().unwrap_or_else(PoisonError::into_inner).insert(key);
                }
                Ok(leave)
            })
            .await
    }

    async fn give_back(&self, identity: &Identity, grant: Grant) -> Result<(), StoreError> {
        const END: &str =
            "UPDATE budget_place SET free_at = $4 WHERE account = $1 AND place = $2 AND turn = $3";

        self.store
            .here(async {
                let mut transaction = self.store.write().await?;
                let now = self.store.now(&mut transaction).await?;
                sqlx::query(END)
                    .bind(account_key(identity))
                    .bind(i64::from(grant.place))
                    .bind(grant.turn)
                    .bind(kept(now + MINUTE))
                    .execute(&mut *transaction)
                    .await?;
                Ok(transaction.commit().await?)
            })
            .await
    }
}

/// How long there is nothing to be had.
async fn wait(
    transaction: &mut Transaction<'static, Any>,
    account: &str,
    ask: &Ask<'_>,
    now: Timestamp,
) -> Result<Duration, Trouble> {
    const NEXT: &str = "SELECT MIN(CASE WHEN free_at > $3 THEN 0 ELSE free_at END) FROM budget_place \
         WHERE account = $1 AND place < $2";

    let next: Option<i64> = sqlx::query_scalar(NEXT)
        .bind(account)
        .bind(i64::from(ask.requests_per_minute))
        .bind(kept(now + AHEAD))
        .fetch_one(&mut **transaction)
        .await?;
    let next = next.map_or(Ok(now), time)?;
    // A place whose request is still under way can be free earlier than it says, but not within a minute.
    let wait = match Duration::try_from(next.duration_since(now)) {
        Ok(wait) if wait > Duration::ZERO => wait.min(MINUTE),
        _ => TURN,
    };
    Ok(wait)
}

#[async_trait::async_trait]
impl Budget for SharedBudget {
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError> {
        Ok(self.leave(ask).await?)
    }

    async fn end(&self, identity: &Identity, grant: Grant) -> Result<(), BudgetError> {
        Ok(self.give_back(identity, grant).await?)
    }
}

/// A [`SharedBudget`] for who only reads: one that cannot be written is worth a word, and no reason to know nothing. From
/// its first failure on the client counts its requests itself.
#[derive(Debug)]
pub struct LenientBudget {
    shared: SharedBudget,
    alone: OnceLock<()>,
    tell: fn(&str),
}

impl LenientBudget {
    /// What this process has of the budgets in `store`; why it goes on without them is told once.
    pub fn new(store: Store, tell: fn(&str)) -> Self {
        Self { shared: SharedBudget::new(store), alone: OnceLock::new(), tell }
    }
}

#[async_trait::async_trait]
impl Budget for LenientBudget {
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError> {
        if self.alone.get().is_some() {
            return Ok(Leave::Uncounted);
        }
        let error = match self.shared.ask(ask).await {
            Err(error) => error,
            leave => return leave,
        };
        if self.alone.set(()).is_ok() {
            (self.tell)(&format!("requests are not counted together with those of other processes: {error}"));
        }
        Ok(Leave::Uncounted)
    }

    async fn end(&self, identity: &Identity, grant: Grant) -> Result<(), BudgetError> {
        self.shared.end(identity, grant).await
    }
}

/// Less urgent is greater.
fn bulk(priority: Priority) -> i64 {
    match priority {
        Priority::Interactive => 0,
        Priority::Bulk => 1,
    }
}
