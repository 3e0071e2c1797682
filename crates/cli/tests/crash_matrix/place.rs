//! A store for one cell, that nobody else uses.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AnyPool, AssertSqlSafe, any::AnyPoolOptions};
use tempfile::TempDir;
use url::Url;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// The store, and on a server the way to take it away again.
pub(crate) enum Place {
    File(TempDir),
    Schema { server: AnyPool, name: String, url: String },
}

impl Place {
    pub(crate) fn file() -> Self {
        Self::File(TempDir::new().unwrap())
    }

    /// A schema of its own on a server.
    pub(crate) async fn schema(server: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        sqlx::any::install_default_drivers();
        let name = format!("crash_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut url = Url::parse(server).unwrap();
        url.query_pairs_mut().append_pair("options[search_path]", &name);
        let server = AnyPoolOptions::new().max_connections(1).connect(server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&server).await.unwrap();
        Self::Schema { server, name, url: url.into() }
    }

    /// What `--store` takes.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::File(directory) => directory.path().join("state.db").to_str().unwrap().to_owned(),
            Self::Schema { url, .. } => url.clone(),
        }
    }

    pub(crate) async fn remove(self) {
        if let Self::Schema { server, name, .. } = self {
            let drop = AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE"));
            sqlx::query(drop).execute(&server).await.unwrap();
            server.close().await;
        }
    }
}
