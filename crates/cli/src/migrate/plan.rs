//! `trunkline migrate plan`.

use clap::Args;

use super::{output::Output, sides::Ends};
use crate::{exit::Failure, global::Global};

/// What will become of trunks on another account, field by field, before anything is written. Sends only reads.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    ends: Ends,
    #[command(flatten)]
    output: Output,
}

const EXAMPLES: &str = "\
Examples:
  trunkline migrate plan --from exotel --to twilio
  trunkline migrate plan --from exotel --to twilio --trunk contact_centre --html loss.html
  trunkline migrate plan --from twilio --to exotel --markdown >> \"$GITHUB_STEP_SUMMARY\"
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let sides = self.ends.open(global)?;
        let store = global.place(&global.file(None)).look().await?;
        let moving = sides.look(&self.ends.only(), store.as_ref()).await?;
        self.output.print(&moving.report, None, global.json)
    }
}
