//! The stage of a migration that a run is.

use tokio::sync::Mutex;
use trunkline::model::Identity;

use super::{Apply, ApplyError, leases::Leases};
use crate::migrate::Migration;

impl<'a> Apply<'a> {
    /// As a stage of this migration. It is kept under the leases, right before the first step; one that another process
    /// has kept since it was read is refused, and nothing but reads was sent then.
    #[must_use]
    pub fn of_stage(mut self, migration: &'a Mutex<Migration>) -> Self {
        self.stage = Some(migration);
        self
    }

    /// Keeps the stage while nobody works on these accounts. From then on whoever read the migration before is refused.
    ///
    /// # Errors
    /// [`Held`](ApplyError::Held) while someone works on one of them, and those of the store.
    pub async fn claim(&self, accounts: impl IntoIterator<Item = &Identity>) -> Result<(), ApplyError> {
        let leases = Leases::take(self, accounts.into_iter()).await?;
        let kept = self.keep_stage().await;
        leases.release().await;
        kept
    }

    pub(super) async fn keep_stage(&self) -> Result<(), ApplyError> {
        let Some(migration) = self.stage else { return Ok(()) };
        let mut migration = migration.lock().await;
        Ok(self.store.keep_migration(&mut migration).await?)
    }
}
