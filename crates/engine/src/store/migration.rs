//! Migrations: what is being moved, and how far it is.

use jiff::SignedDuration;
use sqlx::{Any, Row as _, Transaction, any::AnyRow};

use super::{
    Store, StoreError,
    error::Trouble,
    open::{from_word, kept, time, word},
};
use crate::migrate::{Migration, Moving, Stage, moved_by_another};

/// The least time between two states of a migration: what the store can tell apart.
const TICK: SignedDuration = SignedDuration::from_micros(1);

const ALL: &str = "SELECT number, stage, started, updated, document FROM migration ORDER BY number DESC";

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

    /// Keeps how far a migration is, and what it knows now; it is brought up to date.
    ///
    /// # Errors
    /// [`MigrationChanged`](StoreError::MigrationChanged) when another process has kept it since it was read,
    /// [`MovedTwice`](StoreError::MovedTwice) when it is to be under way and another one moves the same trunk.
    pub async fn keep_migration(&self, migration: &mut Migration) -> Result<(), StoreError> {
        const WAS: &str = "SELECT stage FROM migration WHERE number = $1 AND updated = $2";
        const KEEP: &str = "UPDATE migration SET stage = $2, updated = $3, document = $4 \
             WHERE number = $1 AND updated = $5";

        self.here(async {
            let mut transaction = self.write().await?;
            let changed = || StoreError::MigrationChanged(migration.number);
            let was: Option<String> = sqlx::query_scalar(WAS)
                .bind(migration.number)
                .bind(kept(migration.updated))
                .fetch_optional(&mut *transaction)
                .await?;
            let was: Stage = from_word(was.ok_or_else(changed)?)?;
            if was.is_over() && !migration.stage.is_over() {
                self.moves_alone(&mut transaction, migration).await?;
            }
            // Later than what was read, also by a clock that stands still.
            let updated = self.now(&mut transaction).await?.max(migration.updated + TICK);
            let kept = sqlx::query(KEEP)
                .bind(migration.number)
                .bind(word(&migration.stage)?)
                .bind(kept(updated))
                .bind(serde_json::to_string(&migration.moving).map_err(Trouble::row)?)
                .bind(kept(migration.updated))
                .execute(&mut *transaction)
                .await?;
            if kept.rows_affected() != 1 {
                return Err(changed().into());
            }
            transaction.commit().await?;
            migration.updated = updated;
            Ok(())
        })
        .await
    }

    /// Refuses a migration that is to be under way while another one moves a trunk of it. Until the transaction ends no
    /// other one begins.
    async fn moves_alone(
        &self,
        transaction: &mut Transaction<'static, Any>,
        migration: &Migration,
    ) -> Result<(), Trouble> {
        let alone = self.locking("SELECT 1", "LOCK TABLE migration IN SHARE ROW EXCLUSIVE MODE");
        sqlx::query(alone).execute(&mut **transaction).await?;
        let rows = sqlx::query(ALL).fetch_all(&mut **transaction).await?;
        let all = rows.iter().map(read).collect::<Result<_, _>>()?;
        match moved_by_another(all, &migration.moving, Some(migration.number)) {
            Some((other, trunk)) => Err(StoreError::MovedTwice { trunk, by: other.number }.into()),
            None => Ok(()),
        }
    }

    /// Every migration, newest first.
    pub async fn migrations(&self) -> Result<Vec<Migration>, StoreError> {
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
