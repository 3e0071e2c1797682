//! `trunkline migrate rollback`.

mod numbers;
mod trunks;

use std::collections::BTreeMap;

use clap::Args;
use tokio::sync::Mutex;
use trunkline_engine::{
    Environment,
    apply::Apply,
    migrate::{Migration, Stage},
    store::Store,
};

use super::{
    carry::Carrying,
    outcomes::Outcomes,
    sides::Sides,
    too_late::{begun_to_retire, too_late},
    which::Which,
};
use crate::{
    confirm::Consent, exit::Failure, global::Global, output, planned::plain, stored::Place, who::who,
};

/// Take the last stage of a migration back: a cutover by unbinding and binding numbers again, a preparation by leaving the
/// new trunks out of use. Says first what cannot be taken back.
///
/// Trunks on the new account stay there, without traffic: nothing is ever deleted on Twilio, where the domain would stay
/// reserved. On another carrier --allow delete-trunk deletes them.
#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    carrying: Carrying,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        Outcomes::of(global.json, async |outcomes| self.carry_out(global, outcomes).await).await
    }

    async fn carry_out(&self, global: &Global, outcomes: &Outcomes) -> Result<(), Failure> {
        let consent = self.carrying.consent()?;
        let place = global.place(&global.file(None));
        let stages = [
            Stage::Preparing,
            Stage::Prepared,
            Stage::Verified,
            Stage::CuttingOver,
            Stage::CutOver,
            Stage::Settled,
            Stage::Retiring,
            Stage::Retired,
        ];
        let (store, migration) = self.which.open(&place, &stages).await?;
        if migration.stage == Stage::Retired {
            return Err(too_late(&migration));
        }
        let migration = claim(&store, migration).await?;
        let go_on = format!("trunkline migrate rollback {}{}", migration.number, self.carrying.typed());
        let at = Back {
            carrying: &self.carrying,
            global,
            store: &store,
            place: &place,
            consent,
            go_on: &go_on,
            outcomes,
        };
        match migration.stage {
            // A run is kept once it was agreed to: before that nothing is removed.
            Stage::Retiring if store.runs_named(&migration.run_name("retire")).await?.is_empty() => {
                at.numbers(migration).await
            }
            Stage::Retiring => {
                Err(begun_to_retire(&Sides::of(&migration, &store, global)?.from, migration).await?)
            }
            Stage::CuttingOver | Stage::CutOver | Stage::Settled => at.numbers(migration).await,
            _ => at.trunks(migration).await,
        }
    }
}

/// The migration, of which no stage is carried out by now, nor will be by whoever has read it already and waits for an
/// answer.
async fn claim(store: &Store, migration: Migration) -> Result<Migration, Failure> {
    let report = migration.moving.report.clone();
    let kept = Mutex::new(migration);
    let (nobody, environment) = (BTreeMap::new(), Environment::process());
    let claim = Apply::new(store, &nobody, &environment).by(who()).of_stage(&kept);
    claim.claim([&report.from.identity, &report.to.identity]).await?;
    Ok(kept.into_inner())
}

/// A rollback at work.
struct Back<'a> {
    carrying: &'a Carrying,
    global: &'a Global,
    store: &'a Store,
    place: &'a Place,
    consent: Consent,
    go_on: &'a str,
    outcomes: &'a Outcomes,
}

impl Back<'_> {
    /// Names what stays or does not come back.
    fn note(&self, line: String) {
        if !self.global.json {
            output::note(&plain(&line));
        }
        self.outcomes.for_good(line);
    }

    fn say(&self, migration: &Migration, text: &str) -> Result<(), Failure> {
        self.outcomes.ended(migration);
        if self.global.json {
            Ok(())
        } else {
            output::print(&plain(text.trim_end())).and_then(|()| output::print("\n"))
        }
    }
}
