//! `trunkline migrate verify`.

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    migrate::{Migration, Stage, changed},
    probe::{Health, Report},
};

use super::{carry::differences, next::next, sides::Sides, which::Which};
use crate::{exit::Failure, global::Global, output, planned::plain, probe::prober};

/// Look whether the new account is as asked, and whether the old one is still what the new one was built from.
///
/// Sends only reads. Ends with 0 when it is, with 4 when something differs.
#[derive(Debug, Args)]
pub(crate) struct Command {
    #[command(flatten)]
    which: Which,
    /// Send each target of inbound calls one SIP OPTIONS from here besides; one that does not answer for itself differs.
    #[arg(long)]
    probe: bool,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let place = global.place(&global.file(None));
        let stages = [Stage::Prepared, Stage::Verified, Stage::CutOver, Stage::Settled];
        let (store, mut migration) = self.which.open(&place, &stages).await?;
        let sides = Sides::of(&migration, &store, global)?;
        let differences = differences(&sides.to, &migration, &store).await?;
        // After the cutover the old account may have lost numbers, as asked.
        let others = if migration.stage <= Stage::Verified {
            changed(&migration.moving, &sides.look_again(&migration).await?)
        } else {
            Vec::new()
        };
        let probes = if self.probe { probed(&migration).await? } else { Vec::new() };
        let down = probes.iter().any(|report| report.health != Health::Alive);
        let as_asked = differences.is_empty() && others.is_empty() && !down;
        let stage = match (as_asked, migration.stage) {
            (true, Stage::Prepared) => Stage::Verified,
            (false, Stage::Verified) => Stage::Prepared,
            (false, Stage::Settled) => Stage::CutOver,
            (_, stage) => stage,
        };
        if stage != migration.stage {
            migration.stage = stage;
            store.keep_migration(&mut migration).await?;
        }
        if global.json {
            output::print_json(&json!({
                "migration": migration.number, "stage": migration.stage, "differences": differences,
                "changed": others, "probes": probes,
            }))?;
        } else {
            let (from, to) = (&migration.moving.report.from.identity, &migration.moving.report.to.identity);
            let not_so = differences.iter().map(|line| output::item(&plain(&format!("on {to}: {line}"))));
            let answers = probes.iter().map(|report| {
                output::item(&plain(&format!("{} is {}: {}", report.target, report.health, report.why())))
            });
            let text: String = not_so
                .chain(answers)
                .chain(others.iter().map(|line| {
                    output::item(&plain(&format!(
                        "on {from}: {line}, and the new account was built from what it was: make it again what it was, or \
                         take the migration back (trunkline migrate rollback {}) and prepare it anew",
                        migration.number
                    )))
                }))
                .collect();
            output::print(&text)?;
            if as_asked {
                let next = next(&migration).unwrap_or_default();
                output::print(&format!("{to} is as asked. Next: {next}\n"))?;
            }
        }
        if as_asked { Ok(()) } else { Err(Failure::Differences) }
    }
}

/// The targets of inbound calls, each once, as one SIP OPTIONS from here finds them.
async fn probed(migration: &Migration) -> Result<Vec<Report>, Failure> {
    let prober = prober()?;
    let mut reports: Vec<Report> = Vec::new();
    for spec in migration.moving.trunks.iter().flat_map(|moved| moved.wanted.origination.iter().flatten()) {
        if !reports.iter().any(|report| report.target == spec.uri) {
            reports.push(prober.probe(&spec.uri).await);
        }
    }
    Ok(reports)
}
