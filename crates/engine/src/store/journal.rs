//! What was intended, and what came of it.

use futures::TryStreamExt as _;
use jiff::Timestamp;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::{Any, Transaction};

use super::{
    Entry, Lease, RunId, StepOutcome, StepResult, Store, StoreError,
    error::Trouble,
    open::{kept, time},
    together::Write,
};

impl Store {
    /// Writes that a step is about to be carried out, and returns which attempt at it this is, from 1. Only after that
    /// may a request be sent.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced) when the lease has been taken over or given back: nothing may be sent.
    pub async fn intend(&self, lease: &Lease, run: RunId, step: &str) -> Result<i64, StoreError> {
        self.together(lease, Write::Intend { run, step: step.to_owned() }).await
    }

    /// Writes what became of an attempt.
    ///
    /// # Errors
    /// [`Fenced`](StoreError::Fenced) when the lease has been taken over or given back: the step stays without a
    /// result, and whoever resumes the run reads back what became of it. [`NoIntent`](StoreError::NoIntent) when
    /// there is nothing to conclude: a result is written once.
    pub async fn conclude(
        &self,
        lease: &Lease,
        run: RunId,
        step: &str,
        attempt: i64,
        result: &StepResult,
    ) -> Result<(), StoreError> {
        let result = self.here(async { serde_json::to_string(result).map_err(Trouble::row) }).await?;
        let write = Write::Conclude { run, step: step.to_owned(), attempt, result };
        self.together(lease, write).await.map(drop)
    }

    /// Every attempt of a run, in the order of the intents.
    pub async fn journal(&self, run: RunId) -> Result<Vec<Entry>, StoreError> {
        const JOURNAL: &str =
            "SELECT step, attempt, intended, result FROM journal WHERE run = $1 ORDER BY number";

        self.here(async {
            let rows: Vec<(String, i64, i64, Option<String>)> =
                sqlx::query_as(JOURNAL).bind(run.to_string()).fetch_all(&self.pool).await?;
            rows.into_iter()
                .map(|(step, attempt, intended, result)| {
                    Ok(Entry { step, attempt, intended: time(intended)?, result: read(result)? })
                })
                .collect()
        })
        .await
    }

    /// Gives every attempt of a run, in the order of the intents, with its number and what became of it. The requests are
    /// not read: of a long run they are most of the journal.
    pub(crate) async fn results(
        &self,
        run: RunId,
        mut each: impl FnMut(i64, String, Option<StepResult>),
    ) -> Result<(), StoreError> {
        const RESULTS: &str = "SELECT number, step, result FROM journal WHERE run = $1 ORDER BY number";

        self.here(async {
            let run = run.to_string();
            let mut rows = sqlx::query_as(RESULTS).bind(&run).fetch(&self.pool);
            while let Some((number, step, result)) = rows.try_next().await? {
                each(number, step, read(result)?.map(WithoutCalls::into));
            }
            Ok(())
        })
        .await
    }

    /// How many attempts of a run there are from this number on, and how many of them have a result.
    pub(crate) async fn attempts(&self, run: RunId, from: i64) -> Result<(usize, usize), StoreError> {
        const ATTEMPTS: &str = "SELECT COUNT(*), COUNT(result) FROM journal WHERE run = $1 AND number >= $2";

        self.here(async {
            let (attempts, results): (i64, i64) =
                sqlx::query_as(ATTEMPTS).bind(run.to_string()).bind(from).fetch_one(&self.pool).await?;
            let many = |count: i64| usize::try_from(count).map_err(Trouble::row);
            Ok((many(attempts)?, many(results)?))
        })
        .await
    }

    /// What became of the attempts at a step of this name in later runs than the one with this number: the number of the
    /// run, and the result where there is one.
    pub(crate) async fn later_attempts(
        &self,
        step: &str,
        number: i64,
    ) -> Result<Vec<(i64, Option<StepResult>)>, StoreError> {
        const LATER: &str = "SELECT run.number, journal.result FROM run JOIN journal ON journal.run = run.id \
             WHERE run.number > $2 AND journal.step = $1";

        self.here(async {
            let rows: Vec<(i64, Option<String>)> =
                sqlx::query_as(LATER).bind(step).bind(number).fetch_all(&self.pool).await?;
            rows.into_iter().map(|(run, result)| Ok((run, read(result)?))).collect()
        })
        .await
    }
}

/// A result, of which the requests are not read.
#[derive(Deserialize)]
struct WithoutCalls {
    at: Timestamp,
    outcome: StepOutcome,
    object: Option<String>,
    messages: Vec<String>,
    replaced: Option<Value>,
}

impl From<WithoutCalls> for StepResult {
    fn from(WithoutCalls { at, outcome, object, messages, replaced }: WithoutCalls) -> Self {
        Self { at, outcome, object, messages, replaced, calls: Vec::new() }
    }
}

fn read<T: DeserializeOwned>(result: Option<String>) -> Result<Option<T>, Trouble> {
    result.map(|json| serde_json::from_str(&json)).transpose().map_err(Trouble::row)
}

pub(super) async fn intend(
    transaction: &mut Transaction<'static, Any>,
    run: RunId,
    step: &str,
    now: Timestamp,
) -> Result<i64, Trouble> {
    const INTEND: &str = "INSERT INTO journal (run, step, attempt, intended) \
         SELECT $1, $2, COALESCE(MAX(attempt), 0) + 1, $3 FROM journal WHERE run = $1 AND step = $2 \
         RETURNING attempt";

    sqlx::query_scalar(INTEND)
        .bind(run.to_string())
        .bind(step)
        .bind(kept(now))
        .fetch_one(&mut **transaction)
        .await
        .map_err(|error| match error.as_database_error() {
            Some(said) if said.is_foreign_key_violation() => StoreError::NoRun(run).into(),
            _ => Trouble::from(error),
        })
}

pub(super) async fn conclude(
    transaction: &mut Transaction<'static, Any>,
    run: RunId,
    step: &str,
    attempt: i64,
    result: &str,
) -> Result<(), Trouble> {
    const CONCLUDE: &str = "UPDATE journal SET result = $4 \
         WHERE run = $1 AND step = $2 AND attempt = $3 AND result IS NULL";

    let concluded = sqlx::query(CONCLUDE)
        .bind(run.to_string())
        .bind(step)
        .bind(attempt)
        .bind(result)
        .execute(&mut **transaction)
        .await?;
    if concluded.rows_affected() == 1 {
        return Ok(());
    }
    Err(StoreError::NoIntent { run, step: step.to_owned(), attempt }.into())
}
