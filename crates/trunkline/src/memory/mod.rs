//! A carrier in memory: the reference implementation of the contract, and a test double.
//!
//! It needs no account, no network and no runtime, and does exactly what the contract says. What both carriers
//! can do it can do, and what only one of them can do it can do too, unless it is [built](Memory::builder)
//! without: numbers have modes, targets can be switched off, trunks have a caller id. The options by which a spec
//! asks for such a thing (`exotel.mode`, `exotel.friendly_name` of a credential, `twilio.enabled` and
//! `twilio.friendly_name` of a target) hold here as well. Passwords are checked and forgotten.
//!
//! ```
//! use trunkline::{ext::ProviderExt as _, memory::Memory, model::{TerminationAuth, TrunkDescription, TrunkSpec}};
//!
//! # futures::executor::block_on(async {
//! let carrier = Memory::new();
//! let description = TrunkDescription::new(TrunkSpec::new("support".parse()?, TerminationAuth::IpAcl));
//! assert!(carrier.ensure(&description).await?.changed());
//! assert!(!carrier.ensure(&description).await?.changed());
//! # Ok::<(), trunkline::Error>(())
//! # }).unwrap();
//! ```

mod acl;
mod audit;
mod builder;
mod caller_id;
mod credential;
mod number;
mod origination;
mod rules;
mod state;
mod trunk;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use futures::{StreamExt as _, stream};

pub use builder::MemoryBuilder;

use self::state::Account;
use crate::{
    audit::Finding,
    capability::Capabilities,
    error::{Effect, Error, ErrorKind, Result},
    model::{Identity, TrunkDescription},
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, Objects, OriginationProvider,
        Provider, TrunkProvider,
    },
};

/// An account of a carrier in memory. Clones are the same account.
#[derive(Clone)]
pub struct Memory(Arc<Inner>);

struct Inner {
    identity: Identity,
    capabilities: Capabilities,
    folds_user_names: bool,
    account: Mutex<Account>,
}

impl Memory {
    /// An account that can do everything and owns no number.
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// An account by what it owns and what it cannot do.
    pub fn builder() -> MemoryBuilder {
        MemoryBuilder::default()
    }

    /// Runs one call on the account, whole: no other call is seen half done.
    fn call<T>(&self, operation: &'static str, call: impl FnOnce(&mut Account) -> Result<T>) -> Result<T> {
        // A call looks before it changes anything, so what a panic leaves behind is whole.
        let mut account = self.0.account.lock().unwrap_or_else(PoisonError::into_inner);
        call(&mut account).map_err(|error| error.with_identity(&self.0.identity).with_operation(operation))
    }

    /// A list that reads the account when it is first asked for an object.
    fn list<T, F>(&self, operation: &'static str, read: F) -> Objects<T>
    where
        T: Send + 'static,
        F: FnOnce(&Account) -> Result<Vec<T>> + Send + 'static,
    {
        let carrier = self.clone();
        stream::once(async move { carrier.call(operation, |account| read(account)) })
            .flat_map(|outcome| match outcome {
                Ok(objects) => stream::iter(objects).map(Ok).left_stream(),
                Err(error) => stream::iter([Err(error)]).right_stream(),
            })
            .boxed()
    }
}

/// Refuses what this account was built without.
fn require(can: bool, what: &str) -> Result<()> {
    if can {
        return Ok(());
    }
    Err(Error::unsupported(format!("this account in memory has no {what}")))
}

/// An error that changed nothing.
fn refused(kind: ErrorKind, message: impl Into<String>) -> Error {
    Error::new(kind, Effect::None, message.into())
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Memory").field("identity", &self.0.identity).finish_non_exhaustive()
    }
}

impl Provider for Memory {
    fn identity(&self) -> &Identity {
        &self.0.identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.0.capabilities
    }

    fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        audit::audit(&self.0.capabilities, description, |username| self.held_user_name(username))
    }

    fn trunks(&self) -> &dyn TrunkProvider {
        self
    }

    fn acls(&self) -> &dyn AclProvider {
        self
    }

    fn numbers(&self) -> &dyn NumberProvider {
        self
    }

    fn originations(&self) -> Option<&dyn OriginationProvider> {
        self.0.capabilities.originations.value.then_some(self)
    }

    fn credentials(&self) -> Option<&dyn CredentialProvider> {
        self.0.capabilities.credentials.value.then_some(self)
    }

    fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
        self.0.capabilities.caller_ids.value.then_some(self)
    }
}

#[cfg(test)]
mod tests;
