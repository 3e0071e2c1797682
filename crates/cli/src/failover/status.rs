//! `trunkline failover status`.

use std::fmt::Write as _;

use clap::Args;
use trunkline_engine::{failover::Readiness, plan::Manual};

use super::desk::Desk;
use crate::{exit::Failure, global::Global, output, planned::plain, planning::Target, stored};

/// How ready each standby of the file is: what is missing there, and when it was last as the file says.
///
/// Reads the accounts that standbys are on, and nothing of those they take over for. Ends with 4 when one is not ready, for
/// cron.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    #[command(flatten)]
    target: Target,
}

const EXAMPLES: &str = "\
Examples:
  trunkline failover status
  trunkline failover status --json || page \"a standby is not ready\"
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let path = global.file(self.target.file);
        let desk = Desk::read(&path)?;
        if desk.file.standbys.is_empty() {
            return Err(Failure::mistake(
                "no trunk of the file has a standby: write standby: ACCOUNT beside its carriers",
            ));
        }
        let store = global.place(&path).look().await?;
        let mut accounts: Vec<&str> = desk.file.standbys.iter().map(|standby| standby.on.as_str()).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let mut found = Vec::new();
        for account in accounts {
            let look = desk
                .look(
                    account,
                    &desk.open(account, stored::a_few(store.as_ref(), global.json))?,
                    store.as_ref(),
                )
                .await?;
            for standby in desk.file.standbys.iter().filter(|standby| standby.on == account) {
                found.push(Readiness::of(standby, &desk.file.wanted, &look, store.as_ref()).await?);
            }
        }
        if global.json {
            output::print_json(&found)?;
        } else {
            output::print(&found.iter().map(text).collect::<String>())?;
        }
        if found.iter().all(|standby| standby.ready) { Ok(()) } else { Err(Failure::Differences) }
    }
}

fn text(standby: &Readiness) -> String {
    let Readiness { trunk, of, on, ready, missing, unlike_home, by_hand, last_in_step } = standby;
    let last = match last_in_step {
        Some(last) => format!("was as the file says after run {}, {:.0}", last.run, last.at),
        None => "the journal knows of no run that made it as the file says".to_owned(),
    };
    let state = if *ready { "ready" } else { "not ready" };
    let mut text = output::heading(&plain(&format!("{trunk} on {on}, for {of}: {state}")));
    let _ = writeln!(text, "  {last}");
    text.extend(missing.iter().map(|line| output::item(&plain(&format!("missing: {line}")))));
    text.extend(
        unlike_home
            .iter()
            .map(|line| output::item(&plain(&format!("not as on {of}, calls go all the same: {line}")))),
    );
    text.extend(by_hand.iter().map(|manual| {
        let Manual { id, instruction, .. } = manual;
        output::item(&plain(&format!("by hand: {instruction}; when it is done: trunkline done {id}")))
    }));
    text
}
