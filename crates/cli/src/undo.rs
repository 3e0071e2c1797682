//! `trunkline undo`.

use std::collections::BTreeMap;

use clap::Args;
use trunkline_engine::{
    Environment,
    apply::{self, ApplyError},
    undo::{NotUndone, undo},
};

use crate::{
    account::Accounts,
    allow::Allowed,
    apply::Running,
    confirm::{Consent, Yes},
    exit::Failure,
    global::Global,
    output,
    planned::plain,
    stored,
};

/// Take back what a run did.
///
/// Shows the plan of the inverse, says what cannot be taken back, asks, and carries it out. A password cannot be read, so a credential that was removed is gone; the domain of a Twilio trunk that was deleted stays
/// reserved for up to 30 days. What was changed since by others is left as it is now.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct Command {
    /// The run's number, as `trunkline history` has it.
    #[arg(value_name = "RUN")]
    run: i64,
    #[command(flatten)]
    allowed: Allowed,
    #[command(flatten)]
    yes: Yes,
}

const EXAMPLES: &str = "\
Examples:
  trunkline history
  trunkline undo 12
  trunkline undo 12 --allow delete-trunk --yes    # run 12 created a trunk
";

impl Command {
    pub(crate) async fn run(self, global: &Global) -> Result<(), Failure> {
        let consent = Consent::possible(self.yes.yes).map_err(Failure::mistake)?;
        let place = global.place(&global.file(None));
        let store = place.look().await?.ok_or(ApplyError::NoRun(self.run))?;
        let (_, done) = apply::run_and_plan(&store, self.run).await?;
        let accounts = Accounts::new(global.config.clone());
        let profiles = accounts.profiles().map_err(|error| Failure::from(error.clone()))?;
        let http = stored::changing(&store);
        let mut providers = BTreeMap::new();
        for account in &done.accounts {
            if let Some(profile) = profiles.get(&account.profile) {
                providers.insert(account.profile.clone(), profile.open(http.clone())?);
            }
        }
        let undo = undo(&store, self.run, &providers, &self.allowed.classes()).await?;
        if global.json && undo.plan.is_empty() {
            return output::print_json(&undo);
        }
        if !global.json {
            output::print(&stays(&undo.not_undone))?;
        }
        if undo.plan.is_empty() {
            return output::print("Nothing of it can or has to be taken back.\n");
        }
        let running = Running {
            what: &format!("undo of run {}", self.run),
            providers: &providers,
            of: None,
            place: &place,
            wait: false,
            undo: Some(&undo),
            environment: &Environment::process(),
            go_on: None,
            stage: None,
            json: global.json,
            outcomes: None,
        };
        running.carry_out(&undo.plan, consent).await
    }
}

/// What is not taken back, and why.
fn stays(steps: &[NotUndone]) -> String {
    if steps.is_empty() {
        return String::new();
    }
    let items: String =
        steps.iter().map(|step| output::item(&plain(&format!("{}: {}", step.step, step.reason)))).collect();
    format!("{}{items}\n", output::heading("Stays as it is"))
}
