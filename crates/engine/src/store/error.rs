//! Why a store could not do what was asked.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::migrate::MigrateError;

use super::{RunId, place::Place};

/// Why a store could not do what was asked. None of them shows the password of a PostgreSQL URL.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The lease is no longer ours, so nothing was written.
    #[error("account {account}: {}; nothing more is changed by this run", taken(holder.as_ref()))]
    Fenced {
        /// Whose account.
        account: String,
        /// Who holds it now and since when; `None` when it was given back.
        holder: Option<(String, Timestamp)>,
    },
    /// A result came for a step that has no open intent: there was none, or its result is there already.
    #[error("run {run} has no open intent for attempt {attempt} of step {step}")]
    NoIntent {
        /// The run.
        run: RunId,
        /// The step.
        step: String,
        /// The attempt.
        attempt: i64,
    },
    /// Another process has changed the migration since it was read, so nothing was written.
    #[error(
        "migration {0} was changed by another process meanwhile; see how far it is: trunkline migrate status {0}"
    )]
    MigrationChanged(i64),
    /// Another migration that is not over moves one of the trunks, so nothing was written.
    #[error("trunk {trunk} is moved already by another migration: trunkline migrate status {by}")]
    MovedTwice {
        /// The trunk, by its name where it is.
        trunk: String,
        /// The number of the other migration.
        by: i64,
    },
    /// There is no such run.
    #[error("there is no run {0}")]
    NoRun(RunId),
    /// A newer version of this program has written it.
    #[error(
        "{place} was written by a newer version of trunkline (its format is {found}, this one knows {known}): \
         use that version"
    )]
    Newer {
        /// Where the store is.
        place: String,
        /// Its format.
        found: i64,
        /// The newest format this program knows.
        known: i64,
    },
    /// Another version of this program has made it: one of its formats is not the one that has that number here.
    #[error(
        "{place} was made by another version of trunkline (its format {found} is not the one this version knows): use \
         that version, or let this one begin a new store at another place (--store)"
    )]
    Other {
        /// Where the store is.
        place: String,
        /// The first format that is another.
        found: i64,
    },
    /// What is there cannot be read.
    #[error(
        "{place} is damaged: {reason}. It holds history, leases, which trunks are ours and how far credentials are \
         rotated, and nothing that a carrier needs: move it away, and the next command starts a new one. Trunks that \
         were created by a plan then need adopt: true, and a run that was under way cannot be resumed"
    )]
    Damaged {
        /// Where the store is.
        place: String,
        /// What was found.
        reason: String,
    },
    /// It cannot be opened there at all.
    #[error("{place}: {reason}")]
    Place {
        /// Where the store would be.
        place: String,
        /// Why not.
        reason: String,
    },
    /// The database refused, or could not be reached.
    #[error("{place}: {source}")]
    Database {
        /// Where the store is.
        place: String,
        /// What it said.
        source: Arc<sqlx::Error>,
    },
}

impl StoreError {
    /// Whether it is about what was to be written. What else is to be written at the same time still can be.
    pub(super) fn is_of_one_write(&self) -> bool {
        matches!(self, Self::Fenced { .. } | Self::NoIntent { .. } | Self::NoRun(_))
    }
}

fn taken(holder: Option<&(String, Timestamp)>) -> String {
    match holder {
        Some((holder, since)) => format!("{holder} has taken it over at {since:.0}"),
        None => "it has been given back".to_owned(),
    }
}

/// What goes wrong within the store, before it is known where the store is.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// A row that this program did not write.
    #[error("{0}")]
    Row(String),
}

impl Trouble {
    pub(super) fn row(error: impl std::error::Error) -> Self {
        Self::Row(error.to_string())
    }

    pub(super) fn at(self, place: &Place) -> StoreError {
        let place = place.to_string();
        match self {
            Self::Store(error) => error,
            Self::Row(reason) => StoreError::Damaged { place, reason },
            Self::Migrate(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _))
            | Self::Sql(error) => match damage(&error) {
                Some(reason) => StoreError::Damaged { place, reason },
                None => StoreError::Database { place, source: Arc::new(error) },
            },
            Self::Migrate(error) => StoreError::Damaged { place, reason: error.to_string() },
        }
    }
}

/// `SQLITE_CORRUPT` and `SQLITE_NOTADB`.
fn damage(error: &sqlx::Error) -> Option<String> {
    let is_damage = matches!(sqlite(error)?, 11 | 26);
    error.as_database_error().filter(|_| is_damage).map(|error| error.message().to_owned())
}

/// `SQLITE_BUSY`.
pub(super) fn is_locked(error: &sqlx::Error) -> bool {
    sqlite(error) == Some(5)
}

/// The code, without what SQLite adds to it in the upper bytes. Source: <https://www.sqlite.org/rescode.html>
fn sqlite(error: &sqlx::Error) -> Option<i32> {
    let database = error.as_database_error()?;
    database.try_downcast_ref::<sqlx::sqlite::SqliteError>()?;
    let code: i32 = database.code()?.parse().ok()?;
    Some(code & 0xff)
}
