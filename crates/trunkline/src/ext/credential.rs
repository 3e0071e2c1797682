//! Credentials made true.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{found_after, is_in, may_be_there};
use crate::{
    error::Result,
    model::{Credential, CredentialSpec, Done, ListId, TrunkId, WarningCode},
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
        if let Some(credential) = find(self, trunk, &spec.username, spec.shared_list.as_ref()).await? {
            return Ok(not_verifiable(Done::unchanged(credential)));
        }
        match self.add_credential(trunk, spec).await {
            Err(error) if may_be_there(&error) => {
                match find(self, trunk, &spec.username, spec.shared_list.as_ref()).await {
                    Ok(Some(credential)) => Ok(not_verifiable(found_after(&error, credential))),
                    _ => Err(error),
                }
            }
            outcome => outcome,
        }
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

fn not_verifiable(done: Done<Credential>) -> Done<Credential> {
    let message = format!(
        "credential {} is there; whether its password is the one given cannot be read from a carrier",
        done.value.username
    );
    done.with_warning(WarningCode::PasswordNotVerifiable, message)
}
