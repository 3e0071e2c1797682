//! Kinds of carriers by name.

use std::{collections::BTreeMap, fmt::Debug, sync::Arc};

use trunkline::{Result, http::Options, provider::DynProvider};

use crate::{Environment, ExotelKind, Settings, TwilioKind};

/// A kind of carrier: how accounts on it are described, and opened.
pub trait Kind: Debug + Send + Sync {
    /// The environment variables of the account that needs no file. It counts as configured as soon as one of
    /// them is set.
    fn variables(&self) -> &'static [&'static str];

    /// The account that the variables describe. What is missing is said by [`Account::open`].
    fn in_environment(&self) -> Arc<dyn Account>;

    /// An account that a file describes; `None` when `settings` noted a mistake.
    fn in_file(&self, settings: &mut Settings<'_>) -> Option<Arc<dyn Account>>;

    /// The JSON Schema of an account that a file describes, for editors.
    fn schema(&self) -> serde_json::Value;

    /// A provider for an account that is nobody's: for the carrier's rules and what it can do, which are the same for
    /// every account. It knows no secret, and nobody sends anything with it.
    ///
    /// # Errors
    /// [`Configuration`](trunkline::ErrorKind::Configuration), when it cannot be made on this machine.
    fn rules(&self) -> Result<DynProvider>;
}

/// An account that is described, and not yet opened: its secrets have not been looked up.
pub trait Account: Debug + Send + Sync {
    /// Looks the secrets up and makes a provider, whose requests are made as `http` says. Sends nothing.
    ///
    /// # Errors
    /// [`Configuration`](trunkline::ErrorKind::Configuration), naming everything that is missing or cannot work.
    fn open(&self, environment: &Environment, http: Options) -> Result<DynProvider>;
}

/// The kinds of carriers that profiles can name.
///
/// The default knows `exotel` and `twilio`; others are [registered](Registry::with).
#[derive(Debug, Clone)]
pub struct Registry {
    kinds: BTreeMap<String, Arc<dyn Kind>>,
}

impl Registry {
    /// A registry without any kind.
    pub fn empty() -> Self {
        Self { kinds: BTreeMap::new() }
    }

    /// With this kind besides; one of the same name is replaced.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, kind: impl Kind + 'static) -> Self {
        self.kinds.insert(name.into(), Arc::new(kind));
        self
    }

    /// A kind.
    pub fn get(&self, name: &str) -> Option<&dyn Kind> {
        self.kinds.get(name).map(|kind| &**kind)
    }

    /// All kinds, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &dyn Kind)> {
        self.kinds.iter().map(|(name, kind)| (name.as_str(), &**kind))
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self::empty().with("exotel", ExotelKind).with("twilio", TwilioKind)
    }
}
