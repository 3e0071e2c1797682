//! `trunkline origination`.

use clap::{Args, Subcommand};
use trunkline_engine::trunkline::{
    Error, Result as CallResult,
    ext::collect,
    model::{
        Action, ObjectId, OriginationUri, OriginationUriPatch, OriginationUriSpec, SipUri, TerminationAuth,
        Trunk,
    },
    provider::OriginationProvider,
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
    output,
};

const LIST: &str = "origination list";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List where inbound calls go.
    List {
        #[command(flatten)]
        on: On,
    },
    /// Send inbound calls to these targets too.
    Add(Add),
    /// Change a target.
    Update(Update),
    /// Send no more inbound calls to these targets.
    Remove(Remove),
}

/// What can be said of a target.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// 0 to 65535, lower first [0 for a new target].
    #[arg(long)]
    priority: Option<String>,
    /// 1 to 65535, more means more calls among equal priorities [1 for a new target].
    #[arg(long)]
    weight: Option<String>,
    /// Whether it is in use: true or false (Twilio).
    #[arg(long, value_name = "BOOL")]
    enabled: Option<String>,
    /// A label (Twilio).
    #[arg(long, value_name = "TEXT")]
    friendly_name: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    on: On,
    /// Targets: sip:sbc.example.com:5061;transport=tls (quote the semicolon).
    #[arg(required = true)]
    uri: Vec<String>,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    on: On,
    /// The target, by URI or by id.
    uri: String,
    #[command(flatten)]
    options: Options,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    on: On,
    /// Targets, by URI or by id.
    #[arg(required = true)]
    uri: Vec<String>,
    #[command(flatten)]
    consent: Yes,
}

impl Command {
    pub(crate) async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        match self {
            Self::List { on } => list(&on, accounts, json).await,
            Self::Add(add) => add.run(accounts, json).await,
            Self::Update(update) => update.run(accounts, json).await,
            Self::Remove(remove) => remove.run(accounts, json).await,
        }
    }
}

async fn list(on: &On, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let (account, trunk) = on.find(accounts).await?;
    let targets = shown(&account, read(&account, &trunk)).await?;
    account.print_list(&targets, table, json)
}

pub(crate) fn table(targets: &[OriginationUri]) -> String {
    let row = |target: &OriginationUri| {
        vec![
            target.uri.to_string(),
            target.priority.to_string(),
            target.weight.to_string(),
            describe::or_dash(target.enabled.as_ref()),
            target.id.to_string(),
        ]
    };
    let headings = ["TARGET", "PRIORITY", "WEIGHT", "ENABLED", "ID"];
    output::table(&headings, targets.iter().map(row).collect(), "inbound calls go nowhere")
}

/// The targets of a trunk; none on a carrier without such a noun.
pub(crate) async fn read(account: &Account, trunk: &Trunk) -> CallResult<Vec<OriginationUri>> {
    match account.provider().originations() {
        Some(originations) => collect(originations.list_origination_uris(&trunk.id)).await,
        None => Ok(Vec::new()),
    }
}

fn noun(account: &Account) -> Result<&dyn OriginationProvider, Failure> {
    let lacking =
        || Error::unsupported("origination URIs cannot be managed there").with_identity(account.identity());
    account.provider().originations().ok_or_else(|| Failure::Call(lacking()))
}

impl Options {
    fn is_empty(&self) -> bool {
        let Self { priority, weight, enabled, friendly_name } = self;
        [priority, weight, enabled, friendly_name].iter().all(|option| option.is_none())
    }

    fn read(&self, input: &mut Input, account: Option<&Account>) -> OriginationUriPatch {
        input.only_on(
            account,
            "twilio",
            &[("--enabled", self.enabled.is_some()), ("--friendly-name", self.friendly_name.is_some())],
        );
        let mut patch = OriginationUriPatch::default();
        patch.priority = input.number("--priority", self.priority.as_deref());
        patch.weight = input.number("--weight", self.weight.as_deref());
        patch.twilio.enabled = input.switch("--enabled", self.enabled.as_deref());
        patch.twilio.friendly_name.clone_from(&self.friendly_name);
        if let Err(invalid) = patch.validate() {
            input.mistake(invalid.to_string());
        }
        patch
    }
}

