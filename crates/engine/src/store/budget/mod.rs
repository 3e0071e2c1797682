//! An account's requests a minute, shared by all processes on a store.

mod count;
mod lenient;

pub use lenient::LenientBudget;

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
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
use count::Count;

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
/// what was held when a clock was set back. A place that is free goes to the process that has the fewest of those that
/// ask, give or take a twentieth of the limit; interactive requests of any process go before bulk ones of all, as they do
/// within [one process](trunkline::http::RateLimit). No more requests are under way at the same time than their limit
/// says, and none leaves while the carrier has told one process to wait. On SQLite the processes' clocks count, on
/// PostgreSQL the server's.
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

    /// Makes the account's places, and forgets who asks no more.
    async fn prepare(
        &self,
        transaction: &mut Transaction<'static, Any>,
        account: &str,
        limit: u32,
    ) -> Result<(), Trouble> {
        const ACCOUNT: &str = "INSERT INTO budget_account (account, closed_until) VALUES ($1, 0) \
             ON CONFLICT (account) DO NOTHING";
        const PLACES: &str = "INSERT INTO budget_place (account, place, turn, process, free_at) \
             WITH RECURSIVE ring (place) AS \
             (SELECT CAST(0 AS BIGINT) UNION ALL SELECT place + 1 FROM ring WHERE place + 1 < $2) \
             SELECT $1, place, 0, '', 0 FROM ring WHERE true \
             ON CONFLICT (account, place) DO NOTHING";
        const FORGET: &str = "DELETE FROM budget_asker WHERE account = $1 AND (until <= $2 OR until > $3)";

        sqlx::query(ACCOUNT).bind(account).execute(&mut **transaction).await?;
        self.lock(transaction, account).await?;
        sqlx::query(PLACES).bind(account).bind(i64::from(limit)).execute(&mut **transaction).await?;
        let now = self.store.now(transaction).await?;
        let forget = sqlx::query(FORGET).bind(account).bind(kept(now)).bind(kept(now + AHEAD));
        forget.execute(&mut **transaction).await?;
        Ok(())
    }

    /// Locks the account, so that no other process asks meanwhile; until when the carrier has closed it.
    async fn lock(
        &self,
        transaction: &mut Transaction<'static, Any>,
        account: &str,
    ) -> Result<Timestamp, Trouble> {
        let lock = self.store.locking(
            "SELECT closed_until FROM budget_account WHERE account = $1",
            "SELECT closed_until FROM budget_account WHERE account = $1 FOR UPDATE",
        );
        time(sqlx::query_scalar(lock).bind(account).fetch_one(&mut **transaction).await?)
    }

    async fn take(
        &self,
        transaction: &mut Transaction<'static, Any>,
        account: &str,
        ask: &Ask<'_>,
        now: Timestamp,
    ) -> Result<Grant, Trouble> {
        const TAKE: &str = "UPDATE budget_place SET turn = turn + 1, process = $2, bulk = $3, free_at = $4 \
             WHERE account = $1 AND place = (SELECT place FROM budget_place \
             WHERE account = $1 AND place < $5 AND (free_at <= $6 OR free_at > $7) \
             ORDER BY free_at, place LIMIT 1) RETURNING place, turn";

        let (place, turn): (i64, i64) = sqlx::query_as(TAKE)
            .bind(account)
            .bind(&self.process)
            .bind(bulk(ask.priority))
            .bind(kept(now + (ask.hold.saturating_add(MINUTE)).min(AHEAD)))
            .bind(i64::from(ask.requests_per_minute))
            .bind(kept(now))
            .bind(kept(now + AHEAD))
            .fetch_one(&mut **transaction)
            .await?;
        Ok(Grant { place: u32::try_from(place).map_err(Trouble::row)?, turn })
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
                if !is_prepared {
                    self.prepare(&mut transaction, &account, ask.requests_per_minute).await?;
                }
                let closed_until = self.lock(&mut transaction, &account).await?;
                let now = self.store.now(&mut transaction).await?;
                let limit = ask.requests_per_minute;
                let count = Count::read(&mut transaction, &account, limit, now, closed_until).await?;
                let (leave, waits, until) = match count.wait(ask, &self.process) {
                    None => {
                        let grant = self.take(&mut transaction, &account, ask, now).await?;
                        (Leave::Granted(grant), false, now + BETWEEN)
                    }
                    Some(wait) => (Leave::Later(wait), true, now + wait + LATE),
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

    async fn close(&self, identity: &Identity, wait: Duration) -> Result<(), StoreError> {
        const CLOSE: &str = "INSERT INTO budget_account (account, closed_until) VALUES ($1, $2) \
             ON CONFLICT (account) DO UPDATE SET closed_until = excluded.closed_until \
             WHERE budget_account.closed_until < excluded.closed_until OR budget_account.closed_until > $3";

        self.store
            .here(async {
                let mut transaction = self.store.write().await?;
                let now = self.store.now(&mut transaction).await?;
                sqlx::query(CLOSE)
                    .bind(account_key(identity))
                    .bind(kept(now + wait.min(AHEAD)))
                    .bind(kept(now + AHEAD))
                    .execute(&mut *transaction)
                    .await?;
                Ok(transaction.commit().await?)
            })
            .await
    }
}

#[async_trait::async_trait]
impl Budget for SharedBudget {
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError> {
        Ok(self.leave(ask).await?)
    }

    async fn end(&self, identity: &Identity, grant: Grant) -> Result<(), BudgetError> {
        Ok(self.give_back(identity, grant).await?)
    }

    async fn refused(&self, identity: &Identity, wait: Duration) -> Result<(), BudgetError> {
        Ok(self.close(identity, wait).await?)
    }
}

/// Less urgent is greater.
fn bulk(priority: Priority) -> i64 {
    match priority {
        Priority::Interactive => 0,
        Priority::Bulk => 1,
    }
}
