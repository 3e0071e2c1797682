//! `trunkline migrate`.

mod carry;
mod cutover;
mod done;
mod handover;
mod next;
mod outcomes;
mod output;
mod plan;
mod prepare;
mod refuse;
mod retire;
mod rollback;
mod settle;
mod shown;
mod sides;
mod status;
mod too_late;
mod verify;
mod which;

use clap::Subcommand;

use crate::{exit::Failure, global::Global};

/// Move trunks from one account to another, stage by stage: plan, prepare, verify, cutover, settle, retire. Each stage
/// can be stopped (Ctrl-C) and gone on with (--resume); rollback takes the last one back. Nothing of the old account is lost before
/// retire.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Plan(plan::Command),
    Prepare(prepare::Command),
    Verify(verify::Command),
    Cutover(cutover::Command),
    Done(done::Command),
    Settle(settle::Command),
    Retire(retire::Command),
    Rollback(rollback::Command),
    Status(status::Command),
}

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        match self {
            Self::Plan(command) => command.run(global).await,
            Self::Prepare(command) => command.run(global).await,
            Self::Verify(command) => command.run(global).await,
            Self::Cutover(command) => command.run(global).await,
            Self::Done(command) => command.run(global).await,
            Self::Settle(command) => command.run(global).await,
            Self::Retire(command) => command.run(global).await,
            Self::Rollback(command) => command.run(global).await,
            Self::Status(command) => command.run(global).await,
        }
    }
}
