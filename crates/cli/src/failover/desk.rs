//! A file, the account that fails, and the one that takes over.

use std::path::Path;

use trunkline_engine::{
    Environment, File, Known, Profile, ReadOnly, Registry,
    failover::{Look, Pair},
    store::Store,
    trunkline::{http::Options, model::Carrier, provider::DynProvider},
};

use crate::{change::shown, exit::Failure};

/// A file whose trunks live on several accounts. None of them is opened by reading it.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) file: File,
}

impl Desk {
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let file = File::load(&Registry::default(), &Environment::process(), path)?;
        Ok(Self { file })
    }

    /// What is wanted of the account that takes over, as a file of its own.
    pub(super) fn live(pair: &Pair<'_>) -> Result<Self, Failure> {
        Ok(Self { file: pair.live(&Registry::default(), &Environment::process())? })
    }

    /// The profiles that trunks of the file live on, sorted.
    pub(super) fn profiles(&self) -> Vec<&str> {
        self.file.wanted.accounts().into_keys().collect()
    }

    /// Whether some trunk lives on both.
    pub(super) fn pairs(&self, from: &str, to: &str) -> bool {
        let trunks = &self.file.wanted.trunks;
        from != to
            && trunks
                .iter()
                .filter(|trunk| trunk.profile == from)
                .any(|trunk| trunks.iter().any(|other| other.profile == to && other.name == trunk.name))
    }

    /// A profile that trunks of the file live on.
    pub(super) fn profile(&self, name: &str) -> Result<&Profile, Failure> {
        let known = self.profiles();
        match self.file.profiles.get(name).filter(|_| known.contains(&name)) {
            Some(profile) => Ok(profile),
            None => Err(Failure::mistake(format!(
                "no trunk of the file is on {name:?}; there is {}",
                known.join(", ")
            ))),
        }
    }

    /// The carrier of a profile, which is not opened for it.
    pub(super) fn carrier(&self, name: &str) -> Result<Carrier, Failure> {
        let profile = self.profile(name)?;
        let registry = Registry::default();
        let Some(kind) = registry.get(profile.kind()) else {
            return Err(Failure::mistake(format!("{name}: {:?} is no kind of carrier", profile.kind())));
        };
        Ok(kind.rules()?.identity().carrier.clone())
    }

    /// Opens one account of the file, and no other.
    pub(super) fn open(&self, name: &str, http: Options) -> Result<DynProvider, Failure> {
        Ok(self.profile(name)?.open(http)?)
    }

    /// Looks at one account of the file, and at no other.
    pub(super) async fn look(
        &self,
        name: &str,
        provider: &DynProvider,
        store: Option<&Store>,
    ) -> Result<Look, Failure> {
        let view = ReadOnly::new(DynProvider::clone(provider));
        let views = [(name.to_owned(), view.clone())].into();
        let known = match store {
            Some(store) => Known::load(store, &views).await?,
            None => Known::default(),
        };
        Ok(shown(name, Look::at(name, view, &self.file.wanted, &known)).await?)
    }
}
