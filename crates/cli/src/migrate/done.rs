//! `trunkline migrate done`.

use clap::Args;
use serde_json::json;
use trunkline_engine::migrate::tasks;

use crate::{exit::Failure, global::Global, output, planned::plain, who::who};

/// Confirm that something on a migration's checklist is done.
#[derive(Debug, Args)]
pub(crate) struct Command {
    /// The item, as `trunkline migrate status` names it; can be given several times.
    #[arg(value_name = "ITEM", required = true)]
    items: Vec<String>,
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let store = global.place(&global.file(None)).look().await?;
        let all = match &store {
            Some(store) => store.migrations().await?,
            None => Vec::new(),
        };
        let known: Vec<String> =
            all.iter().flat_map(|one| tasks(one).into_iter().map(|task| task.id)).collect();
        let strangers: Vec<String> = self
            .items
            .iter()
            .filter(|item| !known.contains(item))
            .map(|item| format!("{item:?} is on no migration's checklist: trunkline migrate status has them"))
            .collect();
        if !strangers.is_empty() {
            return Err(Failure::Mistakes(strangers));
        }
        for item in &self.items {
            if let Some(store) = &store {
                store.confirm(item, &who()).await?;
            }
        }
        if global.json {
            return output::print_json(&json!({ "confirmed": self.items, "who": who() }));
        }
        let lines = self.items.iter().map(|item| plain(&format!("{item}: confirmed by {}", who())) + "\n");
        output::print(&lines.collect::<String>())
    }
}
