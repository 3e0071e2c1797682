//! `trunkline failover prepare`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::json;
use trunkline_engine::{Environment, failover::Pair, plan::Plan, store::Store};

use super::{
    back::{carried_out, makes_live},
    bundle::{checklist, read, stands},
    check::text as judged,
    desk::Desk,
    told::Said,
};
use crate::{exit::Failure, global::Global, output, planned, planning::Target, stored, who::who};

/// Write down everything that is needed when a carrier fails, while it has not.
///
/// The bundle holds the plan for the account that takes over, that account with its secrets by reference, what people have
/// to do, and of each number whether its calls are carried then. It is carried out with nothing else at hand: neither the
/// failing carrier nor this file is needed. What would need the failing carrier is refused now. Reads the account that takes
/// over, and nothing of the one that fails.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
    /// The account that fails.
    #[arg(long = "away-from", value_name = "PROFILE")]
    away_from: String,
    /// The account that takes over.
    #[arg(long, value_name = "PROFILE")]
    to: String,
    /// Where the bundle is written; one that is there is replaced, unless it was carried out and is not taken back.
    #[arg(short, long, value_name = "BUNDLE.json")]
    out: PathBuf,
    #[command(flatten)]
    said: Said,
}

const EXAMPLES: &str = "\
Examples:
  trunkline failover prepare --away-from exotel --to twilio -o away-from-exotel.json
  trunkline failover run --away-from exotel away-from-exotel.json --rehearse    # on a simulator
  trunkline failover run --away-from exotel away-from-exotel.json               # when it has failed
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file);
        // Files with secrets are found from there, wherever the bundle is carried out.
        let path = std::path::absolute(&path).unwrap_or(path);
        let desk = Desk::read(&path)?;
        desk.profile(&self.away_from)?;
        if !desk.pairs(&self.away_from, &self.to) {
            return Err(Failure::mistake(format!(
                "no trunk of the file lives on both {} and {}: there is none to take over",
                self.away_from, self.to
            )));
        }
        let home = desk.carrier(&self.away_from)?;
        let pair = Pair { file: &desk.file, from: &self.away_from, home: &home, to: &self.to };
        let live = Desk::live(&pair)?;
        let store = global.place(&path).look().await?;
        is_not_needed(&self.out, global).await?;
        let provider = desk.open(&self.to, stored::a_few(store.as_ref(), global.json))?;
        let look = live.look(&self.to, &provider, store.as_ref()).await?;
        let prepared = pair.prepare(&who(), &live.file.wanted, look, &self.said.told()).await?;
        if !prepared.refused.is_empty() {
            return Err(Failure::Mistakes(prepared.refused));
        }
        let bundle = prepared.bundle;
        let missing = bundle.missing_passwords(&Environment::process());
        write(&self.out, &bundle.to_json())?;
        for line in &missing {
            output::note(&format!("not there now, and needed when the bundle is carried out: {line}"));
        }
        if global.json {
            return output::print_json(&json!({
                "bundle": self.out, "id": bundle.id, "steps": bundle.plan.steps().count(),
                "judged": bundle.judged, "checklist": bundle.checklist, "left": bundle.left,
                "missing_now": missing,
            }));
        }
        let out = self.out.display();
        output::print(&format!(
            "{}{}\n{}\n{out} is written. Rehearse it: trunkline failover run --away-from {} {out} --rehearse\n",
            if bundle.plan.is_empty() {
                format!("Nothing is left to do on {}: the standby is as the file says.\n\n", self.to)
            } else {
                planned::text(&bundle.plan) + "\n"
            },
            judged(&bundle.judged, &[]),
            checklist(&bundle.checklist),
            self.away_from,
        ))
    }
}

/// Refuses to replace a bundle that was carried out: its way back is found by it alone.
async fn is_not_needed(out: &Path, global: &Global) -> Result<(), Failure> {
    let Ok(old) = read(out, None) else { return Ok(()) };
    let Some(store) = global.place(stands(&old, out)).look().await? else { return Ok(()) };
    for number in carried_out(&store, &old).await? {
        if was_live(&store, number).await? {
            let out = out.display();
            return Err(Failure::mistake(format!(
                "{out} was carried out (run {number}) and is not taken back: trunkline failover back {out} needs it; write the \
                 new one elsewhere, or remove {out} if nothing is to be taken back"
            )));
        }
    }
    Ok(())
}

/// Whoever needs it never finds half of it.
fn write(out: &Path, text: &str) -> Result<(), Failure> {
    let mut new = out.as_os_str().to_owned();
    new.push(".new");
    fs::write(&new, text)
        .and_then(|()| fs::rename(&new, out))
        .map_err(|error| Failure::Local(format!("{} cannot be written: {error}", out.display())))
}

/// Whether a run was to do what a way back takes back.
async fn was_live(store: &Store, number: i64) -> Result<bool, Failure> {
    let Some((_, plan)) = store.run(number).await? else { return Ok(false) };
    // Of a plan that cannot be read nobody knows.
    let plan = serde_json::from_str::<Plan>(&plan);
    Ok(plan.map_or(true, |plan| plan.steps().any(|(.., step)| makes_live(&step.change))))
}
