//! A store for one scenario, that nobody else uses.

use std::{
    process,
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AnyPool, AssertSqlSafe, any::AnyPoolOptions};
use tempfile::TempDir;
use trunkline_engine::store::Store;
use url::Url;

/// Where a scenario has its store.
pub(crate) enum Place {
    File(TempDir),
    Schema { server: AnyPool, name: String, url: String },
}

impl Place {
    pub(crate) fn file() -> Self {
        sqlx::any::install_default_drivers();
        Self::File(TempDir::new().unwrap())
    }

    pub(crate) async fn schema(server: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);

        sqlx::any::install_default_drivers();
        let name = format!("trunkline_{}_{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let mut url = Url::parse(server).unwrap();
        url.query_pairs_mut().append_pair("options[search_path]", &name);
        let server = AnyPoolOptions::new().max_connections(1).connect(server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&server).await.unwrap();
        Self::Schema { server, name, url: url.into() }
    }

    /// What `Store::open` takes.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::File(directory) => directory.path().join("state/state.db").to_str().unwrap().to_owned(),
            Self::Schema { url, .. } => url.clone(),
        }
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.text()).await.unwrap()
    }

    /// A way to the tables beside the store.
    pub(crate) async fn tables(&self) -> AnyPool {
        let url = match self {
            Self::File(_) => format!("sqlite://{}", self.text()),
            Self::Schema { url, .. } => url.clone(),
        };
        AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap()
    }

    pub(crate) async fn remove(&self) {
        if let Self::Schema { server, name, .. } = self {
            sqlx::query(AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE"))).execute(server).await.unwrap();
        }
    }
}
