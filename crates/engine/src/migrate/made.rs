//! What a migration has built.

use std::collections::BTreeMap;

use trunkline::model::{TrunkId, TrunkName};

use super::Migration;
use crate::{
    apply::{ApplyError, Past, run_and_plan},
    store::Store,
};

impl Migration {
    /// Looks up what the trunks are on the new account, as far as they are there, in the journal of the migration's own
    /// preparation: another trunk that has the same name by now is none of them.
    ///
    /// # Errors
    /// Those of the store, and of a plan in it.
    pub async fn find_made(&mut self, store: &Store) -> Result<(), ApplyError> {
        let account = self.moving.report.to.identity.clone();
        let mut made: BTreeMap<TrunkName, TrunkId> = BTreeMap::new();
        for run in store.runs_named(&self.run_name("prepare")).await? {
            let (run, plan) = run_and_plan(store, run.number).await?;
            let past = Past::of(store.journal(run.id).await?);
            let planned = plan.accounts.into_iter().filter(|planned| planned.identity == account);
            for trunk in planned.flat_map(|planned| planned.trunks) {
                let created = trunk.steps.iter().find_map(|step| past.created(step));
                if let Some(id) = created.or(trunk.trunk) {
                    made.entry(trunk.name).or_insert(id);
                }
            }
        }
        for moved in &mut self.moving.trunks {
            if let Some(id) = made.remove(&moved.wanted.name) {
                moved.made = Some(id);
            }
        }
        Ok(())
    }
}
