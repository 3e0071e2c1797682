//! What every command takes.

use std::path::{Path, PathBuf};

use clap::Args;

use trunkline_engine::trunkline::http::Options;

use crate::{
    exit::Failure,
    output,
    stored::{self, Place},
};

#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// Print JSON on standard output, and errors as JSON on standard error.
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(crate) json: bool,
    /// The file with more accounts [default: ./trunkline.yaml, then $XDG_CONFIG_HOME/trunkline/config.yaml].
    #[arg(long, global = true, value_name = "FILE", env = "TRUNKLINE_CONFIG", help_heading = "Everywhere")]
    pub(crate) config: Option<PathBuf>,
    /// Show every attempt at a carrier's API on standard error; twice: also when, and how long it took.
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Everywhere")]
    pub(crate) verbose: u8,
    /// Where runs, leases and what is ours are kept: a file (SQLite), or postgres://... [default: .trunkline/state.db beside
    /// the file].
    #[arg(
        long,
        global = true,
        value_name = "PATH_OR_URL",
        env = "TRUNKLINE_STORE",
        hide_env_values = true,
        help_heading = "Everywhere"
    )]
    store: Option<String>,
}

impl Global {
    /// The file that a command is about: the one that was typed, or else the usual one.
    pub(crate) fn file(&self, typed: Option<PathBuf>) -> PathBuf {
        typed.or_else(|| self.config.clone()).unwrap_or_else(|| PathBuf::from("trunkline.yaml"))
    }

    /// The store that was given, or else the usual one beside `file`.
    pub(crate) fn place(&self, file: &Path) -> Place {
        Place::new(self.store.clone(), file)
    }

    /// How a command makes its requests that makes a few and needs no store: counted together with those of other processes
    /// where there is one. It is not worth failing for.
    pub(crate) async fn http(&self, file: &Path) -> Options {
        let store = match self.place(file).look().await {
            Ok(store) => store,
            Err(failure) => {
                if let Failure::Local(why) = failure
                    && !self.json
                {
                    output::note(&format!("requests are counted for this process alone: {why}"));
                }
                None
            }
        };
        stored::a_few(store.as_ref(), self.json)
    }
}