impl Add {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let uris = input.values::<SipUri>(&self.uri);
        let options = self.options.read(&mut input, account.as_ref());
        let (account, trunk, uris) = input.finish((account, trunk, uris))?;
        let originations = noun(&account)?;
        let spec = |uri| {
            let spec = OriginationUriSpec::new(uri).with_twilio(options.twilio.clone());
            let spec = options.priority.into_iter().fold(spec, OriginationUriSpec::with_priority);
            options.weight.into_iter().fold(spec, OriginationUriSpec::with_weight)
        };
        let specs: Vec<OriginationUriSpec> = uris.into_iter().map(spec).collect();
        audit::check(&account, TerminationAuth::IpAcl, |description| {
            description.with_origination(specs.clone())
        })?;

        let trunk = find::trunk(&account, &trunk).await?;
        let mut job = Job::on(&account, &trunk, LIST, json);
        for spec in &specs {
            let words = format!("inbound calls go to {}", spec.uri);
            let created =
                (Action::Created, |target: &OriginationUri| ObjectId::OriginationUri(target.id.clone()));
            let call = originations.add_origination_uri(&trunk.id, spec);
            job.step("add origination URI", &words, created, call).await?;
        }
        job.all()
    }
}

impl Update {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("origination URI", &[self.uri]);
        let patch = self.options.read(&mut input, account.as_ref());
        if self.options.is_empty() {
            input.mistake(
                "nothing to change: give --priority, --weight, --enabled or --friendly-name".to_owned(),
            );
        }
        let (account, trunk, wanted) = input.finish((account, trunk, wanted))?;
        let originations = noun(&account)?;

        let trunk = find::trunk(&account, &trunk).await?;
        let targets = shown(&account, read(&account, &trunk)).await?;
        let finder = Finder::new(&account, &trunk, "origination URI", LIST);
        let mut job = Job::on(&account, &trunk, LIST, json);
        for target in
            finder.each(&wanted, &targets, find::is_origination_uri, |target| target.id.to_string())?
        {
            let words = format!("{} is changed", target.uri);
            let updated =
                (Action::Updated, |target: &OriginationUri| ObjectId::OriginationUri(target.id.clone()));
            let call = originations.update_origination_uri(&trunk.id, &target.id, &patch);
            job.step("update origination URI", &words, updated, call).await?;
        }
        job.one()
    }
}

impl Remove {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("origination URI", &self.uri);
        let consent = input.consent(self.consent.yes);
        let (account, trunk, wanted, consent) = input.finish((account, trunk, wanted, consent))?;
        let originations = noun(&account)?;

        let trunk = find::trunk(&account, &trunk).await?;
        let targets = shown(&account, read(&account, &trunk)).await?;
        let finder = Finder::new(&account, &trunk, "origination URI", LIST);
        let found =
            finder.each(&wanted, &targets, find::is_origination_uri, |target| target.id.to_string())?;
        let names: Vec<String> = found.iter().map(|target| target.uri.to_string()).collect();
        consent.to(&format!(
            "Send no more inbound calls to {} from trunk {} of {account}",
            names.join(", "),
            describe::trunk(&trunk)
        ))?;

        let mut job = Job::on(&account, &trunk, LIST, json);
        for target in &found {
            let words = format!("inbound calls no longer go to {}", target.uri);
            let removed = (Action::Removed, |(): &()| ObjectId::OriginationUri(target.id.clone()));
            let call = originations.remove_origination_uri(&trunk.id, &target.id);
            job.step("remove origination URI", &words, removed, call).await?;
        }
        job.all()
    }
}
