//! `trunkline plan`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use trunkline_engine::plan::Plan;

use crate::{
    allow::Allowed,
    exit::Failure,
    global::Global,
    output, planned,
    planning::{Asked, Target},
    stored,
};

/// What would have to be done so that the accounts are as the file says. Sends only reads.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
    /// Save the plan as JSON, for `trunkline apply --plan`.
    #[arg(long, value_name = "PLAN.json")]
    out: Option<PathBuf>,
    /// Print Markdown for a pull request.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// End with 4 when there is something to do, and with 0 when there is nothing.
    #[arg(long)]
    detailed_exitcode: bool,
    #[command(flatten)]
    allowed: Allowed,
    /// Only this account; can be given several times.
    #[arg(long = "carrier", value_name = "PROFILE")]
    carriers: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  trunkline plan                                # of ./trunkline.yaml
  trunkline plan --carrier twilio               # one account of it
  trunkline plan --allow remove-unlisted --out plan.json
  trunkline apply --plan plan.json              # exactly that, and only if nothing changed since
  trunkline plan --markdown >> \"$GITHUB_STEP_SUMMARY\"
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file);
        let asked = Asked::read(&path, &self.carriers)?;
        let store = global.place(&path).look().await?;
        let desk = asked.open(&stored::reading(store.as_ref(), global.json))?;
        let plan = desk.plan(store.as_ref(), &self.allowed.classes()).await?;
        if let Some(out) = &self.out {
            save(out, &plan)?;
        }
        match (global.json, self.markdown) {
            (true, _) => output::print_json(&plan)?,
            (_, true) => output::print(&planned::markdown(&plan))?,
            _ => output::print(&planned::text(&plan))?,
        }
        if self.detailed_exitcode && !plan.is_empty() { Err(Failure::Differences) } else { Ok(()) }
    }
}

fn save(path: &Path, plan: &Plan) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(plan)
        .map_err(|error| Failure::Local(format!("the plan cannot be written as JSON: {error}")))?;
    fs::write(path, text + "\n")
        .map_err(|error| Failure::Local(format!("{} cannot be written: {error}", path.display())))
}
