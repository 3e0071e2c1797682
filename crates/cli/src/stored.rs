//! Where the journal and the leases are.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use trunkline_engine::{
    apply,
    store::{LenientBudget, SharedBudget, Store, StoreError},
    trunkline::http::{Options, Priority},
};

use crate::{exit::Failure, output};

/// Which store, on the command line or by the place of the file.
#[derive(Debug)]
pub(crate) struct Place(String);

impl Place {
    /// The one that was given, or else the usual one beside `file`.
    pub(crate) fn new(given: Option<String>, file: &Path) -> Self {
        let beside = || {
            let folder = file.parent().map(PathBuf::from).unwrap_or_default();
            folder.join(Store::DEFAULT).display().to_string()
        };
        Self(given.unwrap_or_else(beside))
    }

    /// Opens it; a file that is not there is made.
    pub(crate) async fn open(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.0).await?)
    }

    /// Opens it, unless it would have to be made: a command that only looks leaves nothing behind.
    pub(crate) async fn look(&self) -> Result<Option<Store>, Failure> {
        let is_server = self.0.contains("://");
        if is_server || Path::new(&self.0).exists() { self.open().await.map(Some) } else { Ok(None) }
    }
}

/// How a command makes its requests that makes many: behind those of commands that make a few, and counted together with
/// those of all other processes on the store.
pub(crate) fn changing(store: &Store) -> Options {
    let options = apply::options().with_priority(Priority::Bulk);
    options.with_budget(Arc::new(SharedBudget::new(store.clone())))
}

/// The same for a command that only reads: where there is no store, or none that can be written, it goes on without.
pub(crate) fn reading(store: Option<&Store>, json: bool) -> Options {
    a_few(store, json).with_priority(Priority::Bulk)
}

/// How a command makes its requests that makes a few: not worth failing for either.
pub(crate) fn a_few(store: Option<&Store>, json: bool) -> Options {
    let Some(store) = store else { return apply::options() };
    // A script reads nothing but an error on standard error.
    let tell = if json { |_: &str| () } else { output::note };
    apply::options().with_budget(Arc::new(LenientBudget::new(store.clone(), tell)))
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::MovedTwice { .. } => Self::mistake(error.to_string()),
            error => Self::Local(error.to_string()),
        }
    }
}
