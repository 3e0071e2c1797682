//! From a cutover back to what was verified before it.

use tokio::sync::Mutex;
use trunkline_engine::{
    Environment,
    migrate::{Migration, Stage, for_good},
    trunkline::{ext::collect, model::E164},
    undo::undo,
};

use super::Back;
use crate::{
    apply::{Running, reasons_to_refuse},
    exit::Failure,
    migrate::{
        carry::put_back,
        next::quoted,
        sides::{Side, Sides},
    },
    planned::plain,
};

impl Back<'_> {
    /// From all cutovers back to what was verified before.
    pub(super) async fn numbers(&self, mut migration: Migration) -> Result<(), Failure> {
        let sides = Sides::of(&migration, self.store, self.global)?;
        for lost in for_good(&migration, "cutover") {
            self.note(lost);
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
        self.say(&migration, &format!(
            "Numbers are where they were before the cutover; what was switched on the SBC is switched back there. \
             Migration {0} is prepared. Next: trunkline migrate verify {0}; or once more: trunkline migrate rollback {0}\n",
            migration.number
        ))
    }

    /// Takes back what the cutovers did on both accounts. The old one gives a number up last, and gets it back first.
    async fn take_back(&self, migration: &mut Migration, sides: &Sides) -> Result<(), Failure> {
        self.refuse_early(migration, &sides.to).await?;
        self.undo(migration, "cutover, old account", &sides.from).await?;
        back_home(&sides.from, migration).await?;
        self.undo(migration, "cutover", &sides.to).await
    }

    /// What the new account refuses is known before the old one is touched.
    async fn refuse_early(&self, migration: &Migration, side: &Side) -> Result<(), Failure> {
        for run in self.to_take_back(migration, "cutover").await? {
            let undo = undo(self.store, run, &side.providers, &self.carrying.allowed.classes()).await?;
            let mistakes = reasons_to_refuse(&undo.plan);
            if !mistakes.is_empty() {
                return Err(Failure::Mistakes(mistakes));
            }
        }
        Ok(())
    }

    /// The runs of cutovers that were not taken back before, the last one first.
    async fn to_take_back(&self, migration: &Migration, name: &str) -> Result<Vec<i64>, Failure> {
        let runs = self.store.runs_named(&migration.run_name(name)).await?;
        Ok(runs.iter().map(|run| run.number).filter(|number| *number > migration.moving.taken_back).collect())
    }

    /// Takes back what the cutovers did on one account since they were taken back before, the last one first.
    async fn undo(&self, migration: &mut Migration, name: &str, side: &Side) -> Result<(), Failure> {
        for run in self.to_take_back(migration, name).await? {
            self.undo_run(migration, run, side).await?;
        }
        Ok(())
    }

    async fn undo_run(&self, migration: &mut Migration, run: i64, side: &Side) -> Result<(), Failure> {
        let allowed = self.carrying.allowed.classes();
        let undo = undo(self.store, run, &side.providers, &allowed).await?;
        for kept in &undo.not_undone {
            self.note(format!("stays as it is: {}: {}", kept.step, kept.reason));
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
            outcomes: Some(self.outcomes.runs()),
        };
        let done = running.carry_out(&undo.plan, self.consent).await;
        *migration = kept.into_inner();
        if let Err(failure) = &done {
            put_back(self.store, migration, before, failure).await?;
        }
        done
    }
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
