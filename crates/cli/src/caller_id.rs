//! `trunkline caller-id`.

use clap::{Args, Subcommand};
use serde_json::json;
use trunkline_engine::trunkline::{
    Error, Result as CallResult,
    model::{Action, CallerId, E164, ObjectId, Trunk},
    provider::CallerIdProvider,
};

use crate::{
    account::{Account, Accounts, On, Owned},
    change::shown,
    confirm::Yes,
    describe,
    exit::Failure,
    find,
    input::Input,
    job::Job,
    output,
};

const SHOW: &str = "caller-id show";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the number that called parties see.
    Show {
        #[command(flatten)]
        on: On,
    },
    /// Show this number to called parties, whatever number places the call.
    Set(Set),
    /// Show the calling number again.
    Clear(Clear),
}

#[derive(Debug, Args)]
pub(crate) struct Set {
    #[command(flatten)]
    on: On,
    /// The number in E.164: +918040264208.
    number: String,
}

#[derive(Debug, Args)]
pub(crate) struct Clear {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    consent: Yes,
}

impl Command {
    pub(crate) async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        match self {
            Self::Show { on } => show(&on, accounts, json).await,
            Self::Set(set) => set.run(accounts, json).await,
            Self::Clear(clear) => clear.run(accounts, json).await,
        }
    }
}

async fn show(on: &On, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let mut input = Input::new();
    let (account, trunk) = on.read(accounts, &mut input);
    let (account, trunk) = input.finish((account, trunk))?;
    noun(&account)?;
    let trunk = find::trunk(&account, &trunk).await?;
    let caller_id = shown(&account, read(&account, &trunk)).await?;
    if json {
        let number = caller_id.map(|caller_id| caller_id.number);
        return output::print_json(&Owned::new(&account, json!({ "number": number })));
    }
    output::print(&match caller_id {
        Some(caller_id) => format!("{}\n", caller_id.number),
        None => "the calling number is shown\n".to_owned(),
    })
}

/// A trunk's caller id; none on a carrier without such a noun.
pub(crate) async fn read(account: &Account, trunk: &Trunk) -> CallResult<Option<CallerId>> {
    match account.provider().caller_ids() {
        Some(caller_ids) => caller_ids.get_caller_id(&trunk.id).await,
        None => Ok(None),
    }
}

fn noun(account: &Account) -> Result<&dyn CallerIdProvider, Failure> {
    let lacking = || {
        Error::unsupported("trunks have no caller id there: each call says its own")
            .with_identity(account.identity())
    };
    account.provider().caller_ids().ok_or_else(|| Failure::Call(lacking()))
}

impl Set {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let number = input.value::<E164>(&self.number);
        let (account, trunk, number) = input.finish((account, trunk, number))?;
        let caller_ids = noun(&account)?;

        let trunk = find::trunk(&account, &trunk).await?;
        let mut job = Job::on(&account, &trunk, SHOW, json);
        let words = format!("called parties see {number}");
        let updated = (Action::Updated, |_: &CallerId| ObjectId::CallerId(trunk.id.clone()));
        job.step("set caller id", &words, updated, caller_ids.set_caller_id(&trunk.id, &number)).await?;
        job.one()
    }
}

impl Clear {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let consent = input.consent(self.consent.yes);
        let (account, trunk, consent) = input.finish((account, trunk, consent))?;
        let caller_ids = noun(&account)?;

        let trunk = find::trunk(&account, &trunk).await?;
        consent.to(&format!("Clear the caller id of trunk {} of {account}", describe::trunk(&trunk)))?;
        let mut job = Job::on(&account, &trunk, SHOW, json);
        let removed = (Action::Removed, |(): &()| ObjectId::CallerId(trunk.id.clone()));
        let call = caller_ids.clear_caller_id(&trunk.id);
        job.step("clear caller id", "called parties see the calling number", removed, call).await?;
        job.one()
    }
}
