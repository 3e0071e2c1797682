//! `trunkline done`.

use std::{collections::BTreeSet, path::PathBuf};

use clap::Args;
use serde_json::json;

use crate::{exit::Failure, global::Global, output, planned::plain, planning::Asked, stored, who::who};

/// Confirm that what only a person can do is done, so that no plan repeats it.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    /// The step, as `trunkline plan` names it.
    step: String,
    /// The file whose plan has it [default: that of --config, or else ./trunkline.yaml].
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Example:
  trunkline done exotel/contact_centre/exotel_inbound_flow/trmum1e220a8397b1dcdaf6e1a1n
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.file);
        let place = global.place(&path);
        let asked = Asked::read(&path, &[])?;
        let store = place.look().await?;
        let desk = asked.open(&stored::reading(store.as_ref(), global.json))?;
        let plan = desk.plan(store.as_ref(), &BTreeSet::new()).await?;
        let trunks = plan.accounts.iter().flat_map(|account| &account.trunks);
        let manual: Vec<_> = trunks.flat_map(|trunk| &trunk.manual).collect();
        let Some(step) = manual.iter().find(|step| step.id == self.step) else {
            let open = manual.iter().filter(|step| step.confirmed.is_none()).map(|step| step.id.as_str());
            let open: Vec<&str> = open.collect();
            let there =
                if open.is_empty() { "nothing is to be done by hand".to_owned() } else { open.join(", ") };
            return Err(Failure::mistake(format!(
                "{:?} is no step of the plan; there is: {there}",
                self.step
            )));
        };
        let said = if let Some(confirmed) = &step.confirmed {
            format!("confirmed already: {confirmed}")
        } else {
            let store = match store {
                Some(store) => store,
                None => place.open().await?,
            };
            store.confirm(&step.id, &who()).await?;
            format!("confirmed by {}", who())
        };
        if global.json {
            return output::print_json(&json!({ "step": step.id, "changed": step.confirmed.is_none() }));
        }
        output::print(&(plain(&format!("{}: {said}", step.id)) + "\n"))
    }
}
