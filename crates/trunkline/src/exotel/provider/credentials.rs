//! Digest credentials.

use async_trait::async_trait;
use futures::TryStreamExt as _;

use super::{Exotel, broken, change_allowed, converted, invalid, not_found};
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    exotel::{
        audit::MIXED,
        convert, rules,
        wire::{CredentialUpdate, NewCredential},
    },
    model::{
        AuthModeChange, ChangeOptions, Credential, CredentialId, CredentialSpec, Done, Replaced,
        SecretString, TrunkId, WarningCode,
    },
    provider::{CredentialProvider, Objects},
};

#[async_trait]
impl CredentialProvider for Exotel {
    fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential> {
        converted(self.client.list_credentials(trunk, None).stream(), convert::credential)
    }

    async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
        let about = self.about("add credential");
        rules::shared_list(spec.shared_list.as_ref()).map_err(|rule| about(broken(rule)))?;
        let mistakes = rules::credential(spec);
        if let Some(error) = invalid(mistakes.iter().map(|(_, invalid)| invalid)) {
            return Err(about(error));
        }

        let (mut by_address, mut first) = (false, false);
        if spec.auth_mode != AuthModeChange::Unchanged {
            // Whether Exotel refuses a user name that is there already, no source tells.
            let there: Vec<Credential> = self.list_credentials(trunk).try_collect().await?;
            if let Some(twin) = there.iter().find(|credential| credential.username == spec.username) {
                return Err(about(Error::new(
                    ErrorKind::AlreadyExists,
                    Effect::None,
                    format!("trunk {trunk} has a credential {} already: {}", twin.username, twin.id),
                )));
            }
            by_address = self.has_acl_entries(trunk).await?;
            first = by_address && there.is_empty();
        }
        if first {
            let consequence = format!(
                "trunk {trunk} authenticates calls by address: its first credential would turn on digest as well"
            );
            change_allowed(spec.auth_mode, consequence).map_err(&about)?;
        }
        let mut new = NewCredential::new(&spec.username, spec.password.clone());
        new.friendly_name.clone_from(&spec.exotel.friendly_name);
        let created = match self.client.create_credential(trunk, &new).await {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                return Err(self.user_name_taken(trunk, &spec.username, error).await);
            }
            created => created?,
        };
        let mut done = Done::changed(convert::credential(created));
        if first {
            let message = format!("trunk {trunk} authenticates calls by digest now, besides address");
            done = done.with_warning(WarningCode::AuthModeChanged, message);
        }
        if by_address {
            done = done.with_warning(WarningCode::MixedAuth, MIXED);
        }
        Ok(done)
    }

    async fn set_password(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        password: &SecretString,
        options: &ChangeOptions,
    ) -> Result<Done<Credential>> {
        let about = self.about("set password");
        rules::shared_list(options.shared_list.as_ref()).map_err(|rule| about(broken(rule)))?;
        rules::password(password).map_err(|rule| about(rule.into()))?;
        let update = CredentialUpdate::default().with_password(password.clone());
        let updated = match self.client.update_credential(trunk, credential, &update).await? {
            Some(wire) => convert::credential(wire),
            None => self
                .credential(trunk, credential)
                .await
                .map_err(|error| error.with_effect(Effect::Applied))?,
        };
        Ok(Done::changed(updated))
    }

    async fn remove_credential(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        let about = self.about("remove credential");
        rules::shared_list(options.shared_list.as_ref()).map_err(|rule| about(broken(rule)))?;

        if options.auth_mode == AuthModeChange::Unchanged {
            self.client.delete_credential(trunk, credential).await?;
            return Ok(Done::changed(()));
        }
        let mut there: Vec<Credential> = self.list_credentials(trunk).try_collect().await?;
        let Some(at) = there.iter().position(|held| held.id == *credential) else {
            return Err(about(not_found(trunk, format_args!("credential {credential}"))));
        };
        let removed = there.swap_remove(at);
        let last = there.is_empty();
        let by_address = last && self.has_acl_entries(trunk).await?;
        if by_address {
            let consequence = format!(
                "{} is the last credential of trunk {trunk}, which has ACL entries: without it, calls are \
                 authenticated by address only",
                removed.username
            );
            change_allowed(options.auth_mode, consequence).map_err(&about)?;
        }
        self.client.delete_credential(trunk, credential).await?;
        let done = Done::changed(()).with_replaced(Replaced::Credential(removed));
        Ok(match (last, by_address) {
            (true, true) => done.with_warning(
                WarningCode::AuthModeChanged,
                format!("trunk {trunk} authenticates calls by address only now"),
            ),
            (true, false) => done.with_warning(
                WarningCode::TerminationClosed,
                format!("trunk {trunk} has no credential and no ACL entry left: it takes no calls"),
            ),
            _ => done,
        })
    }
}

impl Exotel {
    /// Exotel says that the user name is taken, not where: someone was faster, or another trunk has it.
    async fn user_name_taken(&self, trunk: &TrunkId, username: &str, error: Error) -> Error {
        let there: Result<Vec<Credential>> = self.list_credentials(trunk).try_collect().await;
        match there.map(|there| there.into_iter().find(|held| held.username == username)) {
            Ok(Some(twin)) => {
                error.reworded(format!("trunk {trunk} has a credential {username} already: {}", twin.id))
            }
            Ok(None) => error
                .reworded(format!(
                    "Exotel says that the user name {username} is taken, and trunk {trunk} does not have it"
                ))
                .with_kind(ErrorKind::Conflict)
                .with_advice("choose another user name"),
            Err(_) => error,
        }
    }

    async fn credential(&self, trunk: &TrunkId, id: &CredentialId) -> Result<Credential> {
        let mut credentials = self.list_credentials(trunk);
        while let Some(credential) = credentials.try_next().await? {
            if credential.id == *id {
                return Ok(credential);
            }
        }
        Err(self.about("get credential")(not_found(trunk, format_args!("credential {id}"))))
    }
}
