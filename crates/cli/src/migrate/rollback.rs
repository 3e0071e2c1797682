//! `trunkline migrate rollback`.

use clap::Args;
use trunkline_engine::{
    Environment,
    migrate::{Migration, Stage, for_good},
    plan::Allow,
    store::Store,
    trunkline::{
        ext::collect,
        model::{Carrier, E164},
    },
    undo::undo,
};

use super::{
    carry::{self, Settling, last},
    sides::{Side, Sides},
    which::Which,
};
use crate::{
    allow::Allowed,
    apply::Running,
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
    planned::plain,
    stored::Place,
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
    allowed: Allowed,
    #[command(flatten)]
    settling: Settling,
    #[command(flatten)]
    yes: Yes,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let consent = Consent::possible(self.yes.yes).map_err(Failure::mistake)?;
        let place = global.place(&global.file(None));
        let store = place.look().await?;
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
        let migration = self.which.find(store.as_ref(), &stages).await?;
        let Some(store) = store else { return Ok(()) };
        let at = Back { command: &self, global, store: &store, place: &place, consent };
        match migration.stage {
            // A run is kept once it was agreed to: before that nothing is removed.
            Stage::Retiring if last(&store, &migration.run_name("retire")).await?.is_none() => {
                at.numbers(migration).await
            }
            Stage::Retiring | Stage::Retired => Err(too_late(&migration)),
            Stage::CuttingOver | Stage::CutOver | Stage::Settled => at.numbers(migration).await,
            _ => at.trunks(migration).await,
        }
    }
}

/// Why nothing comes back, and what there is instead.
fn too_late(migration: &Migration) -> Failure {
    let report = &migration.moving.report;
    Failure::mistake(plain(&format!(
        "{}; build it anew with: trunkline migrate prepare --from {} --to {}",
        for_good(migration, "retire").join("; "),
        report.to.profile,
        report.from.profile
    )))
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
        missing.extend(gone.map(|number| format!("{number} (trunk {})", moved.source.name)));
    }
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Local(plain(&format!(
        "not on {}: {}; the new account keeps what it has, so that calls arrive somewhere. Bind them there (trunkline \
         number bind) and roll back again; a number that was ported does not come back: go on with trunkline migrate \
         cutover {}",
        side.profile,
        missing.join(", "),
        migration.number
    ))))
}

struct Back<'a> {
    command: &'a Command,
    global: &'a Global,
    store: &'a Store,
    place: &'a Place,
    consent: Consent,
}

impl Back<'_> {
    /// From a cutover back to what was verified before.
    async fn numbers(&self, mut migration: Migration) -> Result<(), Failure> {
        let sides = Sides::of(&migration.moving.report, self.global)?;
        if !self.global.json {
            for lost in for_good(&migration, "cutover") {
                output::note(&plain(&lost));
            }
        }
        // The old account gives a number up last, and gets it back first.
        self.undo(&migration, "cutover, old account", &sides.from).await?;
        back_home(&sides.from, &migration).await?;
        self.undo(&migration, "cutover", &sides.to).await?;
        self.store.unconfirm(&migration.task_prefix()).await?;
        migration.moving.numbers.clear();
        migration.moving.cut_over = None;
        migration.stage = Stage::Prepared;
        self.store.keep_migration(&migration).await?;
        self.say(&format!(
            "Numbers are where they were before the cutover; what was switched on the SBC is switched back there. \
             Migration {} is prepared: trunkline migrate verify, or trunkline migrate rollback once more.\n",
            migration.number
        ))
    }

    async fn undo(&self, migration: &Migration, name: &str, side: &Side) -> Result<(), Failure> {
        let Some(run) = last(self.store, &migration.run_name(name)).await? else { return Ok(()) };
        let allowed = self.command.allowed.classes();
        let undo = undo(self.store, run.number, &side.providers, &allowed).await?;
        for kept in undo.not_undone.iter().filter(|_| !self.global.json) {
            output::note(&plain(&format!("stays as it is: {}: {}", kept.step, kept.reason)));
        }
        if undo.plan.is_empty() {
            return Ok(());
        }
        let (environment, what) = (Environment::process(), migration.run_name("rollback"));
        let go_on = format!("trunkline migrate rollback {}", migration.number);
        let running = Running {
            what: &what,
            providers: &side.providers,
            of: None,
            place: self.place,
            wait: false,
            undo: Some(&undo),
            environment: &environment,
            go_on: Some(&go_on),
            json: self.global.json,
        };
        running.carry_out(&undo.plan, self.consent).await
    }

    /// From what was built back to nothing that is in use.
    async fn trunks(&self, mut migration: Migration) -> Result<(), Failure> {
        let to = &migration.moving.report.to.identity;
        let allowed = self.command.allowed.classes();
        let deletes = to.carrier != Carrier::TWILIO && allowed.contains(&Allow::DeleteTrunk);
        let said = if deletes {
            let sides = Sides::of(&migration.moving.report, self.global)?;
            let environment = Environment::process();
            let stage = carry::Stage {
                migration: &migration,
                command: "rollback",
                name: "rollback",
                side: &sides.to,
                wanted: &migration.off_target(),
                allowed,
                environment: &environment,
                store: self.store,
                place: self.place,
                consent: self.consent,
                settling: self.command.settling,
                json: self.global.json,
            };
            stage.carry_out().await?;
            format!("What was built on {to} is deleted.\n")
        } else {
            let names: Vec<String> =
                migration.moving.trunks.iter().map(|moved| moved.wanted.name.to_string()).collect();
            format!(
                "What was built on {to} stays there, without a number and without traffic ({}); the next prepare takes it \
                 up again. Remove its user names from the SBC.\n",
                names.join(", ")
            )
        };
        migration.stage = Stage::RolledBack;
        self.store.keep_migration(&migration).await?;
        self.say(&said)
    }

    fn say(&self, text: &str) -> Result<(), Failure> {
        if self.global.json {
            Ok(())
        } else {
            output::print(&plain(text.trim_end())).and_then(|()| output::print("\n"))
        }
    }
}
