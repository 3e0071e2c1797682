//! `trunkline failover`: what to do when a carrier fails.

mod back;
mod bundle;
mod check;
mod desk;
mod ended;
mod job;
mod prepare;
mod rehearse;
mod run;
mod status;
mod told;
mod watch;

use clap::Subcommand;

use crate::{exit::Failure, global::Global};

/// What of `trunkline failover` is done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Command),
    Prepare(prepare::Command),
    Run(run::Command),
    Back(back::Command),
    Watch(watch::Command),
    Status(status::Command),
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::Check(command) => command.run(global).await,
            Self::Prepare(command) => command.run(global).await,
            Self::Run(command) => command.run(global).await,
            Self::Back(command) => command.run(global).await,
            Self::Watch(command) => command.run(global).await,
            Self::Status(command) => command.run(global).await,
        }
    }
}
