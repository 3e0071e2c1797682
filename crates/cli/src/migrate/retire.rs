//! `trunkline migrate retire`.

use clap::Args;
use trunkline_engine::{
    migrate::{Migration, Stage, for_good},
    plan::Allow,
    store::Store,
    trunkline::{ext::collect, model::Trunk},
};

use super::{
    carry::{Carrying, Work, differences, resumes},
    outcomes::Outcomes,
    sides::{Side, Sides},
    which::Which,
};
use crate::{apply::GoOn, exit::Failure, global::Global, output, planned::plain};

/// Remove the trunks from the old account. Needs --allow delete-trunk, and --allow unbind-number while numbers are bound to
/// them. Cannot be taken back.
#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
    /// Go on where a retirement was stopped, failed or died.
    #[arg(long)]
    resume: bool,
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
        let (store, mut migration) = self.which.open(&place, &[Stage::Settled, Stage::Retiring]).await?;
        let resumes = resumes(&migration, self.resume)?;
        let allowed = self.carrying.allowed.classes();
        let sides = Sides::of(&migration, &store, global)?;
        refuse_unless_as_asked(&sides.to, &migration, &store).await?;
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
        for lost in for_good(&migration, "retire") {
            if !global.json {
                output::note(&plain(&format!("cannot be taken back: {lost}")));
            }
            outcomes.for_good(lost);
        }
        let before = migration.clone();
        migration.stage = Stage::Retiring;
        let again = format!("trunkline migrate retire {}{}", migration.number, self.carrying.typed());
        let begun =
            format!("trunkline migrate retire {} --resume{}", migration.number, self.carrying.typed());
        let work = Work {
            store: &store,
            place: &place,
            carrying: &self.carrying,
            consent,
            handover: None,
            resumes,
            go_on: GoOn { begun: &begun, again: &again },
            json: global.json,
            outcomes,
        };
        let wanted = migration.off_source();
        work.enter(&mut migration, ("retire", &sides.from), &wanted, before).await?;
        let left = still_there(&sides.from, &migration).await?;
        if !left.is_empty() {
            // One whose name no file can say is not found by it.
            let left = left.iter().map(|trunk| {
                plain(&format!("trunk {} ({:?}) is still there: delete it by hand", trunk.id, trunk.name))
            });
            return Err(Failure::Local(left.collect::<Vec<_>>().join("; ")));
        }
        migration.stage = Stage::Retired;
        store.keep_migration(&mut migration).await?;
        outcomes.ended(&migration);
        if global.json {
            return Ok(());
        }
        output::print(&format!("Migration {} is over.\n", migration.number))
    }
}

/// Refuses to remove anything while the new account would not carry the calls.
async fn refuse_unless_as_asked(side: &Side, migration: &Migration, store: &Store) -> Result<(), Failure> {
    let differences = differences(side, migration, store).await?;
    if differences.is_empty() {
        return Ok(());
    }
    let to = &migration.moving.report.to.identity;
    let mut lines: Vec<String> = differences.iter().map(|line| plain(&format!("on {to}: {line}"))).collect();
    lines.push(format!(
        "nothing is removed from {} before that is mended",
        migration.moving.report.from.identity
    ));
    Err(Failure::Mistakes(lines))
}

/// The trunks that are moved and that the old account has still.
async fn still_there(side: &Side, migration: &Migration) -> Result<Vec<Trunk>, Failure> {
    let mut there = collect(side.view().list_trunks()).await?;
    there.retain(|trunk| migration.moving.trunks.iter().any(|moved| moved.trunk == trunk.id));
    Ok(there)
}

/// The numbers that are bound to the trunks now, also those that came after the migration was prepared.
async fn bound(side: &Side, migration: &Migration) -> Result<Vec<String>, Failure> {
    let view = side.view();
    let mut numbers = Vec::new();
    for trunk in still_there(side, migration).await? {
        let bound = collect(view.list_bound_numbers(&trunk.id)).await?;
        numbers.extend(bound.iter().map(|bound| bound.number.to_string()));
    }
    Ok(numbers)
}
