//! `trunkline migrate prepare`.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use jiff::Timestamp;
use secrecy::ExposeSecret as _;
use trunkline_engine::{
    migrate::{Migration, Stage},
    store::Store,
};

use super::{
    carry::{self, Settling},
    handover, shown,
    sides::{Ends, Sides},
    which::Which,
};
use crate::{
    allow::Allowed,
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
};

/// Build the trunks on the new account: no number is bound to them, so that they carry no traffic.
///
/// Shows what becomes of everything, then the plan, asks, and carries it out. Passwords cannot be read on any carrier: new
/// ones are made and written to a file that only its owner reads, before the first call. Run again, it goes on where it
/// was stopped.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    ends: Ends,
    /// Write new user names and passwords to this file, which only its owner reads [default: migration-N.credentials].
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// Print the passwords once, when all is built, and remove the file.
    #[arg(long)]
    show_credentials: bool,
    #[command(flatten)]
    allowed: Allowed,
    #[command(flatten)]
    settling: Settling,
    #[command(flatten)]
    yes: Yes,
}

const EXAMPLES: &str = "\
Examples:
  trunkline migrate prepare --from exotel --to twilio --trunk contact_centre
  trunkline migrate prepare --from exotel --to twilio --credentials sbc.env --yes
  trunkline migrate verify
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let consent = Consent::possible(self.yes.yes).map_err(Failure::mistake)?;
        let sides = self.ends.open(global)?;
        let place = global.place(&global.file(None));
        let store = place.open().await?;
        let mut migration = match begun(&store, &self.ends).await? {
            Some(begun) => begun,
            None => self.begin(&sides, &store, global.json).await?,
        };
        let file = self
            .credentials
            .clone()
            .unwrap_or_else(|| format!("migration-{}.credentials", migration.number).into());
        let written = handover::write(&migration.moving, &file)?;
        let environment = handover::environment(&file)?;
        let stage = carry::Stage {
            migration: &migration,
            command: "prepare",
            name: "prepare",
            side: &sides.to,
            wanted: &migration.on_target(),
            allowed: self.allowed.classes(),
            environment: &environment,
            store: &store,
            place: &place,
            consent,
            settling: self.settling,
            json: global.json,
        };
        stage.carry_out().await?;
        let owned = store.owned(&migration.moving.report.to.identity).await?;
        for moved in &mut migration.moving.trunks {
            let made = owned.iter().find(|owned| owned.name == moved.wanted.name);
            moved.made = made.map(|owned| owned.trunk.clone());
        }
        migration.stage = Stage::Prepared;
        store.keep_migration(&migration).await?;
        if let Some(file) = written {
            if self.show_credentials {
                output::print(handover::read(&file)?.expose_secret())?;
                handover::remove(&file)?;
            } else if !global.json {
                output::print(&format!("User names and passwords for the SBC are in {}\n", file.display()))?;
            }
        }
        if global.json {
            return Ok(());
        }
        output::print(&format!("Next: trunkline migrate verify {}\n", migration.number))
    }

    /// Reads both accounts, shows what becomes of everything, and keeps it.
    async fn begin(&self, sides: &Sides, store: &Store, json: bool) -> Result<Migration, Failure> {
        let mut moving = sides.look(&self.ends.only(), Some(store)).await?;
        handover::name_variables(&mut moving);
        if !json {
            output::print(&shown::text(&moving.report))?;
        }
        let now = Timestamp::now();
        let begins = Migration { number: 0, stage: Stage::Preparing, started: now, updated: now, moving };
        Ok(store.begin_migration(&begins).await?)
    }
}

/// The migration of these trunks that was begun and not built to the end; one that is further is not begun again.
async fn begun(store: &Store, ends: &Ends) -> Result<Option<Migration>, Failure> {
    let all = store.migrations().await?;
    let open = all.into_iter().filter(|migration| !migration.stage.is_over());
    for migration in open {
        let report = &migration.moving.report;
        if report.from.profile != ends.from || report.to.profile != ends.to {
            continue;
        }
        let only = ends.only();
        let names = |loss: &trunkline_engine::loss::TrunkLoss| {
            BTreeSet::from([loss.trunk.to_string(), loss.name.clone()])
        };
        let asked = report.trunks.iter().any(|loss| only.is_empty() || !names(loss).is_disjoint(&only));
        if !asked {
            continue;
        }
        if migration.stage == Stage::Preparing {
            return Ok(Some(migration));
        }
        // It says how to go on.
        Which { number: Some(migration.number) }.find(Some(store), &[Stage::Preparing]).await?;
    }
    Ok(None)
}
