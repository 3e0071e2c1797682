//! `trunkline migrate verify`.

use clap::Args;
use serde_json::json;
use trunkline_engine::migrate::{Stage, changed};

use super::{carry::differences, sides::Sides, which::Which};
use crate::{exit::Failure, global::Global, output, planned::plain};

/// Look whether the new account is as asked, and whether the old one is still what the new one was built from.
///
/// Sends only reads. Ends with 0 when it is, with 4 when something differs.
#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let place = global.place(&global.file(None));
        let store = place.look().await?;
        let stages = [Stage::Prepared, Stage::Verified, Stage::CutOver, Stage::Settled];
        let mut migration = self.which.find(store.as_ref(), &stages).await?;
        let Some(store) = store else { return Ok(()) };
        let sides = Sides::of(&migration.moving.report, global)?;
        let differences = differences(&sides.to, &migration.on_target(), &store).await?;
        let only = migration.moving.trunks.iter().map(|moved| moved.trunk.to_string()).collect();
        // After the cutover the old account may have lost numbers, as asked.
        let others = if migration.stage <= Stage::Verified {
            changed(&migration.moving, &sides.look(&only, None).await?)
        } else {
            Vec::new()
        };
        let as_asked = differences.is_empty() && others.is_empty();
        if as_asked && migration.stage == Stage::Prepared {
            migration.stage = Stage::Verified;
            store.keep_migration(&migration).await?;
        }
        if global.json {
            output::print_json(&json!({
                "migration": migration.number, "stage": migration.stage, "differences": differences, "changed": others,
            }))?;
        } else {
            let (from, to) = (&migration.moving.report.from.identity, &migration.moving.report.to.identity);
            let not_so = differences.iter().map(|line| output::item(&plain(&format!("on {to}: {line}"))));
            let text: String = not_so
                .chain(others.iter().map(|line| {
                    output::item(&plain(&format!(
                        "on {from}: {line}, and the new account was built from what it was: make the same change there, \
                         or take the migration back and prepare it anew"
                    )))
                }))
                .collect();
            output::print(&text)?;
            if as_asked {
                let next = migration.stage.next().unwrap_or("status");
                let number = migration.number;
                output::print(&format!("{to} is as asked. Next: trunkline migrate {next} {number}\n"))?;
            }
        }
        if as_asked { Ok(()) } else { Err(Failure::Differences) }
    }
}
