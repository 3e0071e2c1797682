//! `trunkline acl`.

use clap::{Args, Subcommand};
use trunkline_engine::trunkline::{
    Result as CallResult,
    ext::collect,
    model::{
        AclEntry, AclEntrySpec, Action, Carrier, Cidr, ExotelAclOptions, ObjectId, TerminationAuth, Trunk,
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
    reach::Reach,
};

const LIST: &str = "acl list";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the addresses that may send calls.
    List {
        #[command(flatten)]
        on: On,
    },
    /// Allow addresses to send calls.
    Add(Add),
    /// Remove allowed addresses.
    Remove(Remove),
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    on: On,
    /// IPv4 addresses or ranges: 44.248.146.11, 54.172.60.0/30.
    #[arg(required = true)]
    cidr: Vec<String>,
    /// Send a range wider than /32 to Exotel, whose support does not stand by ranges.
    #[arg(long)]
    allow_range: bool,
    #[command(flatten)]
    reach: Reach,
}

#[derive(Debug, Args)]
pub(crate) struct Remove {
    #[command(flatten)]
    on: On,
    /// Entries, by address or by id.
    #[arg(required = true)]
    entry: Vec<String>,
    #[command(flatten)]
    reach: Reach,
    #[command(flatten)]
    consent: Yes,
}

impl Command {
    pub(crate) async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        match self {
            Self::List { on } => list(&on, accounts, json).await,
            Self::Add(add) => add.run(accounts, json).await,
            Self::Remove(remove) => remove.run(accounts, json).await,
        }
    }
}

async fn list(on: &On, accounts: &Accounts, json: bool) -> Result<(), Failure> {
    let (account, trunk) = on.find(accounts).await?;
    let entries = shown(&account, read(&account, &trunk)).await?;
    account.print_list(&entries, table, json)
}

pub(crate) fn table(entries: &[AclEntry]) -> String {
    let row = |entry: &AclEntry| {
        let list = entry.list.as_ref();
        vec![entry.cidr.to_string(), entry.id.to_string(), list.map_or_else(String::new, describe::list)]
    };
    output::table(&["ADDRESS", "ID", "LIST"], entries.iter().map(row).collect(), "no address is allowed")
}

pub(crate) async fn read(account: &Account, trunk: &Trunk) -> CallResult<Vec<AclEntry>> {
    collect(account.provider().acls().list_acl_entries(&trunk.id)).await
}

impl Add {
    /// The backend refuses ranges too; here the option has a name.
    fn check_ranges(&self, input: &mut Input, account: Option<&Account>, cidrs: &[Cidr]) {
        if self.allow_range || account.is_none_or(|account| *account.carrier() != Carrier::EXOTEL) {
            return;
        }
        for cidr in cidrs.iter().filter(|cidr| !cidr.is_host()) {
            input.mistake(format!(
                "cidr \"{cidr}\": Exotel's support stands by single addresses only; --allow-range sends a range all \
                 the same"
            ));
        }
    }

    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let cidrs = input.values::<Cidr>(&self.cidr);
        input.only_on(account.as_ref(), "exotel", &[("--allow-range", self.allow_range)]);
        self.check_ranges(&mut input, account.as_ref(), cidrs.as_deref().unwrap_or_default());
        let list = self.reach.list(&mut input, account.as_ref());
        let (account, trunk, cidrs) = input.finish((account, trunk, cidrs))?;
        let exotel = ExotelAclOptions::default().with_allow_range(self.allow_range);
        let spec = |cidr| {
            let spec = AclEntrySpec::new(cidr).with_auth_mode(self.reach.auth_mode()).with_exotel(exotel);
            list.iter().fold(spec, |spec, list| spec.with_shared_list(list.clone()))
        };
        let specs: Vec<AclEntrySpec> = cidrs.into_iter().map(spec).collect();
        audit::check(&account, TerminationAuth::IpAcl, |description| description.with_acl(specs.clone()))?;

        let trunk = find::trunk(&account, &trunk).await?;
        let acls = account.provider().acls();
        let mut job = Job::on(&account, &trunk, LIST, json);
        for spec in &specs {
            let words = format!("{} may send calls", spec.cidr);
            let created = (Action::Created, |entry: &AclEntry| ObjectId::AclEntry(entry.id.clone()));
            job.step("add ACL entry", &words, created, acls.add_acl_entry(&trunk.id, spec)).await?;
        }
        job.all()
    }
}

impl Remove {
    async fn run(self, accounts: &Accounts, json: bool) -> Result<(), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.on.read(accounts, &mut input);
        let wanted = input.names("ACL entry", &self.entry);
        let list = self.reach.list(&mut input, account.as_ref());
        let consent = input.consent(self.consent.yes);
        let (account, trunk, wanted, consent) = input.finish((account, trunk, wanted, consent))?;

        let trunk = find::trunk(&account, &trunk).await?;
        let mut entries = shown(&account, read(&account, &trunk)).await?;
        if let Some(list) = &list {
            entries.retain(|entry| entry.list.as_ref().is_some_and(|of| of.id == *list));
        }
        let finder = Finder::new(&account, &trunk, "ACL entry", LIST);
        let found = finder.each(&wanted, &entries, find::is_acl_entry, |entry| entry.id.to_string())?;
        let names: Vec<String> = found.iter().map(|entry| entry.cidr.to_string()).collect();
        consent.to(&format!(
            "Stop calls from {} on trunk {} of {account}",
            names.join(", "),
            describe::trunk(&trunk)
        ))?;

        let acls = account.provider().acls();
        let options = self.reach.removal(list);
        let mut job = Job::on(&account, &trunk, LIST, json);
        for entry in &found {
            let words = format!("{} may no longer send calls", entry.cidr);
            let removed = (Action::Removed, |(): &()| ObjectId::AclEntry(entry.id.clone()));
            let call = acls.remove_acl_entry(&trunk.id, &entry.id, &options);
            job.step("remove ACL entry", &words, removed, call).await?;
        }
        job.all()
    }
}
