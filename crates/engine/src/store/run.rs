//! Runs: who changed what, when, and by which plan.

use sqlx::{Row as _, any::AnyRow};
use uuid::Uuid;

use super::{
    Lease, NewRun, Run, RunId, RunOutcome, Store, StoreError,
    error::Trouble,
    open::{from_word, kept, time, word},
};

impl Store {
    /// Keeps a run that begins under these leases, with its plan.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced).
    pub async fn begin(&self, leases: &[&Lease], new: &NewRun) -> Result<Run, StoreError> {
        const BEGIN: &str = "INSERT INTO run (id, what, who, file, started, plan) VALUES ($1, $2, $3, $4, $5, $6) \
             RETURNING number, id, what, who, file, started, ended, outcome";

        self.here(async {
            let mut transaction = self.write().await?;
            for lease in leases {
                self.fence(&mut transaction, lease).await?;
            }
            let now = self.now(&mut transaction).await?;
            let row = sqlx::query(BEGIN)
                .bind(Uuid::now_v7().to_string())
                .bind(&new.what)
                .bind(&new.who)
                .bind(&new.file)
                .bind(kept(now))
                .bind(&new.plan)
                .fetch_one(&mut *transaction)
                .await?;
            transaction.commit().await?;
            read(&row)
        })
        .await
    }

    /// Keeps how a run ended. Of a run that has lost one of its `leases` whoever took that over says it.
    ///
    /// # Errors
    /// [`NoRun`](StoreError::NoRun), and [`Fenced`](StoreError::Fenced).
    pub async fn end(&self, leases: &[&Lease], run: RunId, outcome: RunOutcome) -> Result<(), StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            for lease in leases {
                self.fence(&mut transaction, lease).await?;
            }
            let now = self.now(&mut transaction).await?;
            let ended = sqlx::query("UPDATE run SET ended = $2, outcome = $3 WHERE id = $1")
                .bind(run.to_string())
                .bind(kept(now))
                .bind(word(&outcome)?)
                .execute(&mut *transaction)
                .await?;
            one(ended.rows_affected(), run)?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// Keeps that a run goes on under these leases: until it ends once more, it has not ended.
    ///
    /// # Errors
    /// [`NoRun`](StoreError::NoRun), and [`Fenced`](StoreError::Fenced).
    pub async fn resume(&self, leases: &[&Lease], run: RunId) -> Result<(), StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            for lease in leases {
                self.fence(&mut transaction, lease).await?;
            }
            let resumed = sqlx::query("UPDATE run SET ended = NULL, outcome = NULL WHERE id = $1")
                .bind(run.to_string())
                .execute(&mut *transaction)
                .await?;
            one(resumed.rows_affected(), run)?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// The last runs, at most `limit`, newest first.
    pub async fn runs(&self, limit: u32) -> Result<Vec<Run>, StoreError> {
        const RUNS: &str = "SELECT number, id, what, who, file, started, ended, outcome FROM run \
             ORDER BY number DESC LIMIT $1";

        self.here(async {
            let rows = sqlx::query(RUNS).bind(i64::from(limit)).fetch_all(&self.pool).await?;
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Every run after the one with this number, oldest first.
    pub async fn runs_after(&self, number: i64) -> Result<Vec<Run>, StoreError> {
        const RUNS: &str = "SELECT number, id, what, who, file, started, ended, outcome FROM run \
             WHERE number > $1 ORDER BY number";

        self.here(async {
            let rows = sqlx::query(RUNS).bind(number).fetch_all(&self.pool).await?;
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Every run whose name begins so, newest first.
    pub async fn runs_of(&self, prefix: &str) -> Result<Vec<Run>, StoreError> {
        const RUNS: &str = "SELECT number, id, what, who, file, started, ended, outcome FROM run \
             WHERE substr(what, 1, length($1)) = $1 ORDER BY number DESC";

        self.here(async {
            let rows = sqlx::query(RUNS).bind(prefix).fetch_all(&self.pool).await?;
            rows.iter().map(read).collect()
        })
        .await
    }

    /// Every run of this name, newest first.
    pub async fn runs_named(&self, what: &str) -> Result<Vec<Run>, StoreError> {
        const RUNS: &str = "SELECT number, id, what, who, file, started, ended, outcome FROM run \
             WHERE what = $1 ORDER BY number DESC";

        self.here(async {
            let rows = sqlx::query(RUNS).bind(what).fetch_all(&self.pool).await?;
            rows.iter().map(read).collect()
        })
        .await
    }

    /// A run by its number, and its plan as JSON.
    pub async fn run(&self, number: i64) -> Result<Option<(Run, String)>, StoreError> {
        const RUN: &str = "SELECT number, id, what, who, file, started, ended, outcome, plan FROM run \
             WHERE number = $1";

        self.here(async {
            let row = sqlx::query(RUN).bind(number).fetch_optional(&self.pool).await?;
            row.map(|row| Ok((read(&row)?, row.try_get("plan")?))).transpose()
        })
        .await
    }

    /// The runs without an end, oldest first, each with its plan as JSON: they run, or their process died.
    pub async fn not_ended(&self) -> Result<Vec<(Run, String)>, StoreError> {
        const NOT_ENDED: &str = "SELECT number, id, what, who, file, started, ended, outcome, plan FROM run \
             WHERE outcome IS NULL ORDER BY number";

        self.here(async {
            let rows = sqlx::query(NOT_ENDED).fetch_all(&self.pool).await?;
            rows.iter().map(|row| Ok((read(row)?, row.try_get("plan")?))).collect()
        })
        .await
    }
}

fn one(rows: u64, run: RunId) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NoRun(run)) }
}

fn read(row: &AnyRow) -> Result<Run, Trouble> {
    let id: String = row.try_get("id")?;
    let ended: Option<i64> = row.try_get("ended")?;
    let outcome: Option<String> = row.try_get("outcome")?;
    Ok(Run {
        id: RunId(Uuid::parse_str(&id).map_err(Trouble::row)?),
        number: row.try_get("number")?,
        what: row.try_get("what")?,
        who: row.try_get("who")?,
        file: row.try_get("file")?,
        started: time(row.try_get("started")?)?,
        ended: ended.map(time).transpose()?,
        outcome: outcome.map(from_word).transpose()?,
    })
}
