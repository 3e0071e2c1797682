//! From a file to a plan.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use clap::Args;
use trunkline_engine::{
    Environment, File, Known, Profiles, ReadOnly, Registry, Wanted,
    observe::observe,
    plan::{self, Allow, Plan},
    store::Store,
    trunkline::{http::Options, provider::DynProvider},
};

use crate::{change::shown, exit::Failure};

/// Which file, on the command line.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The file [default: that of --config, or else ./trunkline.yaml].
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// A file, and which accounts it names.
#[derive(Debug)]
pub(crate) struct Asked {
    wanted: Wanted,
    profiles: Profiles,
}

impl Asked {
    /// Reads the file: all of it, or only what is on the accounts in `only`.
    pub(crate) fn read(path: &Path, only: &[String]) -> Result<Self, Failure> {
        let File { profiles, mut wanted, .. } =
            File::load(&Registry::default(), &Environment::process(), path)?;
        let named: BTreeSet<String> = wanted.trunks.iter().map(|trunk| trunk.profile.clone()).collect();
        let strangers = only.iter().filter(|profile| !named.contains(*profile));
        let there: Vec<&str> = named.iter().map(String::as_str).collect();
        let mistakes: Vec<String> = strangers
            .map(|profile| format!("no trunk of the file is on {profile:?}; there is {}", there.join(", ")))
            .collect();
        if !mistakes.is_empty() {
            return Err(Failure::Mistakes(mistakes));
        }
        wanted.trunks.retain(|trunk| only.is_empty() || only.contains(&trunk.profile));
        Ok(Self { wanted, profiles })
    }

    /// Opens the accounts. Sends nothing.
    pub(crate) fn open(self, http: &Options) -> Result<Desk, Failure> {
        let Self { wanted, profiles } = self;
        let (mut providers, mut failures) = (BTreeMap::new(), Vec::new());
        let named = wanted.accounts();
        for profile in profiles.iter().filter(|profile| named.contains_key(profile.name())) {
            match profile.open(http.clone()) {
                Ok(provider) => drop(providers.insert(profile.name().to_owned(), provider)),
                Err(error) => failures.push(error),
            }
        }
        if failures.is_empty() { Ok(Desk { wanted, providers }) } else { Err(Failure::Calls(failures)) }
    }
}

/// A file, and the accounts it names, opened.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) wanted: Wanted,
    pub(crate) providers: BTreeMap<String, DynProvider>,
}

impl Desk {
    /// The accounts, as those see them who cannot write.
    pub(crate) fn views(&self) -> BTreeMap<String, ReadOnly> {
        self.providers
            .iter()
            .map(|(name, provider)| (name.clone(), ReadOnly::new(DynProvider::clone(provider))))
            .collect()
    }

    /// Looks at the accounts and plans.
    pub(crate) async fn plan(
        &self,
        store: Option<&Store>,
        allowed: &BTreeSet<Allow>,
    ) -> Result<Plan, Failure> {
        let views = self.views();
        let known = match store {
            Some(store) => Known::load(store, &views).await?,
            None => Known::default(),
        };
        let accounts: Vec<&str> = self.providers.keys().map(String::as_str).collect();
        let observed = shown(&accounts.join(", "), observe(&views, &self.wanted, &known)).await?;
        Ok(plan::make(&self.wanted, &observed, &views, &known, allowed))
    }
}
