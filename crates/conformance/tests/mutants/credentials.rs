//! Digest credentials, and how to get them wrong.

use async_trait::async_trait;
use futures::{StreamExt as _, stream};
use secrecy::ExposeSecret as _;
use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::{CredentialExt as _, collect},
    model::{
        AuthModeChange, ChangeOptions, Credential, CredentialId, CredentialSpec, Done, SecretString, TrunkId,
    },
    provider::{CredentialProvider, Objects, Provider as _},
};

use super::{
    carrier::{Carrier, Does},
    mutation::Mutation,
};

#[async_trait]
impl CredentialProvider for Carrier {
    fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential> {
        let theirs = stream::iter(self.others.credentials(trunk)).map(Ok);
        self.list(self.memory.list_credentials(trunk).chain(theirs).boxed())
    }

    fn is_of_user(&self, held: &Credential, username: &str) -> bool {
        held.username == self.held_user(username)
    }

    async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
        let mut spec = spec.clone();
        spec.username = self.held_user(&spec.username);
        if self.is(Mutation::ChangesTheModeUnasked) {
            spec.auth_mode = AuthModeChange::Allow;
        }
        let add = async {
            self.has_room(collect(self.memory.list_credentials(trunk)).await?.len())?;
            self.memory.add_credential(trunk, &spec).await
        };
        let outcome = self.sent(Does::Write, add).await;
        let Err(error) = outcome else { return outcome };
        if error.kind() == ErrorKind::AlreadyExists && self.is(Mutation::OverwritesAPassword) {
            let there = self.memory.find_credential(trunk, &spec.username).await?;
            return there.map(Done::changed).ok_or(error);
        }
        if error.kind() == ErrorKind::LimitReached && self.is(Mutation::DoubtsOneTooMany) {
            return Err(error.with_effect(Effect::Unknown));
        }
        if self.is(Mutation::LeaksASecret) {
            let body = format!("user={}&secret={}", spec.username, spec.password.expose_secret());
            let message = format!("{}: the request was {body}", error.message());
            let leaky = Error::new(error.kind(), Effect::None, message);
            return Err(leaky.with_identity(self.identity()).with_operation("add credential"));
        }
        Err(error)
    }

    async fn set_password(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        password: &SecretString,
        options: &ChangeOptions,
    ) -> Result<Done<Credential>> {
        if let Some(outcome) = self.change_theirs(trunk, credential, options, false) {
            return outcome;
        }
        let done =
            self.sent(Does::Write, self.memory.set_password(trunk, credential, password, options)).await?;
        if self.is(Mutation::ReplacesToSetAPassword) {
            let _ = self.memory.remove_credential(trunk, credential, options).await?;
            let spec = CredentialSpec::new(done.value.username, password.clone());
            return self.memory.add_credential(trunk, &spec).await;
        }
        Ok(done)
    }

    async fn remove_credential(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        if let Some(outcome) = self.change_theirs(trunk, credential, options, true) {
            return outcome.map(|done| done.map(drop));
        }
        if self.is(Mutation::KeepsWhatIsVouchedFor) && options.auth_mode == AuthModeChange::Unchanged {
            return Ok(Done::changed(()));
        }
        self.sent(Does::Write, self.memory.remove_credential(trunk, credential, options)).await
    }
}
