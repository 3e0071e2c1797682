//! `trunkline failover back`.

use std::{collections::BTreeSet, fmt::Write as _, path::PathBuf};

use clap::Args;
use serde_json::json;
use trunkline_engine::{
    Environment,
    apply::Report,
    failover::Bundle,
    plan::{Allow, Change},
    store::{RunOutcome, Store},
    trunkline::Effect,
    undo::{TakenBack, take_back},
};

use super::{
    bundle::{Side, read, stands},
    desk::Desk,
};
use crate::{
    apply::{Running, outcome},
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
    planned::{self, plain},
    stored,
};

/// Return to the carrier that had failed.
///
/// Looks first whether its API answers and its trunks are as the file says; nothing is changed unless they are. Then takes
/// back what made the other account live: numbers that were bound, targets that were taken into use. What it was given
/// besides stays, so that it is as ready as before. Whether the carrier carries calls again no API tells: place one in each
/// direction first, and turn the SBC back: what is taken back here carries calls until then.
///
/// Ends with 0 when all of it is taken back, 1 when it failed and nothing is known to be done, 2 when it cannot be (nothing
/// was changed), 3 when some of it was not taken back: the next failover back is about that.
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
        let place = global.place(stands(&bundle, &self.bundle));
        let store = place.look().await?;
        let side = Side::open(&bundle, stored::a_few(store.as_ref(), global.json))?;
        let home = &bundle.away_from.profile;
        let path = self.file.unwrap_or_else(|| bundle.of.clone());
        is_back(&Desk::read(&path)?, home, global, &path).await?;
        let runs = match &store {
            Some(store) => carried_out(store, &bundle).await?,
            None => Vec::new(),
        };
        let (Some(store), false) = (store, runs.is_empty()) else {
            return Err(Failure::mistake(
                "no run of this bundle is in the journal: it was not carried out, or is back already, or another bundle was \
                 carried out; look with trunkline history, and name the journal with --store if it is another",
            ));
        };
        let allowed = BTreeSet::from([Allow::UnbindNumber, Allow::RemoveLastOrigination]);
        let back = take_back(&store, &runs, &side.providers, &allowed, makes_live).await?;
        let again = format!("trunkline failover back {}", self.bundle.display());
        let (whole, empty) = (back.not_undone.is_empty(), back.plan.is_empty());
        if !empty {
            if !global.json {
                output::print(&planned::text(&back.plan))?;
            }
            consent.to(&format!(
                "Calls are sent over {home} again; do this on {}, which carries none then",
                bundle.to.profile
            ))?;
        }
        let mut report = None;
        // Also without a step it is kept: the bundle is not needed for a way back any more.
        if whole || !empty {
            let running = Running {
                what: &bundle.back_name(whole),
                providers: &side.providers,
                of: None,
                place: &place,
                wait: false,
                undo: None,
                environment: &Environment::process(),
                go_on: None,
                stage: None,
                json: global.json,
                outcomes: None,
            };
            report = Some(running.report(&store, async |apply| apply.run(&back.plan).await).await?);
        }
        tell(&bundle, report.as_ref(), &back, global.json)?;
        let failed = report.as_ref().and_then(|report| outcome::failure(report, Some(again.as_str().into())));
        failed.or_else(|| left_open(&back, report.is_some(), &again)).map_or(Ok(()), Err)
    }
}

/// Why it is not taken back as a whole, if it is not.
fn left_open(back: &TakenBack, changed: bool, again: &str) -> Option<Failure> {
    if back.not_undone.is_empty() {
        return None;
    }
    let steps: Vec<&str> = back.not_undone.iter().map(|stays| &*stays.step).collect();
    Some(Failure::Unfinished {
        partly: true,
        effect: if changed { Effect::Partial } else { Effect::None },
        message: plain(&format!(
            "not taken back: {}; do that by hand, and look once more: {again}",
            steps.join(", ")
        )),
    })
}

/// Whether the carrier that had failed answers, and has what the file says.
async fn is_back(desk: &Desk, home: &str, global: &Global, path: &std::path::Path) -> Result<(), Failure> {
    let store = global.place(path).look().await?;
    let plan = desk
        .look(home, &desk.open(home, stored::a_few(store.as_ref(), global.json))?, store.as_ref())
        .await?
        .plan;
    if plan.is_empty() {
        return Ok(());
    }
    let mut lines: Vec<String> = plan.differences().iter().map(|line| plain(line)).collect();
    lines.push(format!("{home} is not as the file says: trunkline apply first"));
    Err(Failure::Mistakes(lines))
}

/// The runs of a bundle since it was last taken back as a whole, the first one first.
pub(super) async fn carried_out(store: &Store, bundle: &Bundle) -> Result<Vec<i64>, Failure> {
    let backs = store.runs_named(&bundle.back_name(true)).await?;
    let back = backs.iter().find(|run| run.outcome == Some(RunOutcome::Done)).map_or(0, |run| run.number);
    let mut runs: Vec<i64> =
        store.runs_named(&bundle.run_name()).await?.into_iter().map(|run| run.number).collect();
    runs.retain(|run| *run > back);
    runs.sort_unstable();
    Ok(runs)
}

/// What makes a standby carry calls; everything else is what it is kept ready with.
pub(super) fn makes_live(change: &Change) -> bool {
    matches!(
        change,
        Change::BindNumber { .. }
            | Change::SetNumberMode { .. }
            | Change::UpdateOriginationUri { .. }
            | Change::SetCallerId { .. }
    )
}

fn tell(bundle: &Bundle, report: Option<&Report>, back: &TakenBack, json: bool) -> Result<(), Failure> {
    let (home, to) = (&bundle.away_from.profile, &bundle.to.profile);
    if json {
        return output::print_json(&json!({
            "id": bundle.id, "report": report, "not_undone": back.not_undone, "lost": back.lost,
            "stays": back.kept,
        }));
    }
    let mut text = match report {
        Some(report) if !back.plan.is_empty() => outcome::text(report),
        _ if back.not_undone.is_empty() => format!("Nothing on {to} had to be taken back.\n"),
        _ => String::new(),
    };
    for stays in &back.not_undone {
        text += &output::item(&plain(&format!("not taken back: {}: {}", stays.step, stays.reason)));
    }
    for lost in &back.lost {
        text += &output::item(&plain(&format!("does not come back: {}: {}", lost.step, lost.reason)));
    }
    if back.kept > 0 {
        let _ = writeln!(
            text,
            "{} other steps of the failover stay on {to}: it is as ready as before.",
            back.kept
        );
    }
    text += &output::item(&format!(
        "The API of {home} answers and its trunks are as the file says; that its calls are carried nobody has tested: \
         place one in each direction."
    ));
    output::print(&text)
}
