//! Migrations: what is being moved, and how far it is.

use sqlx::{Row as _, any::AnyRow};

use super::{
    Store, StoreError,
    error::Trouble,
    open::{from_word, kept, time, word},
};
use crate::migrate::{Migration, Moving};

impl Store {
    /// Keeps a migration that begins, and gives it its number.
    pub async fn begin_migration(&self, begins: &Migration) -> Result<Migration, StoreError> {
        const BEGIN: &str = "INSERT INTO migration (stage, started, updated, document) VALUES ($1, $2, $2, $3) \
             RETURNING number, stage, started, updated, document";

        self.here(async {
            let mut transaction = self.write().await?;
            let now = self.now(&mut transaction).await?;
            let row = sqlx::query(BEGIN)
                .bind(word(&begins.stage)?)
                .bind(kept(now))
                .bind(serde_json::to_string(&begins.moving).map_err(Trouble::row)?)
                .fetch_one(&mut *transaction)
                .await?;
            transaction.commit().await?;
            read(&row)
        })
        .await
    }

    /// Keeps how far a migration is, and what it knows now.
    pub async fn keep_migration(&self, migration: &Migration) -> Result<(), StoreError> {
        self.here(async {
            let mut transaction = self.write().await?;
            let now = self.now(&mut transaction).await?;
            sqlx::query("UPDATE migration SET stage = $2, updated = $3, document = $4 WHERE number = $1")
                .bind(migration.number)
                .bind(word(&migration.stage)?)
                .bind(kept(now))
                .bind(serde_json::to_string(&migration.moving).map_err(Trouble::row)?)
                .execute(&mut *transaction)
                .await?;
            Ok(transaction.commit().await?)
        })
        .await
    }

    /// Every migration, newest first.
    pub async fn migrations(&self) -> Result<Vec<Migration>, StoreError> {
        const ALL: &str =
            "SELECT number, stage, started, updated, document FROM migration ORDER BY number DESC";

        self.here(async {
            let rows = sqlx::query(ALL).fetch_all(&self.pool).await?;
            rows.iter().map(read).collect()
        })
        .await
    }
}

fn read(row: &AnyRow) -> Result<Migration, Trouble> {
    let document: String = row.try_get("document")?;
    let moving: Moving = serde_json::from_str(&document).map_err(Trouble::row)?;
    Ok(Migration {
        number: row.try_get("number")?,
        stage: from_word(row.try_get("stage")?)?,
        started: time(row.try_get("started")?)?,
        updated: time(row.try_get("updated")?)?,
        moving,
    })
}
