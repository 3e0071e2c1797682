//! `trunkline migrate verify`.

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    migrate::{Migration, Stage, changed, without_target},
    probe::{Health, Report},
};

use super::{carry::differences, next::next, sides::Sides, which::Which};
use crate::{change::shown, exit::Failure, global::Global, output, planned::plain, probe::prober};

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
        let mut differences = differences(&sides.to, &migration, &store).await?;
        differences.extend(without_targets(&sides, &migration).await?);
        // After the cutover the old account may have lost numbers, as asked.
        let others = if migration.stage <= Stage::Verified {
            changed(&migration.moving, &sides.look_again(&migration).await?)
        } else {
            Vec::new()
        };
        let probes = if self.probe { probed(&migration).await? } else { Vec::new() };
        let down = probes.iter().any(|report| report.health != Health::Alive);
        let as_asked = differences.is_empty() && others.is_empty() && !down;
        if as_asked && migration.stage == Stage::Prepared {
            migration.stage = Stage::Verified;
            store.keep_migration(&mut migration).await?;
        } else if !as_asked && migration.stage == Stage::Verified {
            migration.stage = Stage::Prepared;
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
                        "on {from}: {line}, and the new account was built from what it was: make the same change there, \
                         or take the migration back and prepare it anew"
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

/// The trunks that take calls on the old account and lead nowhere on the new one, a line each.
async fn without_targets(sides: &Sides, migration: &Migration) -> Result<Vec<String>, Failure> {
    let moved = migration.moving.trunks.iter().filter(|moved| moved.takes_calls());
    let without = shown(&sides.to.profile, without_target(moved, &sides.to.view())).await?;
    let lines = without
        .into_iter()
        .map(|trunk| format!("{trunk}: no target is in use, and calls to it would go nowhere: add one"));
    Ok(lines.collect())
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
