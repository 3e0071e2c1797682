//! `trunkline migrate rollback`.

use std::collections::BTreeMap;

use clap::Args;
use tokio::sync::Mutex;
use trunkline_engine::{
    Environment,
    apply::Apply,
    migrate::{self, Migration, Stage, for_good},
    plan::Allow,
    store::Store,
    trunkline::{
        ext::collect,
        model::{Carrier, E164},
    },
    undo::undo,
};

use super::{
    carry::{Carrying, Work, put_back},
    next::quoted,
    sides::{Side, Sides},
    too_late::{begun_to_retire, too_late},
    which::Which,
};
use crate::{
    apply::Running, confirm::Consent, exit::Failure, global::Global, output, planned::plain, stored::Place,
    who::who,
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
        let at =
            Back { carrying: &self.carrying, global, store: &store, place: &place, consent, go_on: &go_on };
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

/// Looks that the old account has the numbers again: the new one keeps them until then, so that no call is lost.
async fn back_home(side: &Side, migration: &Migration) -> Result<(), Failure> {
    let view = side.view();
    let mut missing = Vec::new();
    for moved in &migration.moving.trunks {
        let was = moved.source.numbers.iter().flatten().map(|spec| &spec.number);
        let was: Vec<&E164> = was.filter(|number| migration.moving.numbers.contains(number)).collect();
        if was.is_empty() {
            continue;
        }
        let bound = collect(view.list_bound_numbers(&moved.trunk)).await?;
        let gone = was.into_iter().filter(|number| bound.iter().all(|there| there.number != **number));
        missing.extend(gone.map(|number| {
            format!("trunkline number bind {} {number} --carrier {}", moved.trunk, quoted(&side.profile))
        }));
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Local(plain(&format!(
        "{} has not got back what it had; the new account keeps what it has, so that calls arrive somewhere. Bind there, and \
         roll back again: {}; a number that was ported does not come back: the migration goes on then",
        migration.moving.report.from.identity,
        missing.join("; ")
    ))))
}

struct Back<'a> {
    carrying: &'a Carrying,
    global: &'a Global,
    store: &'a Store,
    place: &'a Place,
    consent: Consent,
    go_on: &'a str,
}

