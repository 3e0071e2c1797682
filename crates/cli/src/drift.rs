//! `trunkline drift`.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Value, json};
use trunkline_engine::plan::Plan;

use crate::{
    exit::Failure,
    global::Global,
    output,
    planned::plain,
    planning::{Asked, Target},
    stored,
};

/// What differs from the file, a line for each difference. Sends only reads; for cron.
///
/// Ends with 0 when nothing differs, 4 when something does, 1 when it cannot be told and 2 when the file is invalid.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
}

const EXAMPLES: &str = "\
Examples:
  trunkline drift
  trunkline drift --json | jq -r '.[].step'
  trunkline drift /etc/trunkline.yaml; [ $? -eq 4 ] && echo \"the trunks are not as the file says\"
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file);
        let asked = Asked::read(&path, &[])?;
        let store = global.place(&path).look().await?;
        let desk = asked.open(&stored::reading(store.as_ref(), global.json))?;
        let plan = desk.plan(store.as_ref(), &BTreeSet::new()).await?;
        let differences = plan.differences();
        if global.json {
            output::print_json(&objects(&plan))?;
        } else {
            let lines = differences.iter().map(|difference| plain(difference) + "\n");
            output::print(&lines.collect::<String>())?;
        }
        if differences.is_empty() { Ok(()) } else { Err(Failure::Differences) }
    }
}

/// The differences, for scripts.
fn objects(plan: &Plan) -> Vec<Value> {
    let steps = plan.steps().map(|(account, trunk, step)| {
        json!({
            "profile": account.profile, "identity": account.identity, "trunk": trunk.name,
            "step": step.id, "why": step.why,
        })
    });
    let refusals = plan.refusals().map(|(account, trunk, refusal)| {
        json!({
            "profile": account.profile, "identity": account.identity, "trunk": trunk.name,
            "field": refusal.field, "why": refusal.reason,
        })
    });
    steps.chain(refusals).collect()
}
