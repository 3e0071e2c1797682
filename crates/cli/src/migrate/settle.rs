//! `trunkline migrate settle`.

use clap::Args;
use serde_json::json;
use trunkline_engine::migrate::{Stage, tasks};

use super::{carry::differences, sides::Sides, status::checklist, which::Which};
use crate::{exit::Failure, global::Global, output, planned::plain};

/// Say that the new account carries the calls: it is as asked, and everything on the checklist is confirmed.
///
/// Sends only reads. Ends with 4 while something is open. Leave days between the cutover and retire: until then a
/// rollback takes everything back that can be.
#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let place = global.place(&global.file(None));
        let (store, mut migration) = self.which.open(&place, &[Stage::CutOver, Stage::Settled]).await?;
        let sides = Sides::of(&migration, &store, global)?;
        let differences = differences(&sides.to, &migration, &store).await?;
        let confirmed = store.confirmed().await?;
        let tasks = tasks(&migration);
        let open: Vec<&str> =
            tasks.iter().map(|task| task.id.as_str()).filter(|id| !confirmed.contains_key(*id)).collect();
        let settled = differences.is_empty() && open.is_empty();
        let stage = if settled { Stage::Settled } else { Stage::CutOver };
        if settled || stage != migration.stage {
            migration.stage = stage;
            store.keep_migration(&mut migration).await?;
        }
        if global.json {
            output::print_json(&json!({
                "migration": migration.number, "stage": migration.stage, "differences": differences, "open": open,
            }))?;
        } else {
            let not_so: String = differences.iter().map(|line| output::item(&plain(line))).collect();
            output::print(&(not_so + &checklist(&tasks, &confirmed)))?;
            if settled {
                let since = migration.moving.cut_over.map(|at| format!(" since {at:.0}")).unwrap_or_default();
                output::print(&format!(
                    "Settled: cut over{since}. When nothing is to go back any more: trunkline migrate retire {}\n",
                    migration.number
                ))?;
            } else {
                output::print("Not settled: what is open comes first.\n")?;
            }
        }
        if settled { Ok(()) } else { Err(Failure::Differences) }
    }
}
