//! `trunkline credential`.

use clap::{Args, Subcommand};
use trunkline_engine::trunkline::{
    Error, Result as CallResult,
    ext::collect,
    model::{
        Action, Credential, CredentialSpec, ExotelCredentialOptions, ListId, ObjectId, TerminationAuth, Trunk,
    },
    provider::CredentialProvider,
};

use crate::{
    account::{Account, Accounts, On},
    audit,
    change::shown,
    confirm::Yes,
    describe,
    exit::Failure,
    find::{self, Finder},
    input::Input,
    job::Job,
    output, password,
    reach::Reach,
};

const LIST: &str = "credential list";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the credentials of a trunk. No carrier shows a password.
    List {
        #[command(flatten)]
        on: On,
    },
    /// Add a credential.
    Add(Add),
    /// Remove credentials: calls that use them fail from then on.
    Remove(Remove),
    /// Set another password: calls that use the old one fail from then on.
    SetPassword(SetPassword),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    on: On,
    /// The user name.
    username: String,
    #[command(flatten)]
    password: password::Source,
    /// A label of up to 32 of A-Z, a-z, 0-9 and _ (Exotel).
    #[arg(long, value_name = "TEXT")]
    friendly_name: Option<String>,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    on: On,
    /// Credentials, by user name or by id.
    #[arg(required = true)]
    username: Vec<String>,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    consent: Yes,
}

#[derive(Debug, Args)]
pub(crate) struct SetPassword {
    #[command(flatten)]
    on: On,
    /// The credential, by user name or by id.
    username: String,
    #[command(flatten)]
    password: password::Source,
    /// Change this list (CL…), which other trunks may use, instead of the trunk's own (Twilio).
    #[arg(long, value_name = "LIST")]
    shared_list: Option<String>,
    #[command(flatten)]
    consent: Yes,
}

impl Command {
    pub(crate) async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        match self {
            Self::List { on } => list(&on, accounts, json).await,
            Self::Add(add) => add.run(accounts, json).await,
            Self::Remove(remove) => remove.run(accounts, json).await,
            Self::SetPassword(set) => set.run(accounts, json).await,
        }
    }
}

async fn list(on: &On, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let (account, trunk) = on.find(accounts).await?;
    let credentials = shown(&account, read(&account, &trunk)).await?;
    account.print_list(&credentials, table, json)
}

pub(crate) fn table(credentials: &[Credential]) -> String {
    let row = |credential: &Credential| {
        vec![
            credential.username.clone(),
            credential.id.to_string(),
            describe::or_dash(credential.label.as_ref()),
            credential.list.as_ref().map_or_else(String::new, describe::list),
        ]
    };
    let headings = ["USER NAME", "ID", "LABEL", "LIST"];
    output::table(&headings, credentials.iter().map(row).collect(), "there is no credential")
}

/// The credentials of a trunk; none on a carrier without such a noun.
pub(crate) async fn read(account: &Account, trunk: &Trunk) -> CallResult<Vec<Credential>> {
    match account.provider().credentials() {
        Some(credentials) => collect(credentials.list_credentials(&trunk.id)).await,
        None => Ok(Vec::new()),
    }
}

fn noun(account: &Account) -> Result<&dyn CredentialProvider, Failure> {
    let lacking =
        || Error::unsupported("credentials cannot be managed there").with_identity(account.identity());
    account.provider().credentials().ok_or_else(|| Failure::Call(lacking()))
}

/// The credentials a person means; in `list` only, when one was named.
async fn find(
    account: &Account,
    trunk: &Trunk,
    wanted: &[String],
    list: Option<&ListId>,
) -> Result<Vec<Credential>, Failure> {
    let mut credentials = shown(account, read(account, trunk)).await?;
    if let Some(list) = list {
        credentials.retain(|credential| credential.list.as_ref().is_some_and(|of| of.id == *list));
    }
    let finder = Finder::new(account, trunk, "credential", LIST);
    let is = |credential: &Credential, wanted: &str| find::is_credential(account, credential, wanted);
    Ok(finder.each(wanted, &credentials, is, |credential| credential.id.to_string())?)
}

