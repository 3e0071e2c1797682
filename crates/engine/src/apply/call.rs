//! One step as a call to a provider.

use serde_json::Value;
use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::{AclExt as _, CredentialExt as _, NumberExt as _, TrunkExt as _},
    model::{CredentialSpec, Done, SecretString, TrunkId},
    provider::{CallerIdProvider, CredentialProvider, OriginationProvider, Provider},
};

use super::found;
use crate::plan::Change;

/// A change, and where it is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) provider: &'a dyn Provider,
    /// `None` before the trunk is created.
    pub(super) trunk: Option<&'a TrunkId>,
    pub(super) change: &'a Change,
    /// Of a credential that is added.
    pub(super) password: Option<&'a SecretString>,
}

/// What a call came to.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) changed: bool,
    /// The identifier of what was made or changed; of several, with spaces between.
    pub(super) object: Option<String>,
    pub(super) messages: Vec<String>,
    pub(super) replaced: Option<Value>,
}

impl Made {
    pub(super) fn of<T>(done: Done<T>, object: impl Fn(&T) -> String) -> Self {
        Self {
            changed: done.changed,
            object: Some(object(&done.value)),
            messages: done.warnings.into_iter().map(|warning| warning.message).collect(),
            // A replaced object is plain data; one that could not be written would be a note less.
            replaced: done.replaced.and_then(|replaced| serde_json::to_value(replaced).ok()),
        }
    }

    fn gone() -> Self {
        Self { changed: false, object: None, messages: vec!["was gone already".to_owned()], replaced: None }
    }

    /// It was this run that did it, though its answer was lost.
    pub(super) fn ours(mut self, message: impl Into<String>) -> Self {
        self.changed = true;
        self.messages.insert(0, message.into());
        self
    }
}

