//! Credentials made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{collect, found_after, is_in, may_be_there, note, reading_once};
use crate::{
    error::Result,
    model::{
        Action, AuthModeChange, Credential, CredentialSpec, Done, ListId, ObjectId, Step, TrunkId,
        WarningCode,
    },
    provider::CredentialProvider,
};

/// Conveniences for credentials.
#[async_trait]
pub trait CredentialExt: CredentialProvider {
    /// The credential of a trunk with this user name.
    ///
    /// # Errors
    /// Those of the list.
    async fn find_credential(&self, trunk: &TrunkId, username: &str) -> Result<Option<Credential>> {
        find(self, trunk, username, None).await
    }

    /// Makes sure that a user name has a credential on the trunk; where the spec names a list, one in that list.
    ///
    /// A credential that is there already keeps its password, and a warning says that nobody can tell whether it
    /// is the one given: no carrier gives passwords back. Only
    /// [`set_password`](CredentialProvider::set_password) changes one.
    ///
    /// # Errors
    /// Those of the list and of [`add_credential`](CredentialProvider::add_credential).
    async fn ensure_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
        reading_once(async {
            match find(self, trunk, &spec.username, spec.shared_list.as_ref()).await? {
                Some(credential) => Ok(not_verifiable(Done::unchanged(credential))),
                None => add(self, trunk, spec).await,
            }
        })
        .await
    }
}

impl<T: CredentialProvider + ?Sized> CredentialExt for T {}

/// The credential in use on the trunk; where a list is named, the one in that list.
async fn find<T: CredentialProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    username: &str,
    list: Option<&ListId>,
) -> Result<Option<Credential>> {
    let mut credentials = provider.list_credentials(trunk);
    while let Some(credential) = credentials.try_next().await? {
        if provider.is_of_user(&credential, username) && is_in(credential.list.as_ref(), list) {
            return Ok(Some(credential));
        }
    }
    Ok(None)
}

/// Adds a credential that was not there; an answer that was lost is read back.
async fn add<T: CredentialProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    spec: &CredentialSpec,
) -> Result<Done<Credential>> {
    match provider.add_credential(trunk, spec).await {
        Err(error) if may_be_there(&error) => {
            match find(provider, trunk, &spec.username, spec.shared_list.as_ref()).await {
                Ok(Some(credential)) => Ok(not_verifiable(found_after(&error, credential))),
                _ => Err(error),
            }
        }
        outcome => outcome,
    }
}

/// Makes sure of several credentials, as of [addresses](super::acl::ensure_all).
pub(super) async fn ensure_all<T: CredentialProvider + ?Sized>(
    provider: &T,
    trunk: &TrunkId,
    specs: impl ExactSizeIterator<Item = CredentialSpec>,
    is_new: bool,
    steps: &mut Vec<Step>,
) -> Result<Vec<Done<Credential>>> {
    let mut all = Vec::with_capacity(specs.len());
    let look = !is_new && specs.len() > 0;
    let held = if look { collect(provider.list_credentials(trunk)).await? } else { Vec::new() };
    let mut added = false;
    for mut spec in specs {
        let list = spec.shared_list.as_ref();
        let is_it =
            |held: &&Credential| provider.is_of_user(held, &spec.username) && is_in(held.list.as_ref(), list);
        let done = if let Some(credential) = held.iter().find(is_it) {
            not_verifiable(Done::unchanged(credential.clone()))
        } else {
            if added {
                spec.auth_mode = AuthModeChange::Unchanged;
            }
            let done = add(provider, trunk, &spec).await?;
            added = true;
            done
        };
        note(steps, &done, Action::Created, ObjectId::Credential(done.value.id.clone()));
        all.push(done);
    }
    Ok(all)
}

fn not_verifiable(done: Done<Credential>) -> Done<Credential> {
    let message = format!(
        "credential {} is there; whether its password is the one given cannot be read from a carrier",
        done.value.username
    );
    done.with_warning(WarningCode::PasswordNotVerifiable, message)
}
