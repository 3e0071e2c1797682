//! `trunkline history`.

mod runs;
mod show;

use clap::{Args, Subcommand};

use crate::{exit::Failure, global::Global};

/// Who changed what, and when.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_long_help = EXAMPLES)]
pub(crate) struct Command {
    /// Show at most this many runs, the newest first.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    #[command(subcommand)]
    which: Option<Which>,
}

const EXAMPLES: &str = "\
Examples:
  trunkline history                   # the newest 20 runs
  trunkline history --limit 100 --json
  trunkline history show 12           # each step of run 12, and each request with the carrier's identifier of it
";

#[derive(Debug, Subcommand)]
enum Which {
    /// Each step of a run, and each request with the carrier's identifier of it. No secret is in it.
    Show {
        /// The run's number.
        #[arg(value_name = "N")]
        run: i64,
    },
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let json = global.json;
        let store = global.place(&global.file(None)).look().await?;
        match self.which {
            None => runs::print(store.as_ref(), self.limit, json).await,
            Some(Which::Show { run }) => show::print(store.as_ref(), run, json).await,
        }
    }
}
