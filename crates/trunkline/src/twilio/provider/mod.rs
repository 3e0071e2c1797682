//! The contract over Twilio's client.

mod acl;
mod credentials;
mod delete;
mod list_kind;
mod list_users;
mod managed_list;
mod numbers;
mod originations;
mod own_lists;
mod trunks;

use std::sync::Arc;

use own_lists::OwnLists;

use super::{Client, audit, capabilities::capabilities, domain};
use crate::{
    audit::Finding,
    capability::Capabilities,
    error::{Effect, Error, ErrorKind, Result},
    model::{Identity, TrunkDescription, TrunkSpec},
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, OriginationProvider, Provider,
        TrunkProvider,
    },
};

pub use list_users::ListUsers;

/// Twilio behind the neutral contract.
///
/// A trunk is known by its domain, given or [derived](Self::domain_for). Its addresses and credentials are in one
/// list of each kind, named `trunkline-<TrunkSid>`, made and associated with the first entry; any other list is
/// treated as shared. Numbers are bound and unbound, never bought or released.
#[derive(Debug, Clone)]
pub struct Twilio {
    client: Client,
    capabilities: Arc<Capabilities>,
    own_lists: OwnLists,
}

impl Twilio {
    /// The contract over a client.
    pub fn new(client: Client) -> Self {
        Self { client, capabilities: Arc::new(capabilities()), own_lists: OwnLists::default() }
    }

    /// The client below, in Twilio's own words.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The domain that the trunk of a spec has: the one in its options, or one derived from its name and the
    /// account. Names that differ only in case, or in `_` at the ends, derive the same one: give one of them a
    /// domain. Sends nothing.
    ///
    /// ```
    /// # use trunkline::{model::{TerminationAuth, TrunkSpec}, twilio::{Client, Config, Twilio}};
    /// let config = Config::new("ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "token".into());
    /// let twilio = Twilio::new(Client::new(config)?);
    /// let spec = TrunkSpec::new("contact_centre".parse()?, TerminationAuth::IpAcl);
    /// let domain = twilio.domain_for(&spec);
    /// assert!(domain.starts_with("contact-centre-") && domain.ends_with(".pstn.twilio.com"));
    /// # Ok::<(), trunkline::Error>(())
    /// ```
    pub fn domain_for(&self, spec: &TrunkSpec) -> String {
        spec.twilio
            .domain_name
            .clone()
            .unwrap_or_else(|| domain::derive(&spec.name, &self.client.identity().account))
    }

    /// Says of an error whose account and which call it is about, unless it says so itself.
    fn about(&self, operation: &'static str) -> impl Fn(Error) -> Error {
        move |error| error.with_identity(self.client.identity()).with_operation(operation)
    }
}

impl Provider for Twilio {
    fn identity(&self) -> &Identity {
        self.client.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        audit::audit(description, &self.client.identity().account)
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
        Some(self)
    }

    fn credentials(&self) -> Option<&dyn CredentialProvider> {
        Some(self)
    }

    fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
        None
    }
}

/// Whether Twilio answered with one of these codes.
fn has_code(error: &Error, codes: &[&str]) -> bool {
    error.carrier_code().is_some_and(|code| codes.contains(&code))
}

/// Whether a refused create may mean that it is there already. Twilio promises neither the codes nor the words of its
/// refusals, so what is there is read and compared.
fn may_be_taken(error: &Error) -> bool {
    error.effect() == Effect::None && matches!(error.http_status(), Some(400 | 409))
}

/// What is gone already need not be removed.
fn or_gone(outcome: Result<()>) -> Result<bool> {
    match outcome {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
