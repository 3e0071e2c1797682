//! `trunkline migrate plan`.

use clap::Args;

use super::{next::prepare_of, output::Output, sides::Ends};
use crate::{exit::Failure, global::Global, output, stored};

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
        let store = global.place(&global.file(None)).look().await?;
        let sides = self.ends.open(&stored::reading(store.as_ref(), global.json), global)?;
        let moving = sides.look(&self.ends, store.as_ref()).await?;
        self.output.print(&moving.report, None, global.json)?;
        if global.json || self.output.is_given() {
            return Ok(());
        }
        let Ends { from, to, trunks } = &self.ends;
        let prepare = prepare_of(from, to, trunks.iter().map(String::as_str));
        output::print(&format!(
            "Nothing was written. Build it on the new account, without traffic: {prepare}\n"
        ))
    }
}