impl Add {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let username = input.name("user name", &self.username);
        let password = self.password.read(&mut input);
        input.only_on(account.as_ref(), "exotel", &[("--friendly-name", self.friendly_name.is_some())]);
        let list = self.reach.list(&mut input, account.as_ref());
        let (account, trunk, username, password) = input.finish((account, trunk, username, password))?;
        let credentials = noun(&account)?;
        let exotel = self
            .friendly_name
            .into_iter()
            .fold(ExotelCredentialOptions::default(), ExotelCredentialOptions::with_friendly_name);
        let spec = CredentialSpec::new(&username, password)
            .with_auth_mode(self.reach.auth_mode())
            .with_exotel(exotel);
        let spec = list.into_iter().fold(spec, CredentialSpec::with_shared_list);
        audit::check(&account, TerminationAuth::Digest, |description| {
            description.with_credentials([spec.clone()])
        })?;

        let trunk = find::trunk(&account, &trunk).await?;
        let mut job = Job::on(&account, &trunk, LIST, json);
        let words = format!("user name {username} may send calls");
        let created =
            (Action::Created, |credential: &Credential| ObjectId::Credential(credential.id.clone()));
        job.step("add credential", &words, created, credentials.add_credential(&trunk.id, &spec)).await?;
        job.one()
    }
}

impl Remove {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("credential", &self.username);
        let list = self.reach.list(&mut input, account.as_ref());
        let consent = input.consent(self.consent.yes);
        let (account, trunk, wanted, consent) = input.finish((account, trunk, wanted, consent))?;
        let credentials = noun(&account)?;

        let trunk = find::trunk(&account, &trunk).await?;
        let found = find(&account, &trunk, &wanted, list.as_ref()).await?;
        let names: Vec<&str> = found.iter().map(|credential| credential.username.as_str()).collect();
        consent.to(&format!(
            "Stop calls by user name {} on trunk {} of {account}",
            names.join(", "),
            describe::trunk(&trunk)
        ))?;

        let options = self.reach.removal(list);
        let mut job = Job::on(&account, &trunk, LIST, json);
        for credential in &found {
            let words = format!("user name {} may no longer send calls", credential.username);
            let removed = (Action::Removed, |(): &()| ObjectId::Credential(credential.id.clone()));
            let call = credentials.remove_credential(&trunk.id, &credential.id, &options);
            job.step("remove credential", &words, removed, call).await?;
        }
        job.all()
    }
}

impl SetPassword {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("credential", std::slice::from_ref(&self.username));
        let password = self.password.read(&mut input);
        input.only_on(account.as_ref(), "twilio", &[("--shared-list", self.shared_list.is_some())]);
        let list = input.optional::<ListId>(self.shared_list.as_deref());
        let consent = input.consent(self.consent.yes);
        let (account, trunk, wanted, password, consent) =
            input.finish((account, trunk, wanted, password, consent))?;
        let credentials = noun(&account)?;
        audit::check(&account, TerminationAuth::Digest, |description| {
            // A user name every carrier takes: only the password is new.
            description.with_credentials([CredentialSpec::new("user", password.clone())])
        })?;

        let trunk = find::trunk(&account, &trunk).await?;
        let found = find(&account, &trunk, &wanted, list.as_ref()).await?;
        consent.to(&format!(
            "Stop calls by user name {} with its old password on trunk {} of {account}",
            self.username,
            describe::trunk(&trunk)
        ))?;

        let options = crate::reach::removal(list);
        let mut job = Job::on(&account, &trunk, LIST, json);
        for credential in &found {
            let words = format!("user name {} has another password", credential.username);
            let updated =
                (Action::Updated, |credential: &Credential| ObjectId::Credential(credential.id.clone()));
            let call = credentials.set_password(&trunk.id, &credential.id, &password, &options);
            job.step("set password", &words, updated, call).await?;
        }
        job.one()
    }
}
