//! `trunkline failover back`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::PathBuf,
};

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    Environment,
    apply::Report,
    failover::Bundle,
    plan::{Allow, Change, Plan},
    store::{Run, RunOutcome, Store},
    trunkline::provider::DynProvider,
    undo::undo,
};

use super::{
    bundle::{Side, read},
    desk::Desk,
    run::HISTORY,
};
use crate::{
    apply::{Running, outcome},
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
    planned::{self, plain},
};

/// Return to the carrier that had failed.
///
/// Looks first whether its API answers and its trunks are as the file says; nothing is changed unless they are. Then takes
/// back what made the other account live: numbers that were bound, targets that were taken into use. What it was given
/// besides stays, so that it is as ready as before. Whether the carrier carries calls again no API tells: place one in each
/// direction first.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    /// The bundle that was carried out.
    #[arg(value_name = "BUNDLE.json")]
    bundle: PathBuf,
    /// The file [default: the one that the bundle was made of].
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    #[command(flatten)]
    yes: Yes,
}

const EXAMPLES: &str = "\
Example:
  trunkline failover back away-from-exotel.json
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let bundle = read(&self.bundle, None)?;
        let consent = Consent::possible(self.yes.yes).map_err(Failure::mistake)?;
        let side = Side::open(&bundle)?;
        let home = &bundle.away_from.profile;
        let path = self.file.unwrap_or_else(|| bundle.of.clone());
        is_back(&Desk::read(&path)?, home, global, &path).await?;
        let place = global.place(&self.bundle);
        let store = place.look().await?;
        let runs = match &store {
            Some(store) => carried_out(store, &bundle).await?,
            None => Vec::new(),
        };
        let (Some(store), false) = (store, runs.is_empty()) else {
            return Err(Failure::mistake(
                "no run of this bundle is in the journal: it was not carried out, or is back already; look with trunkline \
                 history, and name the journal with --store if it is another",
            ));
        };
        let mut reports = Vec::new();
        let mut stays = Vec::new();
        for run in runs {
            let (plan, not_taken) = inverse(&store, &run, &side.providers).await?;
            stays.extend(not_taken);
            if plan.is_empty() {
                continue;
            }
            if !global.json {
                output::print(&planned::text(&plan))?;
            }
            consent.to(&format!("Do this on {}", bundle.to.profile))?;
            let running = Running {
                what: &bundle.back_name(),
                providers: &side.providers,
                of: None,
                place: &place,
                wait: false,
                undo: None,
                environment: &Environment::process(),
                go_on: None,
                json: global.json,
            };
            let report = running.report(&store, async |apply| apply.run(&plan).await).await?;
            let failed = outcome::failure(&report, Some("trunkline apply --resume"));
            reports.push(report);
            if let Some(failure) = failed {
                tell(&bundle, &reports, &stays, global.json)?;
                return Err(failure);
            }
        }
        tell(&bundle, &reports, &stays, global.json)
    }
}

/// Whether the carrier that had failed answers, and has what the file says.
async fn is_back(desk: &Desk, home: &str, global: &Global, path: &std::path::Path) -> Result<(), Failure> {
    let store = global.place(path).look().await?;
    let plan = desk.look(home, &desk.open(home)?, store.as_ref()).await?.plan;
    if plan.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<String> = plan.differences().iter().map(|line| plain(line)).collect();
    lines.push(format!("{home} is not as the file says: trunkline apply --resume or trunkline apply first"));
    Err(Failure::Mistakes(lines))
}

/// The runs of a bundle that were not taken back, the last one first.
async fn carried_out(store: &Store, bundle: &Bundle) -> Result<Vec<Run>, Failure> {
    let (run, back) = (bundle.run_name(), bundle.back_name());
    let runs: Vec<Run> = store.runs(HISTORY).await?;
    let since = runs.into_iter().take_while(|one| one.what != back || one.outcome != Some(RunOutcome::Done));
    Ok(since.filter(|one| one.what == run).collect())
}

/// The part of an undo that makes the account a standby again, and what of the run stays.
async fn inverse(
    store: &Store,
    run: &Run,
    providers: &BTreeMap<String, DynProvider>,
) -> Result<(Plan, Vec<String>), Failure> {
    let allowed = BTreeSet::from([Allow::UnbindNumber, Allow::RemoveLastOrigination]);
    let undo = undo(store, run.number, providers, &allowed).await?;
    let mut stays: Vec<String> =
        undo.not_undone.iter().map(|step| format!("{}: {}", step.step, step.reason)).collect();
    let mut plan = undo.plan;
    for trunk in plan.accounts.iter_mut().flat_map(|account| &mut account.trunks) {
        trunk.steps.retain(|step| {
            let live = matches!(
                step.change,
                Change::UnbindNumber { .. }
                    | Change::SetNumberMode { .. }
                    | Change::UpdateOriginationUri { .. }
                    | Change::SetCallerId { .. }
                    | Change::ClearCallerId { .. }
            );
            if !live {
                stays.push(format!("{} of run {}", step.change.operation(), run.number));
            }
            live
        });
    }
    Ok((plan, stays))
}

fn tell(bundle: &Bundle, reports: &[Report], stays: &[String], json: bool) -> Result<(), Failure> {
    let (home, to) = (&bundle.away_from.profile, &bundle.to.profile);
    if json {
        return output::print_json(&json!({ "id": bundle.id, "reports": reports, "stays": stays }));
    }
    let mut text: String = reports.iter().map(outcome::text).collect();
    if reports.is_empty() {
        let _ = writeln!(text, "Nothing on {to} had to be taken back.");
    }
    if !stays.is_empty() {
        let _ =
            writeln!(text, "{} steps of the failover stay on {to}: it is as ready as before.", stays.len());
    }
    text += &output::item(&format!(
        "Send outbound calls to {home} again. Its API answers and its trunks are as the file says; that its calls are \
         carried nobody has tested: place one in each direction."
    ));
    output::print(&text)
}
