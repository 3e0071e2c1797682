//! Opening a store, and what every statement needs.

use std::{
    fmt,
    future::Future,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::{Any, AnyConnection, AnyPool, Connection as _, Executor as _, Transaction, any::AnyPoolOptions};
use tokio::time::sleep;

use super::{
    StoreError,
    error::{Trouble, is_locked},
    format,
    place::Place,
    together::Together,
};

/// How long another that makes the same file is waited for: as long as `busy_timeout` waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long until it is looked at again.
const LOOK: Duration = Duration::from_millis(10);

type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What must survive a death: a file (SQLite), or a database of a server (PostgreSQL) with the same semantics.
///
/// What a method has written is durable when it returns: on a disk, not only in a cache. Times are those of the
/// process on SQLite and those of the server on PostgreSQL, where processes of many machines meet. Clones share the
/// connections.
#[derive(Clone)]
pub struct Store {
    pub(super) pool: AnyPool,
    pub(super) together: Arc<Together>,
    place: Place,
    clock: Option<Clock>,
}

impl Store {
    /// Where a store is unless something else is said.
    pub const DEFAULT: &str = ".trunkline/state.db";

    /// Opens the store at a path, or at a `postgres://` URL; makes what is missing.
    ///
    /// The file and its directory are made for their owner only. A URL may ask for TLS (`?sslmode=verify-full`);
    /// roots are those of Mozilla, or those of `sslrootcert`.
    ///
    /// # Errors
    /// [`Place`](StoreError::Place) when nothing can be opened there, [`Newer`](StoreError::Newer),
    /// [`Other`](StoreError::Other), [`Damaged`](StoreError::Damaged), and [`Database`](StoreError::Database) when the server cannot be reached.
    pub async fn open(place: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let place = Place::parse(place)?;
        let options = place.options()?;
        let prepare = match &place {
            Place::File(_) => {
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
            }
            Place::Server(_) => {
                "SELECT set_config('synchronous_commit', 'on', false) \
                 WHERE current_setting('synchronous_commit') = 'off'"
            }
        };
        let opened = async {
            // Not from the pool, which would try again and again where nobody listens.
            let mut connection = AnyConnection::connect_with(&options).await?;
            first(&mut connection, prepare).await?;
            format::migrate(&mut connection, &place).await?;
            Ok(connection.close().await?)
        };
        opened.await.map_err(|trouble: Trouble| trouble.at(&place))?;
        let pool = match &place {
            // SQLite writes one transaction at a time. Within a process they queue for the one connection, in their
            // order; between processes they poll.
            Place::File(_) => AnyPoolOptions::new().max_connections(1).idle_timeout(None).max_lifetime(None),
            Place::Server(_) => AnyPoolOptions::new(),
        };
        let pool = pool
            .after_connect(move |connection, _| {
                Box::pin(async move { connection.execute(sqlx::raw_sql(prepare)).await.map(drop) })
            })
            .connect_lazy_with(options);
        Ok(Self { pool, together: Arc::default(), place, clock: None })
    }

    /// With another clock, for tests.
    #[must_use]
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { clock: Some(Arc::new(clock)), ..self }
    }

    /// Says where the store is when something goes wrong in it.
    pub(super) async fn here<T>(
        &self,
        work: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, StoreError> {
        work.await.map_err(|trouble| trouble.at(&self.place))
    }

    /// Begins to write. What is not committed is rolled back.
    pub(super) async fn write(&self) -> sqlx::Result<Transaction<'static, Any>> {
        self.pool
            .begin_with(match self.place {
                // A transaction that reads before it writes would fail when another has written in between.
                Place::File(_) => "BEGIN IMMEDIATE",
                Place::Server(_) => "BEGIN",
            })
            .await
    }

    /// For a row that must not change before the transaction ends; the file is locked as a whole.
    pub(super) fn locking(&self, file: &'static str, server: &'static str) -> &'static str {
        match self.place {
            Place::File(_) => file,
            Place::Server(_) => server,
        }
    }

    pub(super) async fn now(
        &self,
        transaction: &mut Transaction<'static, Any>,
    ) -> Result<Timestamp, Trouble> {
        match (&self.clock, &self.place) {
            (Some(clock), _) => Ok(clock()),
            (None, Place::File(_)) => Ok(Timestamp::now()),
            (None, Place::Server(_)) => {
                const NOW: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";
                time(sqlx::query_scalar(NOW).fetch_one(&mut **transaction).await?)
            }
        }
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("place", &self.place).finish_non_exhaustive()
    }
}

/// Prepares the first connection. Of several that make the same file, SQLite lets one turn its write-ahead log on and
/// tells the others at once that it is locked: this is the only wait that `busy_timeout` does not cover, as who waited
/// would hold a lock that the first one needs.
async fn first(connection: &mut AnyConnection, prepare: &'static str) -> sqlx::Result<()> {
    let began = Instant::now();
    loop {
        match connection.execute(sqlx::raw_sql(prepare)).await {
            Err(error) if is_locked(&error) && began.elapsed() < PATIENCE => sleep(LOOK).await,
            prepared => return prepared.map(drop),
        }
    }
}

/// A time as it is kept.
pub(super) fn kept(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// A time that was kept.
pub(super) fn time(kept: i64) -> Result<Timestamp, Trouble> {
    Timestamp::from_microsecond(kept).map_err(Trouble::row)
}

/// A word of a closed list, as it is kept.
pub(super) fn word(of: &impl Serialize) -> Result<String, Trouble> {
    match serde_json::to_value(of).map_err(Trouble::row)? {
        Value::String(word) => Ok(word),
        other => Err(Trouble::Row(format!("{other} is not a word"))),
    }
}

/// A word of a closed list that was kept.
pub(super) fn from_word<T: DeserializeOwned>(word: String) -> Result<T, Trouble> {
    serde_json::from_value(Value::String(word)).map_err(Trouble::row)
}
