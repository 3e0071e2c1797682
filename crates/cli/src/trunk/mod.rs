//! `trunkline trunk`.

mod options;
mod show;

pub(crate) use show::termination_line;

use clap::{Args, Subcommand};
use trunkline_engine::trunkline::{
    ext::collect,
    model::{Action, ObjectId, TerminationAuth, Trunk, TrunkName, TrunkPatch, TrunkSpec},
};

use crate::{
    account::{Account, Accounts, On, Owned, Which},
    acl, audit,
    change::shown,
    confirm::{Consent, Yes},
    credential, describe,
    exit::Failure,
    find,
    input::Input,
    job::Job,
    number, origination, output,
};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List trunks; of all accounts, unless one is named.
    List(Which),
    /// Show where to send calls, what is still to be done by hand, and everything on the trunk.
    Show(On),
    /// Create a trunk. It takes no calls until addresses or credentials are added to it.
    Create(Create),
    /// Change a trunk.
    Update(Update),
    /// Delete a trunk with all that is its own. Numbers stay on the account.
    Delete(Delete),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    /// The name: 1 to 16 of A-Z, a-z, 0-9 and _.
    name: String,
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    options: options::Options,
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    on: On,
    /// Another name: 1 to 16 of A-Z, a-z, 0-9 and _.
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    options: options::Options,
}

#[derive(Debug, Args)]
pub(crate) struct Delete {
    #[command(flatten)]
    on: On,
    #[command(flatten)]
    consent: Yes,
}

impl Command {
    pub(crate) async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        match self {
            Self::List(which) => list(&which, accounts, json).await,
            Self::Show(on) => show::run(&on, accounts, json).await,
            Self::Create(create) => create.run(accounts, json).await,
            Self::Update(update) => update.run(accounts, json).await,
            Self::Delete(delete) => delete.run(accounts, json).await,
        }
    }
}

async fn list(which: &Which, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let mut input = Input::new();
    let opened = input.accounts(accounts, which.carrier.as_deref());
    let (opened,) = input.finish((opened,))?;
    let mut trunks: Vec<(Account, Trunk)> = Vec::new();
    let mut errors = Vec::new();
    for account in opened {
        let account = match account {
            Ok(account) => account,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        match shown(&account, collect(account.provider().trunks().list_trunks())).await {
            Ok(listed) => trunks.extend(listed.into_iter().map(|trunk| (account.clone(), trunk))),
            Err(error) => errors.push(error),
        }
    }
    // An empty list would say that there is none, which nobody knows.
    if errors.is_empty() || !trunks.is_empty() {
        if json {
            let objects: Vec<_> = trunks.iter().map(|(account, trunk)| Owned::new(account, trunk)).collect();
            output::print_json(&objects)?;
        } else {
            output::print(&table(&trunks))?;
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Failure::Calls(errors)) }
}

fn table(trunks: &[(Account, Trunk)]) -> String {
    let row = |(account, trunk): &(Account, Trunk)| {
        vec![
            account.profile().to_owned(),
            trunk.name.clone(),
            trunk.id.to_string(),
            describe::or_dash(trunk.termination.domain.as_ref()),
            if trunk.manual_steps.is_empty() { String::new() } else { "see trunk show".to_owned() },
        ]
    };
    let headings = ["ACCOUNT", "NAME", "ID", "DOMAIN", "TO DO BY HAND"];
    output::table(&headings, trunks.iter().map(row).collect(), "there is no trunk")
}

impl Create {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let account = input.account(accounts, self.which.carrier.as_deref());
        let name = input.value::<TrunkName>(&self.name);
        let (exotel, twilio) = self.options.read(&mut input, account.as_ref());
        let (account, name) = input.finish((account, name))?;
        // No carrier stores a way of authentication: what is added first decides.
        let spec = TrunkSpec::new(name, TerminationAuth::IpAcl).with_exotel(exotel).with_twilio(twilio);
        audit::check_new(&account, &spec, json)?;

        let mut job = Job::of(&account, json);
        let words = format!("created trunk {}", spec.name);
        let created = (Action::Created, |trunk: &Trunk| ObjectId::Trunk(trunk.id.clone()));
        let trunk = job
            .step("create trunk", &words, created, account.provider().trunks().create_trunk(&spec))
            .await?;
        job.say(&format!("  id {}", trunk.id));
        if trunk.name != spec.name.as_str() {
            job.say(&format!("  name {}", trunk.name));
        }
        if let Some(domain) = &trunk.termination.domain {
            job.say(&format!("  domain {domain}"));
        }
        job.one()
    }
}

impl Update {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let name = input.optional::<TrunkName>(self.name.as_deref());
        let (exotel, twilio) = self.options.read(&mut input, account.as_ref());
        if self.name.is_none() && self.options.is_empty() {
            input.mistake("nothing to change: give --name or an option of the carrier".to_owned());
        }
        let (account, trunk) = input.finish((account, trunk))?;
        let patch = TrunkPatch::default().with_exotel(exotel).with_twilio(twilio);
        let patch = name.into_iter().fold(patch, TrunkPatch::with_name);

        let trunk = find::trunk(&account, &trunk).await?;
        let mut job = Job::on(&account, &trunk, "trunk show", json);
        let updated = (Action::Updated, |trunk: &Trunk| ObjectId::Trunk(trunk.id.clone()));
        let call = account.provider().trunks().update_trunk(&trunk.id, &patch);
        job.step("update trunk", "changed as asked for", updated, call).await?;
        job.one()
    }
}

impl Delete {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let consent = input.consent(self.consent.yes);
        let (account, trunk, consent) = input.finish((account, trunk, consent))?;

        let trunk = find::trunk(&account, &trunk).await?;
        if consent == Consent::Ask {
            let on_it = on_it(&account, &trunk).await?;
            consent.to(&format!("Delete trunk {} of {account}, with {on_it}", describe::trunk(&trunk)))?;
        }
        let mut job = Job::on(&account, &trunk, "trunk show", json);
        let removed = (Action::Removed, |(): &()| ObjectId::Trunk(trunk.id.clone()));
        job.step("delete trunk", "deleted", removed, account.provider().trunks().delete_trunk(&trunk.id))
            .await?;
        job.one()
    }
}

/// All that goes with a trunk, for a person to see before it goes.
async fn on_it(account: &Account, trunk: &Trunk) -> Result<String, Failure> {
    let reads = async {
        tokio::try_join!(
            acl::read(account, trunk),
            origination::read(account, trunk),
            number::read(account, trunk),
            credential::read(account, trunk),
        )
    };
    let (entries, targets, numbers, credentials) = shown(account, reads).await?;
    let names = |what: &str, names: Vec<String>| {
        if names.is_empty() { format!("no {what}") } else { format!("{what} {}", names.join(", ")) }
    };
    Ok([
        names("allowed address", entries.iter().map(|entry| entry.cidr.to_string()).collect()),
        names("target", targets.iter().map(|target| target.uri.to_string()).collect()),
        names("number", numbers.iter().map(|bound| bound.number.to_string()).collect()),
        names("user name", credentials.iter().map(|credential| credential.username.clone()).collect()),
    ]
    .join("; "))
}
