//! A whole description made true.

use async_trait::async_trait;
use serde::Serialize;

use super::{TrunkExt as _, acl, credential, note, number, origination, reading_once};
use crate::{
    audit::Finding,
    error::{Error, Result},
    model::{
        AclEntry, Action, AuthModeChange, BoundNumber, CallerId, Credential, Done, ManualStep, ObjectId,
        OriginationUri, Step, TerminationAuth, Trunk, TrunkDescription, Warning, WarningCode,
    },
    provider::Provider,
};

/// Conveniences that cross nouns.
#[async_trait]
pub trait ProviderExt: Provider {
    /// Makes a description true on this carrier: the trunk, then who may send calls, then where inbound calls
    /// go, then numbers and the caller id. Adds and adjusts, never removes.
    ///
    /// Safe to run again: the second time [`Ensured::changed`] is `false`. A description that the carrier cannot
    /// store is refused whole, with every reason, before anything is sent.
    ///
    /// # Errors
    /// What the audit refuses; then the first error of a part, with everything done before it in
    /// [`Error::done`].
    async fn ensure(&self, description: &TrunkDescription) -> Result<Ensured> {
        if let Some(error) = Finding::to_error(&self.audit(description)) {
            return Err(error.with_identity(self.identity()).with_operation("ensure trunk"));
        }
        let mut steps = Vec::new();
        match reading_once(ensure_parts(self, description, &mut steps)).await {
            Ok(ensured) => Ok(ensured),
            Err(error) => Err(error.after(steps)),
        }
    }
}

impl<T: Provider + ?Sized> ProviderExt for T {}

/// A description that is true now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Ensured {
    /// The trunk.
    pub trunk: Done<Trunk>,
    /// Its allowed addresses, in the description's order; likewise the rest.
    pub acl: Vec<Done<AclEntry>>,
    /// Its credentials.
    pub credentials: Vec<Done<Credential>>,
    /// Its targets of inbound calls.
    pub origination: Vec<Done<OriginationUri>>,
    /// Its numbers.
    pub numbers: Vec<Done<BoundNumber>>,
    /// Its caller id, when the description has one.
    pub caller_id: Option<Done<CallerId>>,
}

impl Ensured {
    /// Whether anything had to be changed.
    pub fn changed(&self) -> bool {
        self.trunk.changed
            || self.acl.iter().any(|done| done.changed)
            || self.credentials.iter().any(|done| done.changed)
            || self.origination.iter().any(|done| done.changed)
            || self.numbers.iter().any(|done| done.changed)
            || self.caller_id.as_ref().is_some_and(|done| done.changed)
    }

    /// Everything to know about it.
    pub fn warnings(&self) -> impl Iterator<Item = &Warning> {
        let parts = self.acl.iter().flat_map(|done| &done.warnings);
        let parts = parts.chain(self.credentials.iter().flat_map(|done| &done.warnings));
        let parts = parts.chain(self.origination.iter().flat_map(|done| &done.warnings));
        let parts = parts.chain(self.numbers.iter().flat_map(|done| &done.warnings));
        let parts = parts.chain(self.caller_id.iter().flat_map(|done| &done.warnings));
        self.trunk.warnings.iter().chain(parts)
    }

    /// What a person still has to do.
    pub fn manual_steps(&self) -> &[ManualStep] {
        &self.trunk.value.manual_steps
    }
}

async fn ensure_parts<P: Provider + ?Sized>(
    provider: &P,
    description: &TrunkDescription,
    steps: &mut Vec<Step>,
) -> Result<Ensured> {
    let lacking = |noun: &str| {
        Error::unsupported(format!("{} has no {noun}", provider.identity().carrier))
            .with_identity(provider.identity())
            .with_operation("ensure trunk")
    };
    let trunk = provider.trunks().ensure_trunk(&description.trunk).await?;
    let id = trunk.value.id.clone();
    note(steps, &trunk, Action::Created, ObjectId::Trunk(id.clone()));

    // A description that says "both" asks for the mix; any other must not slide into it.
    let mix = description.trunk.auth == TerminationAuth::Both;
    let acl = description.acl.iter().cloned().map(|mut spec| {
        if mix {
            spec.auth_mode = AuthModeChange::Allow;
        }
        spec
    });
    let credentials = description.credentials.iter().cloned().map(|mut spec| {
        if mix {
            spec.auth_mode = AuthModeChange::Allow;
        }
        spec
    });
    let is_new = is_new(&trunk);
    let mut ensured = Ensured {
        acl: acl::ensure_all(provider.acls(), &id, acl, is_new, steps).await?,
        trunk,
        credentials: Vec::new(),
        origination: Vec::new(),
        numbers: Vec::new(),
        caller_id: None,
    };
    if !description.credentials.is_empty() {
        let part = provider.credentials().ok_or_else(|| lacking("credentials"))?;
        ensured.credentials = credential::ensure_all(part, &id, credentials, is_new, steps).await?;
    }
    if !description.origination.is_empty() {
        let part = provider.originations().ok_or_else(|| lacking("origination URIs"))?;
        ensured.origination =
            origination::ensure_all(part, &id, &description.origination, is_new, steps).await?;
    }
    ensured.numbers =
        number::ensure_all(provider.numbers(), &id, &description.numbers, is_new, steps).await?;
    if let Some(number) = &description.caller_id {
        let part = provider.caller_ids().ok_or_else(|| lacking("caller id"))?;
        let done = match part.get_caller_id(&id).await? {
            Some(caller_id) if caller_id.number == *number => Done::unchanged(caller_id),
            _ => part.set_caller_id(&id, number).await?,
        };
        note(steps, &done, Action::Updated, ObjectId::CallerId(id.clone()));
        ensured.caller_id = Some(done);
    }
    Ok(ensured)
}

/// Whether this call made the trunk: then nothing of what belongs to it is there yet. One that was found after a lost
/// answer may be another's, who is at work on it.
fn is_new(trunk: &Done<Trunk>) -> bool {
    let found = |warning: &Warning| warning.code == WarningCode::FoundAfterUnknown;
    trunk.changed && trunk.replaced.is_none() && !trunk.warnings.iter().any(found)
}
