//! `trunkline migrate status`.

use std::{collections::BTreeMap, fmt::Write as _};

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    migrate::{Migration, Task, for_good, tasks},
    store::{Confirmation, Run},
};

use super::{
    next::{next, quoted},
    output::Output,
    shown::Standing,
    which::Which,
};
use crate::{exit::Failure, global::Global, output, planned::plain};

/// Where a migration is: its stage, its runs, what a person has to do still, and what the next stage cannot take back.
/// Sends nothing.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    output: Output,
}

const EXAMPLES: &str = "\
Examples:
  trunkline migrate status                     # every migration
  trunkline migrate status 3                   # one, with its checklist
  trunkline migrate status 3 --html move.html  # a page for whoever was not there
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let store = global.place(&global.file(None)).look().await?;
        let all = match &store {
            Some(store) => store.migrations().await?,
            None => Vec::new(),
        };
        let Some((store, number)) = store.zip(self.which.number) else {
            if self.output.is_given() {
                return Err(Failure::mistake("name the migration that the page is about"));
            }
            return if global.json { output::print_json(&all) } else { output::print(&list(&all)) };
        };
        let Some(migration) = all.iter().find(|migration| migration.number == number) else {
            return Err(Failure::mistake(format!("there is no migration {number}")));
        };
        let confirmed = store.confirmed().await?;
        if self.output.is_given() {
            let standing = Standing::of(migration, &confirmed);
            return self.output.print(&migration.report_now(), Some(&standing), false);
        }
        let mut runs = store.runs_of(&migration.run_name("")).await?;
        runs.reverse();
        let tasks = tasks(migration);
        if global.json {
            let open: Vec<&Task> = tasks.iter().filter(|task| !confirmed.contains_key(&task.id)).collect();
            let next = migration.stage.next();
            return output::print_json(&json!({
                "migration": migration, "runs": runs, "open": open, "next": next,
                "for_good": next.map(|next| for_good(migration, next)).unwrap_or_default(),
            }));
        }
        output::print(&one(migration, &runs, &tasks, &confirmed))
    }
}

fn list(all: &[Migration]) -> String {
    let row = |migration: &Migration| {
        let report = &migration.moving.report;
        let trunks: Vec<&str> = report.trunks.iter().map(|loss| loss.name.as_str()).collect();
        vec![
            migration.number.to_string(),
            migration.stage.to_string(),
            plain(&report.from.profile),
            plain(&report.to.profile),
            plain(&trunks.join(", ")),
            format!("{:.0}", migration.updated),
        ]
    };
    let headings = ["MIGRATION", "STAGE", "FROM", "TO", "TRUNKS", "SINCE"];
    output::table(&headings, all.iter().map(row).collect(), "no trunk was moved yet")
}

fn one(
    migration: &Migration,
    runs: &[Run],
    tasks: &[Task],
    confirmed: &BTreeMap<String, Confirmation>,
) -> String {
    let report = &migration.moving.report;
    let (number, stage) = (migration.number, migration.stage);
    let mut text = output::heading(&format!("Migration {number}: {stage}"));
    let numbers = |all: &mut dyn Iterator<Item = String>| {
        let all: Vec<String> = all.collect();
        if all.is_empty() { "none".to_owned() } else { all.join(", ") }
    };
    text += &output::pairs(vec![
        ("from", plain(&report.from.identity.to_string())),
        ("to", plain(&report.to.identity.to_string())),
        ("since", format!("{:.0}", migration.updated)),
        ("numbers moved", numbers(&mut migration.moving.numbers.iter().map(ToString::to_string))),
        ("numbers left", numbers(&mut migration.numbers_left().iter().map(ToString::to_string))),
    ]);
    for run in runs {
        let ended =
            run.outcome.map_or("not ended".to_owned(), |outcome| format!("{outcome:?}").to_lowercase());
        text += &output::item(&plain(&format!("run {} ({ended}): {}", run.number, run.what)));
    }
    text += &checklist(tasks, confirmed);
    if let Some(next) = stage.next() {
        for lost in for_good(migration, next) {
            text += &output::item(&plain(&format!("{next} cannot be taken back: {lost}")));
        }
    }
    if let Some(next) = next(migration) {
        let _ = writeln!(text, "Next: {next}");
    }
    text
}

/// What a person has to do, open items with their names.
pub(super) fn checklist(tasks: &[Task], confirmed: &BTreeMap<String, Confirmation>) -> String {
    if tasks.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{}", output::heading("Checklist"));
    for task in tasks {
        let done = confirmed.get(&task.id).map(|by| format!(" (done: {} at {:.0})", by.who, by.at));
        let is_open = done.is_none();
        let words = format!("{}: {}{}", task.who, task.what, done.unwrap_or_default());
        text += &output::item(&plain(&words));
        if is_open {
            text += &output::dim(&format!("    trunkline migrate done {}\n", quoted(&plain(&task.id))));
        }
    }
    text + "\n"
}
