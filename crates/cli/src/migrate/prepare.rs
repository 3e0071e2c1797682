//! `trunkline migrate prepare`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;
use trunkline_engine::{
    loss::TrunkLoss,
    migrate::{Migration, Moving, Stage, for_good, moved_by_another},
    store::Store,
};

use super::{
    carry::{Carrying, Work},
    handover::{Handover, name_variables},
    next::{next, prepare_of},
    outcomes::Outcomes,
    shown,
    sides::{Ends, Sides},
    which::not_now,
};
use crate::{apply::GoOn, exit::Failure, global::Global, output, planned::plain, stored};

/// Build the trunks on the new account: no number is bound to them, so that they carry no traffic.
///
/// Shows what becomes of everything, then the plan, asks, and carries it out. Passwords cannot be read on any carrier: new
/// ones are made and written to a file that only its owner reads, before the first call. Other trunks of the same account
/// can be prepared later: each preparation is a migration of its own.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    ends: Ends,
    /// Write new user names and passwords to this file, which only its owner reads [default: migration-N.credentials].
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
    /// Print the passwords once, when all is built, and remove the file.
    #[arg(long, conflicts_with = "json")]
    show_credentials: bool,
    /// Go on where a preparation of these trunks was stopped, failed or died.
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    carrying: Carrying,
}

const EXAMPLES: &str = "\
Examples:
  trunkline migrate prepare --from exotel --to twilio --trunk contact_centre
  trunkline migrate prepare --from exotel --to twilio --credentials sbc.env --yes
  trunkline migrate prepare --from exotel --to twilio --resume
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        Outcomes::of(global.json, async |outcomes| self.carry_out(global, outcomes).await).await
    }

    async fn carry_out(&self, global: &Global, outcomes: &Outcomes) -> Result<(), Failure> {
        let consent = self.carrying.consent()?;
        let place = global.place(&global.file(None));
        let store = place.open().await?;
        let (mut migration, sides) = if self.resume {
            let mut begun = self.begun(&store).await?;
            begun.find_made(&store).await?;
            let sides = Sides::of(&begun, &store, global)?;
            (begun, sides)
        } else {
            let sides = self.ends.open(&stored::changing(&store), global)?;
            (self.begin(&sides, &store, global.json).await?, sides)
        };
        let before = migration.clone();
        migration.stage = Stage::Preparing;
        let typed = prepare_of(&self.ends.from, &self.ends.to, self.ends.trunks.iter().map(String::as_str))
            + &self.carrying.typed();
        let begun = next(&migration).unwrap_or_default() + &self.carrying.typed();
        let handover = if self.resume {
            Handover::known(&migration, self.credentials.as_deref())?
        } else {
            Handover::make(&migration, self.credentials.as_deref(), &store).await?
        };
        migration.moving.credentials = handover.as_ref().map(|handover| handover.file().to_owned());
        let work = Work {
            store: &store,
            place: &place,
            carrying: &self.carrying,
            consent,
            handover: handover.as_ref(),
            resumes: self.resume,
            go_on: GoOn { begun: &begun, again: &typed },
            json: global.json,
            outcomes,
        };
        for stays in for_good(&migration, "prepare") {
            if !global.json {
                output::note(&plain(&stays));
            }
            outcomes.for_good(stays);
        }
        let wanted = migration.on_target();
        let since = before.updated;
        let entered = work.enter(&mut migration, ("prepare", &sides.to), &wanted, before).await;
        if let Err(failure) = entered {
            let came_to_nothing = !self.resume && (migration.stage.is_over() || migration.updated == since);
            if let (true, Some(handover)) = (came_to_nothing, &handover) {
                handover.take_back()?;
            }
            return Err(failure);
        }
        migration.find_made(&store).await?;
        migration.stage = Stage::Prepared;
        store.keep_migration(&mut migration).await?;
        outcomes.ended(&migration);
        self.tell(&migration, handover.as_ref(), global.json)
    }

    /// Says where the passwords are, or what they are.
    fn tell(&self, migration: &Migration, handover: Option<&Handover>, json: bool) -> Result<(), Failure> {
        if let Some(handover) = handover {
            let file = handover.file().display();
            if self.show_credentials {
                handover.show()?;
            } else if handover.is_here() {
                if !json {
                    output::print(&format!("User names and passwords for the SBC are in {file}\n"))?;
                }
            } else if json {
                return Err(Failure::Untold(format!(
                    "{file} was taken away meanwhile, and with it the passwords of what is built: take the migration back \
                     (trunkline migrate rollback {}) and prepare it anew",
                    migration.number
                )));
            } else {
                output::note(&format!("{file} was taken away meanwhile: what was in it is shown here, once"));
                handover.show()?;
            }
        }
        match next(migration) {
            Some(next) if !json => output::print(&format!("Next: {next}\n")),
            _ => Ok(()),
        }
    }

    /// Reads both accounts, shows what becomes of everything, and keeps it as what came to nothing: so it stays unless
    /// somebody agrees.
    async fn begin(&self, sides: &Sides, store: &Store, json: bool) -> Result<Migration, Failure> {
        let mut moving = sides.look(&self.ends, Some(store)).await?;
        not_moved_yet(&moving, store).await?;
        name_variables(&mut moving);
        if !json {
            output::print(&shown::text(&moving.report))?;
        }
        let now = Timestamp::now();
        let begins = Migration { number: 0, stage: Stage::RolledBack, started: now, updated: now, moving };
        Ok(store.begin_migration(&begins).await?)
    }

    /// The migration of these trunks that was begun and not built to the end.
    async fn begun(&self, store: &Store) -> Result<Migration, Failure> {
        let Ends { from, to, trunks } = &self.ends;
        let is_asked = |loss: &TrunkLoss| {
            trunks.is_empty() || trunks.iter().any(|name| loss.trunk.as_str() == name || loss.name == *name)
        };
        let mut open = store.migrations().await?;
        open.retain(|migration| {
            let report = &migration.moving.report;
            !migration.stage.is_over()
                && report.from.profile == *from
                && report.to.profile == *to
                && report.trunks.iter().any(is_asked)
        });
        let begun = open.iter().position(|migration| migration.stage == Stage::Preparing);
        match (begun, open.first()) {
            (Some(begun), _) => Ok(open.swap_remove(begun)),
            (None, Some(further)) => Err(not_now(further)),
            (None, None) => {
                Err(Failure::mistake(format!("no migration from {from} to {to} is there to go on with")))
            }
        }
    }
}

/// Refuses trunks that another migration moves.
async fn not_moved_yet(moving: &Moving, store: &Store) -> Result<(), Failure> {
    let Some((other, trunk)) = moved_by_another(store.migrations().await?, moving, None) else {
        return Ok(());
    };
    let Failure::Mistakes(why) = not_now(&other) else { return Err(not_now(&other)) };
    Err(Failure::mistake(format!(
        "trunk {trunk} is moved already: {}; other trunks can be prepared besides, each named with --trunk",
        why.join("; ")
    )))
}
