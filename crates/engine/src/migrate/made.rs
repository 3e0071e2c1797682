//! What a migration has built.

use std::collections::BTreeMap;

use trunkline::{
    ext::collect,
    model::{TrunkId, TrunkName, TrunkSpec},
};

use super::Migration;
use crate::{
    ReadOnly,
    apply::{ApplyError, Past, run_and_plan},
    plan::Change,
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
            let past = Past::of(store, run.id).await?;
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

    /// Looks for trunks of which nobody knows whether they were created, as the call was cut off: one by that name that
    /// nobody has and that has nothing on it is what the call left. Returns those by such a name that something is on, and
    /// that nobody is known to have. Sends only reads.
    ///
    /// # Errors
    /// Those of the store, of a plan in it, and of a read.
    pub async fn find_begun(&mut self, store: &Store, to: &ReadOnly) -> Result<Vec<TrunkId>, ApplyError> {
        let mut begun: BTreeMap<TrunkName, TrunkSpec> = BTreeMap::new();
        for run in store.runs_named(&self.run_name("prepare")).await? {
            let (run, plan) = run_and_plan(store, run.number).await?;
            let past = Past::of(store, run.id).await?;
            for trunk in plan.accounts.into_iter().flat_map(|planned| planned.trunks) {
                for step in trunk.steps.iter().filter(|step| past.in_doubt(&step.id)) {
                    if let Change::CreateTrunk { spec } = &step.change {
                        begun.insert(trunk.name.clone(), (**spec).clone());
                    }
                }
            }
        }
        let mut others = Vec::new();
        let unknown = self.moving.trunks.iter_mut().filter(|moved| moved.made.is_none());
        let mut unknown =
            unknown.filter_map(|moved| Some((begun.remove(&moved.wanted.name)?, moved))).peekable();
        if unknown.peek().is_none() {
            return Ok(others);
        }
        let owned = store.owned(to.identity()).await?;
        let trunks = collect(to.list_trunks()).await?;
        for (spec, moved) in unknown {
            let Some(found) = to.match_trunk(&spec, &trunks)? else { continue };
            if owned.iter().any(|owned| owned.trunk == found.id) {
                continue;
            }
            if is_bare(to, &found.id).await? {
                moved.made = Some(found.id.clone());
            } else {
                others.push(found.id.clone());
            }
        }
        Ok(others)
    }
}

/// Whether nothing is on a trunk.
async fn is_bare(to: &ReadOnly, trunk: &TrunkId) -> trunkline::Result<bool> {
    let targets = match to.list_origination_uris(trunk) {
        Some(targets) => collect(targets).await?,
        None => Vec::new(),
    };
    let credentials = match to.list_credentials(trunk) {
        Some(credentials) => collect(credentials).await?,
        None => Vec::new(),
    };
    Ok(targets.is_empty()
        && credentials.is_empty()
        && collect(to.list_acl_entries(trunk)).await?.is_empty()
        && collect(to.list_bound_numbers(trunk)).await?.is_empty())
}
