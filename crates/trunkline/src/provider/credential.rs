//! Digest credentials.

use std::fmt::Debug;

use async_trait::async_trait;

use super::Objects;
use crate::{
    error::Result,
    model::{ChangeOptions, Credential, CredentialId, CredentialSpec, Done, SecretString, TrunkId},
};

/// Digest credentials of a trunk.
///
/// What makes two the same: the user name. No carrier gives a password back. Twilio keeps credentials in lists,
/// with the same rules as for [`AclProvider`](super::AclProvider).
#[async_trait]
pub trait CredentialProvider: Debug + Send + Sync {
    /// The credentials of a trunk, without their passwords.
    fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential>;

    /// Whether a credential that the carrier holds is the one of this user name. Sends nothing.
    ///
    /// Letter by letter, unless a backend says otherwise: a carrier may fold case. A digest is made with the name as the
    /// carrier holds it.
    fn is_of_user(&self, held: &Credential, username: &str) -> bool {
        held.username == username
    }

    /// Adds a credential.
    ///
    /// With [`AuthModeChange::Unchanged`](crate::model::AuthModeChange::Unchanged), the one request that adds is sent,
    /// as for [`add_acl_entry`](super::AclProvider::add_acl_entry). Exotel: that the user name is there already is then
    /// for Exotel to refuse, and no source tells that it does.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a user name or password outside the carrier's rules,
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists),
    /// [`AuthModeChange`](crate::ErrorKind::AuthModeChange) when it is the first on a trunk with allowed addresses,
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for that where the carrier does not declare
    /// [`ip_acl_and_digest`](crate::capability::Capabilities::ip_acl_and_digest),
    /// [`LimitReached`](crate::ErrorKind::LimitReached), [`NotFound`](crate::ErrorKind::NotFound).
    async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>>;

    /// Sets another password. Calls that use the old one fail from now on.
    ///
    /// With [`AuthModeChange::Unchanged`](crate::model::AuthModeChange::Unchanged), the one request is sent; Twilio: for
    /// a credential of the trunk's own list, as for [`remove_credential`](Self::remove_credential). Exotel: a read
    /// follows where the answer does not show the credential.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput), [`NotFound`](crate::ErrorKind::NotFound),
    /// [`SharedList`](crate::ErrorKind::SharedList) when the list is not the trunk's own and not named in the options.
    async fn set_password(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        password: &SecretString,
        options: &ChangeOptions,
    ) -> Result<Done<Credential>>;

    /// Removes a credential.
    ///
    /// With [`AuthModeChange::Unchanged`](crate::model::AuthModeChange::Unchanged), the one request that removes is
    /// sent, as for [`remove_acl_entry`](super::AclProvider::remove_acl_entry).
    ///
    /// # Errors
    /// [`NotFound`](crate::ErrorKind::NotFound), also the second time;
    /// [`AuthModeChange`](crate::ErrorKind::AuthModeChange) when it is the last on a trunk with allowed addresses
    /// (Exotel); [`SharedList`](crate::ErrorKind::SharedList) when the list is not the trunk's own and not named.
    async fn remove_credential(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
    ) -> Result<Done<()>>;
}