impl Call<'_> {
    /// Makes the call. When its outcome is unknown a create is looked for, and never sent again; anything else is
    /// by identifier and made once more.
    pub(super) async fn make(&self) -> Result<Made> {
        let error = match self.send().await {
            Err(error) if error.effect() == Effect::Unknown => error,
            outcome => return outcome,
        };
        if self.creates() {
            return match found::read(self).await {
                Ok(Some(made)) => Ok(made.ours(format!(
                    "the outcome was unknown ({}); it was read back and found",
                    error.message()
                ))),
                Ok(None) => Err(error.with_advice("it was read back and not found; a resume looks again")),
                Err(unread) => {
                    let advice =
                        format!("it could not be read back ({}); a resume looks again", unread.message());
                    Err(error.with_advice(advice))
                }
            };
        }
        match self.send().await {
            Ok(made) => Ok(made
                .ours(format!("the outcome was unknown ({}); the call was made once more", error.message()))),
            Err(again) => Err(again.with_effect(Effect::Unknown)),
        }
    }

    /// Makes sure of a change that an earlier attempt may have made.
    pub(super) async fn make_sure(&self, settle: std::time::Duration) -> Result<Made> {
        let provider = self.provider;
        let made = match self.change {
            Change::CreateTrunk { spec } => {
                Made::of(provider.trunks().ensure_trunk(spec).await?, |trunk| trunk.id.to_string())
            }
            Change::AddAclEntry { spec } => {
                let done = provider.acls().ensure_acl_entry(self.trunk()?, spec).await?;
                Made::of(done, |entry| entry.id.to_string())
            }
            Change::BindNumber { spec } => {
                let done = provider.numbers().ensure_number(self.trunk()?, spec).await?;
                Made::of(done, |number| number.id.to_string())
            }
            Change::AddCredential { .. } => {
                let done = self.credentials()?.ensure_credential(self.trunk()?, &self.credential()?).await?;
                Made::of(done, |credential| credential.id.to_string())
            }
            Change::AddOriginationUris { specs } => {
                found::make_sure(self.originations()?, self.trunk()?, specs, settle).await?
            }
            _ => self.send().await?,
        };
        Ok(made.ours("an earlier attempt had no result; it was made sure of"))
    }

    /// Whether sending it twice may make two.
    fn creates(&self) -> bool {
        matches!(
            self.change,
            Change::CreateTrunk { .. }
                | Change::AddAclEntry { .. }
                | Change::AddOriginationUris { .. }
                | Change::BindNumber { .. }
                | Change::AddCredential { .. }
        )
    }

    async fn send(&self) -> Result<Made> {
        let outcome = self.send_once().await;
        let removes = matches!(
            self.change,
            Change::DeleteTrunk
                | Change::RemoveAclEntry { .. }
                | Change::RemoveOriginationUri { .. }
                | Change::UnbindNumber { .. }
                | Change::RemoveCredential { .. }
        );
        match outcome {
            Err(error)
                if removes && error.kind() == ErrorKind::NotFound && error.effect() == Effect::None =>
            {
                Ok(Made::gone())
            }
            outcome => outcome,
        }
    }

    async fn send_once(&self) -> Result<Made> {
        let provider = self.provider;
        let on = self.trunk();
        Ok(match self.change {
            Change::CreateTrunk { spec } => {
                Made::of(provider.trunks().create_trunk(spec).await?, |trunk| trunk.id.to_string())
            }
            Change::UpdateTrunk { patch, .. } => {
                Made::of(provider.trunks().update_trunk(on?, patch).await?, |trunk| trunk.id.to_string())
            }
            Change::DeleteTrunk => {
                let on = on?;
                Made::of(provider.trunks().delete_trunk(on).await?, |()| on.to_string())
            }
            Change::AddAclEntry { spec } => {
                Made::of(provider.acls().add_acl_entry(on?, spec).await?, |entry| entry.id.to_string())
            }
            Change::RemoveAclEntry { id, options, .. } => {
                Made::of(provider.acls().remove_acl_entry(on?, id, options).await?, |()| id.to_string())
            }
            Change::AddOriginationUris { specs } => match &specs[..] {
                [spec] => {
                    let done = self.originations()?.add_origination_uri(on?, spec).await?;
                    Made::of(done, |uri| uri.id.to_string())
                }
                specs => {
                    let done = self.originations()?.add_origination_uris(on?, specs).await?;
                    Made::of(done, |uris| found::ids(uris))
                }
            },
            Change::UpdateOriginationUri { id, patch, .. } => {
                let done = self.originations()?.update_origination_uri(on?, id, patch).await?;
                Made::of(done, |uri| uri.id.to_string())
            }
            Change::RemoveOriginationUri { id, .. } => {
                Made::of(self.originations()?.remove_origination_uri(on?, id).await?, |()| id.to_string())
            }
            Change::BindNumber { spec } => {
                Made::of(provider.numbers().bind_number(on?, spec).await?, |number| number.id.to_string())
            }
            Change::SetNumberMode { id, mode, .. } => {
                let done = provider.numbers().set_number_mode(on?, id, mode).await?;
                Made::of(done, |number| number.id.to_string())
            }
            Change::UnbindNumber { id, .. } => {
                Made::of(provider.numbers().unbind_number(on?, id).await?, |()| id.to_string())
            }
            Change::AddCredential { .. } => {
                let done = self.credentials()?.add_credential(on?, &self.credential()?).await?;
                Made::of(done, |credential| credential.id.to_string())
            }
            Change::RemoveCredential { id, options, .. } => {
                Made::of(self.credentials()?.remove_credential(on?, id, options).await?, |()| id.to_string())
            }
            Change::SetCallerId { number, .. } => {
                Made::of(self.caller_ids()?.set_caller_id(on?, number).await?, |id| id.number.to_string())
            }
            Change::ClearCallerId { .. } => {
                Made::of(self.caller_ids()?.clear_caller_id(on?).await?, |()| "none".to_owned())
            }
        })
    }

    pub(super) fn trunk(&self) -> Result<&TrunkId> {
        self.trunk.ok_or_else(|| self.refused("the plan names no trunk for this step, and creates none"))
    }

    pub(super) fn originations(&self) -> Result<&dyn OriginationProvider> {
        self.provider.originations().ok_or_else(|| self.lacking("origination URIs"))
    }

    pub(super) fn credentials(&self) -> Result<&dyn CredentialProvider> {
        self.provider.credentials().ok_or_else(|| self.lacking("credentials"))
    }

    fn caller_ids(&self) -> Result<&dyn CallerIdProvider> {
        self.provider.caller_ids().ok_or_else(|| self.lacking("caller id"))
    }

    fn credential(&self) -> Result<CredentialSpec> {
        match (self.change, self.password) {
            (Change::AddCredential { username, auth_mode, exotel, .. }, Some(password)) => {
                Ok(CredentialSpec::new(username, password.clone())
                    .with_auth_mode(*auth_mode)
                    .with_exotel(exotel.clone()))
            }
            _ => Err(self.refused("the password of this step was not looked up")),
        }
    }

    fn lacking(&self, noun: &str) -> Error {
        Error::unsupported(format!("{} has no {noun}", self.provider.identity().carrier))
            .with_identity(self.provider.identity())
    }

    fn refused(&self, message: &'static str) -> Error {
        Error::invalid(message).with_identity(self.provider.identity())
    }
}