impl Back<'_> {
    /// From all cutovers back to what was verified before.
    async fn numbers(&self, mut migration: Migration) -> Result<(), Failure> {
        let sides = Sides::of(&migration, self.store, self.global)?;
        if !self.global.json {
            for lost in for_good(&migration, "cutover") {
                output::note(&plain(&lost));
            }
        }
        let since = migration.updated;
        let taken_back = self.take_back(&mut migration, &sides).await;
        let begun = migration.updated != since;
        taken_back.map_err(|failure| if begun { failure.after_others(self.go_on) } else { failure })?;
        self.store.unconfirm(&migration.task_prefix()).await?;
        migration.moving.numbers.clear();
        migration.moving.cut_over = None;
        migration.moving.taken_back = self.store.runs(1).await?.first().map_or(0, |run| run.number);
        migration.stage = Stage::Prepared;
        self.store.keep_migration(&mut migration).await?;
        self.say(&format!(
            "Numbers are where they were before the cutover; what was switched on the SBC is switched back there. \
             Migration {0} is prepared. Next: trunkline migrate verify {0}; or once more: trunkline migrate rollback {0}\n",
            migration.number
        ))
    }

    /// Takes back what the cutovers did on both accounts. The old one gives a number up last, and gets it back first.
    async fn take_back(&self, migration: &mut Migration, sides: &Sides) -> Result<(), Failure> {
        self.undo(migration, "cutover, old account", &sides.from).await?;
        back_home(&sides.from, migration).await?;
        self.undo(migration, "cutover", &sides.to).await
    }

    /// Takes back what the cutovers did on one account since they were taken back before, the last one first.
    async fn undo(&self, migration: &mut Migration, name: &str, side: &Side) -> Result<(), Failure> {
        for run in self.store.runs_named(&migration.run_name(name)).await? {
            if run.number > migration.moving.taken_back {
                self.undo_run(migration, run.number, side).await?;
            }
        }
        Ok(())
    }

    async fn undo_run(&self, migration: &mut Migration, run: i64, side: &Side) -> Result<(), Failure> {
        let allowed = self.carrying.allowed.classes();
        let undo = undo(self.store, run, &side.providers, &allowed).await?;
        for kept in undo.not_undone.iter().filter(|_| !self.global.json) {
            output::note(&plain(&format!("stays as it is: {}: {}", kept.step, kept.reason)));
        }
        if undo.plan.is_empty() {
            return Ok(());
        }
        let before = migration.clone();
        // Half of it taken back is as half of it done.
        migration.stage = Stage::CuttingOver;
        let kept = Mutex::new(migration.clone());
        let (environment, what) = (Environment::process(), migration.run_name("rollback"));
        let running = Running {
            what: &what,
            providers: &side.providers,
            of: None,
            place: self.place,
            wait: false,
            undo: Some(&undo),
            environment: &environment,
            go_on: Some(self.go_on.into()),
            stage: Some(&kept),
            json: self.global.json,
        };
        let done = running.carry_out(&undo.plan, self.consent).await;
        *migration = kept.into_inner();
        if let Err(failure) = &done {
            put_back(self.store, migration, before, failure).await?;
        }
        done
    }

    /// From what was built back to nothing that is in use.
    async fn trunks(&self, mut migration: Migration) -> Result<(), Failure> {
        // What a preparation had built when it died is left behind too.
        migration.find_made(self.store).await?;
        let to = migration.moving.report.to.identity.clone();
        let allowed = self.carrying.allowed.classes();
        let said = if to.carrier != Carrier::TWILIO && allowed.contains(&Allow::DeleteTrunk) {
            self.delete(&mut migration).await?;
            format!("What was built on {to} is deleted.\n")
        } else {
            let names: Vec<String> =
                migration.moving.trunks.iter().map(|moved| moved.wanted.name.to_string()).collect();
            let passwords = match migration.moving.credentials.as_ref().filter(|file| file.exists()) {
                Some(file) => format!(", and {}, whose passwords still place calls", file.display()),
                None => String::new(),
            };
            format!(
                "What was built on {to} stays there, without a number and without traffic ({}); the next prepare takes it \
                 up again, with new passwords. Remove its user names from the SBC{passwords}.\n",
                names.join(", ")
            )
        };
        migration.stage = Stage::RolledBack;
        self.store.keep_migration(&mut migration).await?;
        self.say(&said)
    }

    /// Deletes what was built, unless calls come to it.
    async fn delete(&self, migration: &mut Migration) -> Result<(), Failure> {
        let sides = Sides::of(migration, self.store, self.global)?;
        let bound = migrate::bound(migration, &sides.to.view()).await?;
        let numbers: Vec<&str> = bound.values().flatten().map(|spec| spec.number.as_str()).collect();
        if !numbers.is_empty() && !self.carrying.allowed.classes().contains(&Allow::UnbindNumber) {
            return Err(Failure::mistake(format!(
                "{} came to what was built, and calls to them would go nowhere: add --allow unbind-number, or leave the \
                 trunks there (without --allow delete-trunk)",
                numbers.join(", ")
            )));
        }
        let work = Work {
            store: self.store,
            place: self.place,
            carrying: self.carrying,
            consent: self.consent,
            environment: Environment::process(),
            // It is asked for the same whenever it is asked for.
            resumes: true,
            go_on: self.go_on.into(),
            json: self.global.json,
        };
        let wanted = migration.off_target();
        work.carry_out(migration, "rollback, trunks", &sides.to, &wanted).await
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.global.json {
            Ok(())
        } else {
            output::print(&plain(text.trim_end())).and_then(|()| output::print("\n"))
        }
    }
}
