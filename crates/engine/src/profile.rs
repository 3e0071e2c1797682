//! The accounts of a person, by name.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde_saphyr::{Location, MessageFormatter as _, UserMessageFormatter};
use trunkline::{Result, http::Options, provider::DynProvider};

use crate::{
    Account, ConfigError, Environment, Mistake, Registry, Settings,
    node::{Entries, Node},
};

/// One account of a carrier, under the name a person gave it.
#[derive(Debug, Clone)]
pub struct Profile {
    name: String,
    kind: String,
    origin: Origin,
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
    ) -> Result<Self, ConfigError> {
        let mut profiles = Vec::new();
        for (name, kind) in registry.iter() {
            if kind.variables().iter().any(|variable| environment.get(variable).is_some()) {
                profiles.push(Profile {
                    name: name.to_owned(),
                    kind: name.to_owned(),
                    origin: Origin::Environment,
                    account: kind.in_environment(),
                    environment: environment.clone(),
                });
            }
        }
        if let Some(file) = file {
            profiles.extend(read_file(registry, environment, file)?);
        }
        Ok(Self(profiles))
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

fn read_file(
    registry: &Registry,
    environment: &Environment,
    file: &Path,
) -> Result<Vec<Profile>, ConfigError> {
    let text = fs::read_to_string(file)
        .map_err(|error| ConfigError::new(vec![Mistake::whole(file, format!("cannot be read: {error}"))]))?;
    let mut mistakes = Vec::new();
    let mut profiles = Vec::new();
    for (name, node) in carriers(file, &text, &mut mistakes)? {
        let line = name.referenced.line();
        let entries = match node.value {
            Node::Map(entries) => entries,
            other => {
                let rule = format!("carriers.{} is {}, not a block of settings", name.value, other.what());
                mistakes.push(Mistake::at(file, node.referenced, rule));
                continue;
            }
        };
        let mut settings = Settings::new(file, &name, entries);
        let found = account(registry, &mut settings);
        mistakes.extend(settings.into_mistakes());
        if let Some((kind, account)) = found {
            profiles.push(Profile {
                name: name.value,
                kind,
                origin: Origin::File(file.to_owned(), line),
                account,
                environment: environment.clone(),
            });
        }
    }
    if mistakes.is_empty() { Ok(profiles) } else { Err(ConfigError::new(mistakes)) }
}

/// What stands under `carriers`.
fn carriers(file: &Path, text: &str, mistakes: &mut Vec<Mistake>) -> Result<Entries, ConfigError> {
    // No snippet of the source in a message: a secret might stand on that line.
    let options = serde_saphyr::options! { with_snippet: false };
    let root: Node = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let error = error.without_snippet();
        let at = error.location().unwrap_or(Location::UNKNOWN);
        // For people, and without the place, which the mistake has.
        let rule = UserMessageFormatter.format_message(error);
        ConfigError::new(vec![Mistake::at(file, at, rule.replace(char::is_control, " "))])
    })?;
    let entries = match root {
        Node::Map(entries) => entries,
        other => {
            let rule = format!("is {}; it starts with carriers:", other.what());
            return Err(ConfigError::new(vec![Mistake::whole(file, rule)]));
        }
    };
    let mut carriers = Vec::new();
    for (name, node) in entries {
        match (name.value.as_str(), node.value) {
            ("carriers", Node::Map(profiles)) => carriers = profiles,
            ("carriers", other) => {
                let rule = format!("carriers is {}, not a block of profiles", other.what());
                mistakes.push(Mistake::at(file, node.referenced, rule));
            }
            (unknown, _) => {
                let rule = format!("{unknown} is not known here; a file holds carriers:");
                mistakes.push(Mistake::at(file, name.referenced, rule));
            }
        }
    }
    Ok(carriers)
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
