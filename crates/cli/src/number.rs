//! `trunkline number`.

use clap::{Args, Subcommand};
use trunkline_engine::trunkline::{
    Result as CallResult,
    ext::collect,
    model::{
        Action, BoundNumber, E164, ExotelNumberOptions, NumberMode, NumberSpec, ObjectId, TerminationAuth,
        Trunk,
    },
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

const LIST: &str = "number list";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the numbers bound to a trunk.
    List {
        #[command(flatten)]
        on: On,
    },
    /// Bind numbers that the account owns.
    Bind(Bind),
    /// Unbind numbers; the account keeps them.
    Unbind(Unbind),
    /// Say what happens with calls to a number (Exotel).
    Mode(Mode),
}

#[derive(Debug, Args)]
pub(crate) struct Bind {
    #[command(flatten)]
    on: On,
    /// Numbers in E.164: +918040264208.
    #[arg(required = true)]
    number: Vec<String>,
    /// What happens with calls to them (Exotel): pstn or flow.
    #[arg(long)]
    mode: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Unbind {
    #[command(flatten)]
    on: On,
    /// Numbers, in E.164 or by id.
    #[arg(required = true)]
    number: Vec<String>,
    #[command(flatten)]
    consent: Yes,
}

#[derive(Debug, Args)]
pub(crate) struct Mode {
    #[command(flatten)]
    on: On,
    /// The number, in E.164 or by id.
    number: String,
    /// pstn (through the trunk) or flow (through a flow with a Voicebot or Stream applet).
    #[arg(value_name = "MODE")]
    wanted: String,
}

impl Command {
    pub(crate) async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        match self {
            Self::List { on } => list(&on, accounts, json).await,
            Self::Bind(bind) => bind.run(accounts, json).await,
            Self::Unbind(unbind) => unbind.run(accounts, json).await,
            Self::Mode(mode) => mode.run(accounts, json).await,
        }
    }
}

async fn list(on: &On, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let (account, trunk) = on.find(accounts).await?;
    let numbers = shown(&account, read(&account, &trunk)).await?;
    account.print_list(&numbers, table, json)
}

pub(crate) fn table(numbers: &[BoundNumber]) -> String {
    let row = |bound: &BoundNumber| {
        vec![
            bound.number.to_string(),
            bound.id.to_string(),
            describe::or_dash(bound.mode.as_ref()),
            describe::or_dash(bound.label.as_ref()),
        ]
    };
    output::table(&["NUMBER", "ID", "MODE", "LABEL"], numbers.iter().map(row).collect(), "no number is bound")
}

pub(crate) async fn read(account: &Account, trunk: &Trunk) -> CallResult<Vec<BoundNumber>> {
    collect(account.provider().numbers().list_bound_numbers(&trunk.id)).await
}

impl Bind {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let numbers = input.values::<E164>(&self.number);
        input.only_on(account.as_ref(), "exotel", &[("--mode", self.mode.is_some())]);
        let mode = input.optional::<NumberMode>(self.mode.as_deref());
        let (account, trunk, numbers) = input.finish((account, trunk, numbers))?;
        let spec = |number| {
            let options = ExotelNumberOptions::default();
            NumberSpec::new(number)
                .with_exotel(mode.iter().cloned().fold(options, ExotelNumberOptions::with_mode))
        };
        let specs: Vec<NumberSpec> = numbers.into_iter().map(spec).collect();
        audit::check(&account, TerminationAuth::IpAcl, |description| {
            description.with_numbers(specs.clone())
        })?;

        let trunk = find::trunk(&account, &trunk).await?;
        let numbers = account.provider().numbers();
        let mut job = Job::on(&account, &trunk, LIST, json);
        for spec in &specs {
            let words = format!("{} is bound", spec.number);
            let attached = (Action::Attached, |bound: &BoundNumber| ObjectId::BoundNumber(bound.id.clone()));
            job.step("bind number", &words, attached, numbers.bind_number(&trunk.id, spec)).await?;
        }
        job.all()
    }
}

impl Unbind {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("number", &self.number);
        let consent = input.consent(self.consent.yes);
        let (account, trunk, wanted, consent) = input.finish((account, trunk, wanted, consent))?;

        let trunk = find::trunk(&account, &trunk).await?;
        let bound = shown(&account, read(&account, &trunk)).await?;
        let finder = Finder::new(&account, &trunk, "number", LIST);
        let found = finder.each(&wanted, &bound, find::is_number, |bound| bound.id.to_string())?;
        let names: Vec<String> = found.iter().map(|bound| bound.number.to_string()).collect();
        consent.to(&format!(
            "Unbind {} from trunk {} of {account}",
            names.join(", "),
            describe::trunk(&trunk)
        ))?;

        let numbers = account.provider().numbers();
        let mut job = Job::on(&account, &trunk, LIST, json);
        for bound in &found {
            let words = format!("{} is unbound; the account keeps it", bound.number);
            let detached = (Action::Detached, |(): &()| ObjectId::BoundNumber(bound.id.clone()));
            job.step("unbind number", &words, detached, numbers.unbind_number(&trunk.id, &bound.id)).await?;
        }
        job.all()
    }
}

impl Mode {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("number", &[self.number]);
        let mode = input.value::<NumberMode>(&self.wanted);
        if let Some(account) = &account
            && !account.provider().capabilities().number_modes.value
        {
            input.mistake(format!("{}: numbers have no mode there", account.carrier()));
        }
        let (account, trunk, wanted, mode) = input.finish((account, trunk, wanted, mode))?;

        let trunk = find::trunk(&account, &trunk).await?;
        let bound = shown(&account, read(&account, &trunk)).await?;
        let finder = Finder::new(&account, &trunk, "number", LIST);
        let mut job = Job::on(&account, &trunk, LIST, json);
        for bound in finder.each(&wanted, &bound, find::is_number, |bound| bound.id.to_string())? {
            let words = format!("{} has mode {mode}", bound.number);
            let updated = (Action::Updated, |bound: &BoundNumber| ObjectId::BoundNumber(bound.id.clone()));
            let call = account.provider().numbers().set_number_mode(&trunk.id, &bound.id, &mode);
            job.step("set number mode", &words, updated, call).await?;
        }
        job.one()
    }
}
