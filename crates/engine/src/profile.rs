//! The accounts of a person, by name.

use std::{
    collections::BTreeSet,
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use trunkline::{Result, http::Options, provider::DynProvider};

use crate::{
    Account, Environment, FileError, Mistake, Registry, Settings,
    file::{accounts::Accounts, node::Entries, source::Source},
};

/// One account of a carrier, under the name a person gave it.
#[derive(Debug, Clone)]
pub struct Profile {
    name: String,
    kind: String,
    origin: Origin,
    /// As they stand in the file.
    settings: Option<Arc<Entries>>,
    account: Arc<dyn Account>,
    environment: Environment,
}

/// Where a profile comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// Environment variables.
    Environment,
    /// A line of a file.
    File(PathBuf, u64),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => f.pad("environment"),
            Self::File(path, line) => f.pad(&format!("{}:{line}", path.display())),
        }
    }
}

impl Profile {
    /// Its name: what `--carrier` takes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its [`Kind`](crate::Kind).
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Where it comes from.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Its settings as they stand in the file; `None` when they are in the environment.
    pub(crate) fn settings(&self) -> Option<&Entries> {
        self.settings.as_deref()
    }

    /// Looks its secrets up and makes a provider, whose requests are made as `http` says. Sends nothing.
    ///
    /// # Errors
    /// [`Configuration`](trunkline::ErrorKind::Configuration), naming everything that is missing.
    pub fn open(&self, http: Options) -> Result<DynProvider> {
        self.account.open(&self.environment, http)
    }
}

/// All profiles: for each kind whose variables are set one of the kind's name, then those of the file.
#[derive(Debug, Clone, Default)]
pub struct Profiles(Vec<Profile>);

impl Profiles {
    /// Reads the environment and, when there is one, a file. Secrets are not looked up.
    ///
    /// # Errors
    /// Every mistake in the file, each with its line and column.
    pub fn load(
        registry: &Registry,
        environment: &Environment,
        file: Option<&Path>,
    ) -> Result<Self, FileError> {
        let Some(file) = file else {
            return Self::of(registry, environment, None, &BTreeSet::new()).map_err(FileError::new);
        };
        let (source, accounts, mut mistakes) = Accounts::load(file)?;
        let profiles = Self::of(registry, environment, Some((&source, &accounts)), &BTreeSet::new());
        let profiles = profiles.map_err(|more| mistakes.extend(more)).unwrap_or_default();
        if mistakes.is_empty() { Ok(profiles) } else { Err(FileError::new(mistakes)) }
    }

    /// The profiles of the environment, and those of a file. Those of the environment that are `named` are there even
    /// when no variable is set: what is missing is said when they are opened.
    pub(crate) fn of(
        registry: &Registry,
        environment: &Environment,
        accounts: Option<(&Source, &Accounts)>,
        named: &BTreeSet<&str>,
    ) -> Result<Self, Vec<Mistake>> {
        let mut profiles = Vec::new();
        for (name, kind) in registry.iter() {
            let set = kind.variables().iter().any(|variable| environment.get(variable).is_some());
            if set || named.contains(name) {
                profiles.push(Profile {
                    name: name.to_owned(),
                    kind: name.to_owned(),
                    origin: Origin::Environment,
                    settings: None,
                    account: kind.in_environment(),
                    environment: environment.clone(),
                });
            }
        }
        let mut mistakes = Vec::new();
        let blocks = accounts
            .into_iter()
            .flat_map(|(source, accounts)| accounts.iter().map(move |block| (source, block)));
        for (source, (name, entries)) in blocks {
            let mut settings = Settings::new(source, name, entries.clone());
            let found = account(registry, &mut settings);
            mistakes.extend(settings.into_mistakes());
            if let Some((kind, account)) = found {
                profiles.push(Profile {
                    name: name.value.clone(),
                    kind,
                    origin: Origin::File(source.path().to_owned(), name.referenced.line()),
                    settings: Some(Arc::new(entries.clone())),
                    account,
                    environment: environment.clone(),
                });
            }
        }
        if mistakes.is_empty() { Ok(Self(profiles)) } else { Err(mistakes) }
    }

    /// A profile by its name.
    pub fn get(&self, name: &str) -> Option<&Profile> {
        self.0.iter().find(|profile| profile.name == name)
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Profile> {
        self.0.iter()
    }
}

/// The account that the settings describe; `None` when they have a mistake.
fn account(registry: &Registry, settings: &mut Settings<'_>) -> Option<(String, Arc<dyn Account>)> {
    if registry.get(settings.profile()).is_some() {
        settings.refuse_profile("is the name of the account in the environment: give this one another");
    }
    if !settings.profile().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') {
        settings.refuse_profile("may be named with letters, digits, - and _ only");
    }
    let Some(kind) = settings.text("kind") else {
        settings.take_all();
        return None;
    };
    let Some(known) = registry.get(&kind) else {
        settings.take_all();
        let kinds: Vec<&str> = registry.iter().map(|(name, _)| name).collect();
        settings.refuse("kind", format!("{kind:?} is none of {}", kinds.join(", ")));
        return None;
    };
    Some((kind, known.in_file(settings)?))
}
