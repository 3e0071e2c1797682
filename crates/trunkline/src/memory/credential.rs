//! Digest credentials.

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Memory, refused, require, rules, state::position};
use crate::{
    error::{Error, ErrorKind, Result},
    model::{
        ChangeOptions, Credential, CredentialId, CredentialSpec, Done, Replaced, SecretString, TrunkId,
        WarningCode,
    },
    provider::{CredentialProvider, Objects},
};

impl Memory {
    fn require_credentials(&self) -> Result<()> {
        require(self.0.capabilities.credentials.value, "credentials")
    }

    /// How a user name is held.
    pub(super) fn held_user_name(&self, username: &str) -> String {
        if self.0.folds_user_names { username.to_ascii_lowercase() } else { username.to_owned() }
    }
}

#[async_trait]
impl CredentialProvider for Memory {
    fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential> {
        let (carrier, trunk) = (self.clone(), trunk.clone());
        self.list("list credentials", move |account| {
            carrier.require_credentials()?;
            Ok(account.trunk(&trunk)?.credentials.clone())
        })
    }

    fn is_of_user(&self, held: &Credential, username: &str) -> bool {
        held.username == self.held_user_name(username)
    }

    async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
        self.call("add credential", |account| {
            self.require_credentials()?;
            rules::credential(spec)?;
            let there = account.trunk(trunk)?;
            let username = self.held_user_name(&spec.username);
            if let Some(twin) = there.credentials.iter().find(|other| other.username == username) {
                return Err(refused(
                    ErrorKind::AlreadyExists,
                    format!("trunk {trunk} has a credential {username} already: {}", twin.id),
                ));
            }
            let changes_mode = there.credentials.is_empty() && !there.acl.is_empty();
            rules::both(!changes_mode || self.0.capabilities.ip_acl_and_digest.value)
                .map_err(Error::unsupported)?;
            rules::auth_mode(
                changes_mode,
                spec.auth_mode,
                &format!("{username} would be the first credential on trunk {trunk}, which has addresses"),
            )?;
            let id = account.next_id("credential", CredentialId::new);
            let mut credential = Credential::new(id, username);
            credential.label.clone_from(&spec.exotel.friendly_name);
            credential.created = Some(Timestamp::now());
            account.trunk_mut(trunk)?.credentials.push(credential.clone());
            let done = Done::changed(credential);
            Ok(if changes_mode {
                done.with_warning(
                    WarningCode::AuthModeChanged,
                    format!("trunk {trunk} now asks for a credential besides an allowed address"),
                )
            } else {
                done
            })
        })
    }

    async fn set_password(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        password: &SecretString,
        options: &ChangeOptions,
    ) -> Result<Done<Credential>> {
        self.call("set password", |account| {
            self.require_credentials()?;
            rules::shared_list(options.shared_list.as_ref()).map_err(Error::unsupported)?;
            rules::password(password)?;
            let there = account.trunk(trunk)?;
            let place = position(&there.credentials, "credential", trunk, credential, |other| {
                other.id == *credential
            })?;
            let observed = there.credentials[place].clone();
            Ok(Done::changed(observed.clone()).with_replaced(Replaced::Credential(observed)))
        })
    }

    async fn remove_credential(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        self.call("remove credential", |account| {
            self.require_credentials()?;
            rules::shared_list(options.shared_list.as_ref()).map_err(Error::unsupported)?;
            let there = account.trunk_mut(trunk)?;
            let place = position(&there.credentials, "credential", trunk, credential, |other| {
                other.id == *credential
            })?;
            let last = there.credentials.len() == 1;
            let changes_mode = last && !there.acl.is_empty();
            rules::auth_mode(
                changes_mode,
                options.auth_mode,
                &format!("{credential} is the last credential on trunk {trunk}, which has addresses"),
            )?;
            let removed = there.credentials.remove(place);
            let done = Done::changed(()).with_replaced(Replaced::Credential(removed));
            Ok(match (last, changes_mode) {
                (_, true) => done.with_warning(
                    WarningCode::AuthModeChanged,
                    format!("trunk {trunk} now asks for an allowed address only"),
                ),
                (true, false) => done.with_warning(
                    WarningCode::TerminationClosed,
                    format!("trunk {trunk} takes no calls: it has no address and no credential"),
                ),
                (false, false) => done,
            })
        })
    }
}
