//! `trunkline migrate retire`.

use clap::Args;
use trunkline_engine::{
    Environment,
    migrate::{Migration, Stage, for_good},
    plan::Allow,
    trunkline::ext::collect,
};

use super::{
    carry::{self, Settling},
    sides::{Side, Sides},
    which::Which,
};
use crate::{
    allow::Allowed,
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
    planned::plain,
};

/// Remove the trunks from the old account. Needs --allow delete-trunk, and --allow unbind-number while numbers are bound to
/// them. Cannot be taken back.
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
        let mut migration = self.which.find(store.as_ref(), &[Stage::Settled, Stage::Retiring]).await?;
        let Some(store) = store else { return Ok(()) };
        let allowed = self.allowed.classes();
        let sides = Sides::of(&migration.moving.report, global)?;
        let numbers = bound(&sides.from, &migration).await?;
        if !numbers.is_empty() && !allowed.contains(&Allow::UnbindNumber) {
            return Err(Failure::mistake(format!(
                "{} were not moved, and calls to them would go nowhere: move them, or add --allow unbind-number",
                numbers.join(", ")
            )));
        }
        if !allowed.contains(&Allow::DeleteTrunk) {
            let lost = for_good(&migration, "retire").join("; ");
            return Err(Failure::mistake(plain(&format!(
                "retire cannot be taken back ({lost}): add --allow delete-trunk"
            ))));
        }
        if !global.json {
            for lost in for_good(&migration, "retire") {
                output::note(&plain(&format!("cannot be taken back: {lost}")));
            }
        }
        migration.stage = Stage::Retiring;
        store.keep_migration(&migration).await?;
        let environment = Environment::process();
        let stage = carry::Stage {
            migration: &migration,
            command: "retire",
            name: "retire",
            side: &sides.from,
            wanted: &migration.off_source(),
            allowed,
            environment: &environment,
            store: &store,
            place: &place,
            consent,
            settling: self.settling,
            json: global.json,
        };
        stage.carry_out().await?;
        still_there(&sides.from, &migration).await?;
        migration.stage = Stage::Retired;
        store.keep_migration(&migration).await?;
        if global.json {
            return Ok(());
        }
        output::print(&format!("Migration {} is over.\n", migration.number))
    }
}

/// The numbers that are bound to the trunks now, also those that came after the migration was prepared.
async fn bound(side: &Side, migration: &Migration) -> Result<Vec<String>, Failure> {
    let view = side.view();
    let there = collect(view.list_trunks()).await?;
    let mut numbers = Vec::new();
    for trunk in
        there.iter().filter(|there| migration.moving.trunks.iter().any(|moved| moved.trunk == there.id))
    {
        let bound = collect(view.list_bound_numbers(&trunk.id)).await?;
        numbers.extend(bound.iter().map(|bound| bound.number.to_string()));
    }
    Ok(numbers)
}

/// Looks that the trunks are gone: one whose name no file can say is not found by it.
async fn still_there(side: &Side, migration: &Migration) -> Result<(), Failure> {
    let there = collect(side.view().list_trunks()).await?;
    let left =
        there.iter().filter(|trunk| migration.moving.trunks.iter().any(|moved| moved.trunk == trunk.id));
    let left: Vec<String> = left
        .map(|trunk| {
            plain(&format!("trunk {} ({:?}) is still there: delete it by hand", trunk.id, trunk.name))
        })
        .collect();
    if left.is_empty() { Ok(()) } else { Err(Failure::Local(left.join("; "))) }
}
