//! The contract over Exotel's client.

mod acl;
mod caller_id;
mod credentials;
mod numbers;
mod originations;
mod trunks;

use std::{fmt, sync::Arc};

use futures::{StreamExt as _, TryStreamExt as _};

use super::{Client, audit, capabilities::capabilities, convert};
use crate::{
    audit::Finding,
    capability::Capabilities,
    error::{Effect, Error, ErrorKind, Result},
    model::{AuthModeChange, Done, Identity, InvalidValue, TrunkDescription, TrunkId},
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, Objects, OriginationProvider,
        Provider, TrunkProvider,
    },
};

/// Exotel behind the neutral contract.
///
/// A trunk is known by its name, which is unique in an account. Its rows are its own: no list is shared. What no API
/// can do is in [`Done::manual_steps`](crate::model::Done::manual_steps) and on every trunk. That something exists
/// already is read back and compared before it is said, since Exotel says the same of a number that is mapped to
/// another trunk.
#[derive(Debug, Clone)]
pub struct Exotel {
    client: Client,
    capabilities: Arc<Capabilities>,
}

impl Exotel {
    /// The contract over a client.
    pub fn new(client: Client) -> Self {
        Self { client, capabilities: Arc::new(capabilities()) }
    }

    /// The client below, in Exotel's own words.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Says of an error whose account and which call it is about, unless it says so itself.
    fn about(&self, operation: &'static str) -> impl Fn(Error) -> Error {
        move |error| error.with_identity(self.client.identity()).with_operation(operation)
    }

    async fn has_acl_entries(&self, trunk: &TrunkId) -> Result<bool> {
        Ok(self.client.list_whitelisted_ips(trunk).stream().try_next().await?.is_some())
    }

    async fn has_credentials(&self, trunk: &TrunkId) -> Result<bool> {
        Ok(self.client.list_credentials(trunk, None).stream().try_next().await?.is_some())
    }
}

impl Provider for Exotel {
    fn identity(&self) -> &Identity {
        self.client.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        audit::audit(description)
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
        Some(self)
    }
}

/// A list in neutral words.
fn converted<W: 'static, T>(objects: Objects<W>, convert: impl Fn(W) -> T + Send + 'static) -> Objects<T> {
    objects.map_ok(convert).boxed()
}

/// Several values that break a rule, as one error.
fn invalid<'a>(broken: impl IntoIterator<Item = &'a InvalidValue>) -> Option<Error> {
    let lines: Vec<String> = broken.into_iter().map(ToString::to_string).collect();
    (!lines.is_empty()).then(|| Error::invalid(lines.join("; ")))
}

fn broken((kind, invalid): super::rules::Broken) -> Error {
    Error::from(invalid).with_kind(kind)
}

fn not_found(trunk: &TrunkId, object: impl fmt::Display) -> Error {
    Error::new(ErrorKind::NotFound, Effect::None, format!("trunk {trunk} has no {object}"))
}

/// Refuses a change of the way a trunk authenticates calls that was not asked for.
fn change_allowed(change: AuthModeChange, consequence: impl fmt::Display) -> Result<()> {
    match change {
        AuthModeChange::Allow => Ok(()),
        AuthModeChange::Refuse | AuthModeChange::Unchanged => {
            Err(Error::new(ErrorKind::AuthModeChange, Effect::None, consequence.to_string())
                .with_advice("say that the change is allowed if that is what you want"))
        }
    }
}

/// An outcome about the trunk's inbound side, with what a person has to do for it.
fn inbound<T>(done: Done<T>, trunk: &TrunkId) -> Done<T> {
    done.with_manual_steps([convert::inbound_flow(trunk)])
}
