//! Which account a command is about.

use std::{env, fmt, path::PathBuf, sync::OnceLock};

use clap::Args;
use serde::Serialize;
use trunkline_engine::{
    Environment, FileError, Kind, Profile, Profiles, Registry, apply,
    trunkline::{
        http::Options,
        model::{Carrier, Identity, Trunk},
        provider::{DynProvider, Provider},
    },
};

use crate::{exit::Failure, find, input::Input, output};

/// Which account, on the command line.
#[derive(Debug, Args)]
pub(crate) struct Which {
    /// The account; needed when more than one is configured.
    #[arg(long, value_name = "PROFILE")]
    pub(crate) carrier: Option<String>,
}

/// Which trunk of which account, on the command line.
#[derive(Debug, Args)]
pub(crate) struct On {
    /// The trunk, by id or by name.
    pub(crate) trunk: String,
    #[command(flatten)]
    pub(crate) which: Which,
}

impl On {
    /// Reads what was typed and finds the trunk; for commands that take nothing else.
    pub(crate) async fn find(&self, accounts: &Accounts) -> Result<(Account, Trunk), Failure> {
        let mut input = Input::new();
        let (account, trunk) = self.read(accounts, &mut input);
        let (account, trunk) = input.finish((account, trunk))?;
        let trunk = find::trunk(&account, &trunk).await?;
        Ok((account, trunk))
    }

    /// Reads what was typed.
    pub(crate) fn read(&self, accounts: &Accounts, input: &mut Input) -> (Option<Account>, Option<String>) {
        let account = input.account(accounts, self.which.carrier.as_deref());
        (account, input.name("trunk", &self.trunk))
    }
}

/// All accounts that are configured.
#[derive(Debug)]
pub(crate) struct Accounts {
    registry: Registry,
    file: Option<PathBuf>,
    http: Options,
    profiles: OnceLock<Result<Profiles, FileError>>,
}

impl Accounts {
    /// Accounts from the environment, and from `file` or the first of the usual files that is there.
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        let file = file.or_else(|| usual_files().into_iter().find(|file| file.is_file()));
        Self { registry: Registry::default(), file, http: apply::options(), profiles: OnceLock::new() }
    }

    /// With another way to make requests.
    pub(crate) fn with_http(self, http: Options) -> Self {
        Self { http, ..self }
    }

    /// Opens one of them.
    pub(crate) fn open(&self, profile: &Profile) -> trunkline_engine::trunkline::Result<Account> {
        Account::open(profile, self.http.clone())
    }

    /// The profiles.
    pub(crate) fn profiles(&self) -> Result<&Profiles, &FileError> {
        self.profiles
            .get_or_init(|| Profiles::load(&self.registry, &Environment::process(), self.file.as_deref()))
            .as_ref()
    }

    /// The kinds of carriers that have no account in the environment, each with what is missing there.
    pub(crate) fn not_configured(&self) -> Vec<(&str, String)> {
        let environment = Environment::process();
        let set =
            |kind: &dyn Kind| kind.variables().iter().any(|variable| environment.get(variable).is_some());
        let unset = self.registry.iter().filter(|(_, kind)| !set(*kind));
        unset
            .filter_map(|(name, kind)| {
                let error = kind.in_environment().open(&environment, apply::options()).err()?;
                Some((name, error.message().to_owned()))
            })
            .collect()
    }
}

fn usual_files() -> Vec<PathBuf> {
    let home = || env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    let config =
        env::var_os("XDG_CONFIG_HOME").filter(|path| !path.is_empty()).map(PathBuf::from).or_else(home);
    let mut files = vec![PathBuf::from("trunkline.yaml")];
    files.extend(config.map(|folder| folder.join("trunkline").join("config.yaml")));
    files
}

/// An account, opened.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    profile: String,
    provider: DynProvider,
}

impl Account {
    /// Opens a profile.
    pub(crate) fn open(profile: &Profile, http: Options) -> trunkline_engine::trunkline::Result<Self> {
        Ok(Self { profile: profile.name().to_owned(), provider: profile.open(http)? })
    }

    /// The profile's name.
    pub(crate) fn profile(&self) -> &str {
        &self.profile
    }

    /// Its provider.
    pub(crate) fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    /// Who it is.
    pub(crate) fn identity(&self) -> &Identity {
        self.provider.identity()
    }

    /// Its carrier.
    pub(crate) fn carrier(&self) -> &Carrier {
        &self.identity().carrier
    }

    /// A command of ours on a trunk of this account, to be typed.
    pub(crate) fn command(&self, command: &str, trunk: &Trunk) -> String {
        format!("trunkline {command} {} --carrier {}", trunk.id, self.profile)
    }

    /// The command that lists this account's trunks, to be typed.
    pub(crate) fn list_command(&self) -> String {
        format!("trunkline trunk list --carrier {}", self.profile)
    }
}

impl Account {
    /// Prints a list of the account's: a table for people, or objects that say whose they are for scripts.
    pub(crate) fn print_list<T: Serialize>(
        &self,
        objects: &[T],
        table: fn(&[T]) -> String,
        json: bool,
    ) -> Result<(), Failure> {
        if json {
            let objects: Vec<_> = objects.iter().map(|object| Owned::new(self, object)).collect();
            return output::print_json(&objects);
        }
        output::print(&table(objects))
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.identity().fmt(f)
    }
}

/// An object of an account, for scripts: with whose it is.
#[derive(Debug, Serialize)]
pub(crate) struct Owned<'a, T> {
    profile: &'a str,
    identity: &'a Identity,
    #[serde(flatten)]
    value: T,
}

impl<'a, T> Owned<'a, T> {
    /// `value` of `account`.
    pub(crate) fn new(account: &'a Account, value: T) -> Self {
        Self { profile: account.profile(), identity: account.identity(), value }
    }
}
