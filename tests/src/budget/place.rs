//! A store for one trial.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;
use url::Url;

/// Where the processes of a trial meet.
#[derive(Debug)]
pub enum Place {
    /// A file of SQLite.
    File(TempDir),
    /// A schema of its own in a PostgreSQL database.
    Schema(Url),
}

impl Place {
    /// A new file.
    ///
    /// # Panics
    /// When there is no room for one.
    pub fn file() -> Self {
        Self::File(TempDir::new().expect("there is room for a file"))
    }

    /// A new schema on that server.
    ///
    /// # Panics
    /// When the server cannot be reached.
    pub async fn schema(server: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        let name = format!("budget_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(server).await.expect("the server is there");
        let create = sqlx::AssertSqlSafe(format!("CREATE SCHEMA {name}"));
        sqlx::query(create).execute(&mut connection).await.expect("a schema can be made");
        let mut url = Url::parse(server).expect("it has been connected to");
        url.query_pairs_mut().append_pair("options[search_path]", &name);
        Self::Schema(url)
    }

    /// What a store is opened with.
    pub(super) fn text(&self) -> String {
        match self {
            Self::File(folder) => folder.path().join("state.db").display().to_string(),
            Self::Schema(url) => url.to_string(),
        }
    }
}
