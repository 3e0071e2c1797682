//! `trunkline migrate cutover`.

use std::{collections::BTreeSet, fmt::Write as _};

use clap::Args;
use jiff::Timestamp;
use trunkline_engine::{
    migrate::{Migration, Stage, for_good, tasks},
    plan::Allow,
    trunkline::model::E164,
};

use super::{
    carry::{Carrying, Work, lead_nowhere, resumes},
    next::next,
    outcomes::Outcomes,
    sides::{Side, Sides},
    status::checklist,
    which::Which,
};
use crate::{apply::GoOn, exit::Failure, global::Global, input::Input, output, planned::plain};

/// Switch what an API can switch, and list the rest with who has to do it.
///
/// Binds the numbers that the new account has by now (ported, or its own before), and with --allow unbind-number takes them
/// off the old trunk. Numbers that come later, one port after the other, are cut over by another cutover each. Numbers are
/// never bought and never released. Where calls are sent to is changed on the SBC: the
/// checklist has the text.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
    /// A number of the trunks that the new account has by now; can be given several times.
    #[arg(long = "number", value_name = "E164")]
    numbers: Vec<String>,
    /// Go on where a cutover was stopped, failed or died, with the numbers that it had.
    #[arg(long, conflicts_with = "numbers")]
    resume: bool,
    #[command(flatten)]
    carrying: Carrying,
}

const EXAMPLES: &str = "\
Examples:
  trunkline migrate cutover                              # the SBC is switched by hand, no number moves
  trunkline migrate cutover --number +14155550100
  trunkline migrate cutover --number +14155550100 --allow unbind-number --yes
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        Outcomes::of(global.json, async |outcomes| self.carry_out(global, outcomes).await).await
    }

    async fn carry_out(&self, global: &Global, outcomes: &Outcomes) -> Result<(), Failure> {
        let consent = self.carrying.consent()?;
        let mut input = Input::new();
        let numbers = input.values::<E164>(&self.numbers);
        let (numbers,) = input.finish((numbers,))?;
        let place = global.place(&global.file(None));
        let stages = [Stage::Verified, Stage::CuttingOver, Stage::CutOver, Stage::Settled];
        let (store, mut migration) = self.which.open(&place, &stages).await?;
        let resumes = resumes(&migration, self.resume)?;
        let sides = Sides::of(&migration, &store, global)?;
        let before = migration.clone();
        add(&mut migration, numbers)?;
        refuse_without_target(&sides.to, &migration).await?;
        for lost in for_good(&migration, "cutover") {
            if !global.json {
                output::note(&plain(&format!("cannot be taken back: {lost}")));
            }
            outcomes.for_good(lost);
        }
        migration.stage = Stage::CuttingOver;
        let typed = self.typed(migration.number);
        let begun = next(&migration).unwrap_or_default() + &self.carrying.typed();
        let work = Work {
            store: &store,
            place: &place,
            carrying: &self.carrying,
            consent,
            handover: None,
            resumes,
            go_on: GoOn { begun: &begun, again: &typed },
            json: global.json,
            outcomes,
        };
        let wanted = migration.on_target();
        let since = migration.updated;
        work.enter(&mut migration, ("cutover", &sides.to), &wanted, before).await?;
        let unbind = self.carrying.allowed.classes().contains(&Allow::UnbindNumber);
        if unbind && !migration.moving.numbers.is_empty() {
            let work = Work { go_on: begun.as_str().into(), ..work };
            let taken_off = take_off(&work, &mut migration, &sides).await;
            let bound = migration.updated != since;
            taken_off.map_err(|failure| if bound { failure.after_others(&begun) } else { failure })?;
        }
        migration.stage = Stage::CutOver;
        migration.moving.cut_over = Some(Timestamp::now());
        store.keep_migration(&mut migration).await?;
        outcomes.ended(&migration);
        if global.json {
            return Ok(());
        }
        let confirmed = store.confirmed().await?;
        output::print(&checklist(&tasks(&migration), &confirmed))?;
        output::print(&still_on_both(&sides, &migration).await?)?;
        output::print(&format!(
            "What an API can switch is switched. When the checklist is done: trunkline migrate settle {}\n",
            migration.number
        ))
    }

    /// As it was typed.
    fn typed(&self, migration: i64) -> String {
        let mut typed = format!("trunkline migrate cutover {migration}");
        for number in &self.numbers {
            let _ = write!(typed, " --number {number}");
        }
        typed + &self.carrying.typed()
    }
}

/// Takes the numbers off the old trunks.
async fn take_off(work: &Work<'_>, migration: &mut Migration, sides: &Sides) -> Result<(), Failure> {
    let without = migration.without_numbers(&sides.look_again(migration).await?);
    work.carry_out(migration, "cutover, old account", &sides.from, &without).await
}

/// Refuses to send calls to a trunk that leads nowhere.
async fn refuse_without_target(side: &Side, migration: &Migration) -> Result<(), Failure> {
    let to = &migration.moving.report.to.identity;
    let lines: Vec<String> = lead_nowhere(side, migration).await?;
    let lines: Vec<String> = lines.iter().map(|line| plain(&format!("on {to}: {line}"))).collect();
    if lines.is_empty() { Ok(()) } else { Err(Failure::Mistakes(lines)) }
}

/// Numbers that were switched and that the old account has bound still.
async fn still_on_both(sides: &Sides, migration: &Migration) -> Result<String, Failure> {
    let numbers = &migration.moving.numbers;
    if numbers.is_empty() {
        return Ok(String::new());
    }
    let now = sides.look_again(migration).await?;
    let bound = now.values().flat_map(|there| there.numbers.iter().flatten());
    let both: Vec<&str> =
        bound.filter(|spec| numbers.contains(&spec.number)).map(|spec| spec.number.as_str()).collect();
    if both.is_empty() {
        return Ok(String::new());
    }
    Ok(format!(
        "Bound on {} too, until they are taken off there: {}: trunkline migrate cutover {} --allow unbind-number\n",
        migration.moving.report.from.profile,
        both.join(", "),
        migration.number
    ))
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
