//! `trunkline migrate cutover`.

use std::collections::BTreeSet;

use clap::Args;
use jiff::Timestamp;
use trunkline_engine::{
    Environment,
    migrate::{Migration, Stage, for_good, tasks},
    plan::Allow,
    trunkline::model::E164,
};

use super::{
    carry::{self, Settling},
    sides::Sides,
    status::checklist,
    which::Which,
};
use crate::{
    allow::Allowed,
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    input::Input,
    output,
    planned::plain,
};

/// Switch what an API can switch, and list the rest with who has to do it.
///
/// Binds the numbers that the new account has by now (ported, or its own before), and with --allow unbind-number takes them
/// off the old trunk. Numbers are never bought and never released. Where calls are sent to is changed on the SBC: the
/// checklist has the text.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
    /// A number of the trunks that the new account has by now; can be given several times.
    #[arg(long = "number", value_name = "E164")]
    numbers: Vec<String>,
    #[command(flatten)]
    allowed: Allowed,
    #[command(flatten)]
    settling: Settling,
    #[command(flatten)]
    yes: Yes,
}

const EXAMPLES: &str = "\
Examples:
  trunkline migrate cutover                              # the SBC is switched by hand, no number moves
  trunkline migrate cutover --number +14155550100
  trunkline migrate cutover --number +14155550100 --allow unbind-number --yes
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let consent = Consent::possible(self.yes.yes).map_err(Failure::mistake)?;
        let mut input = Input::new();
        let numbers = input.values::<E164>(&self.numbers);
        let (numbers,) = input.finish((numbers,))?;
        let place = global.place(&global.file(None));
        let store = place.look().await?;
        let stages = [Stage::Verified, Stage::CuttingOver];
        let mut migration = self.which.find(store.as_ref(), &stages).await?;
        let Some(store) = store else { return Ok(()) };
        let sides = Sides::of(&migration.moving.report, global)?;
        add(&mut migration, numbers)?;
        if !global.json {
            for lost in for_good(&migration, "cutover") {
                output::note(&plain(&format!("cannot be taken back: {lost}")));
            }
        }
        migration.stage = Stage::CuttingOver;
        store.keep_migration(&migration).await?;
        let environment = Environment::process();
        let on_target = migration.on_target();
        let target = carry::Stage {
            migration: &migration,
            command: "cutover",
            name: "cutover",
            side: &sides.to,
            wanted: &on_target,
            allowed: self.allowed.classes(),
            environment: &environment,
            store: &store,
            place: &place,
            consent,
            settling: self.settling,
            json: global.json,
        };
        target.carry_out().await?;
        let unbind = self.allowed.classes().contains(&Allow::UnbindNumber);
        if unbind && !migration.moving.numbers.is_empty() {
            let only = migration.moving.trunks.iter().map(|moved| moved.trunk.to_string()).collect();
            let without = migration.without_numbers(&sides.look(&only, None).await?);
            let source =
                carry::Stage { name: "cutover, old account", side: &sides.from, wanted: &without, ..target };
            source.carry_out().await?;
        }
        migration.stage = Stage::CutOver;
        migration.moving.cut_over = Some(Timestamp::now());
        store.keep_migration(&migration).await?;
        if global.json {
            return Ok(());
        }
        let confirmed = store.confirmed().await?;
        output::print(&checklist(&tasks(&migration), &confirmed))?;
        output::print(&format!(
            "What an API can switch is switched. Confirm what is done with trunkline migrate done; then: trunkline \
             migrate settle {}\n",
            migration.number
        ))
    }
}

/// Adds numbers to those that are switched; each has to be one of the trunks'.
fn add(migration: &mut Migration, numbers: Vec<E164>) -> Result<(), Failure> {
    let left = migration.numbers_left();
    let known: BTreeSet<&E164> = left.iter().chain(&migration.moving.numbers).collect();
    let strangers: Vec<String> = numbers
        .iter()
        .filter(|number| !known.contains(number))
        .map(|number| format!("--number {number}: no trunk of migration {} has it", migration.number))
        .collect();
    if !strangers.is_empty() {
        return Err(Failure::Mistakes(strangers));
    }
    migration.moving.numbers.extend(numbers);
    Ok(())
}
