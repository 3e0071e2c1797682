//! Providers around a provider, as their users write them: one that only reads, and one with a limit.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use trunkline::{
    Effect, Error, ErrorKind, Result,
    audit::Finding,
    capability::Capabilities,
    model::{
        AclEntry, AclEntryId, AclEntrySpec, BoundNumber, BoundNumberId, CallerId, ChangeOptions, Credential,
        CredentialId, CredentialSpec, Done, E164, EffectiveAuth, Identity, NumberMode, NumberSpec,
        OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec, SecretString, Trunk,
        TrunkDescription, TrunkId, TrunkPatch, TrunkSpec,
    },
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, DynProvider, NumberProvider, Objects,
        OriginationProvider, Provider, TrunkProvider,
    },
};

use crate::verb::Verb;

/// A provider behind a rule.
#[derive(Debug, Clone)]
pub(crate) struct View {
    inner: DynProvider,
    rule: Rule,
}

/// What a view lets through.
#[derive(Debug, Clone)]
enum Rule {
    Reads,
    OneAtATime { turn: Arc<Semaphore>, left: Arc<AtomicU32> },
}

impl View {
    /// Reads only; a write is [`Unsupported`](ErrorKind::Unsupported), and nothing is sent.
    pub(crate) fn reading(inner: DynProvider) -> Self {
        Self { inner, rule: Rule::Reads }
    }

    /// One call at a time, and so many in all; then they are [`RateLimited`](ErrorKind::RateLimited).
    pub(crate) fn limited(inner: DynProvider, calls: u32) -> Self {
        let rule =
            Rule::OneAtATime { turn: Arc::new(Semaphore::new(1)), left: Arc::new(AtomicU32::new(calls)) };
        Self { inner, rule }
    }

    /// Waits for the call's turn, which is over when what it gives is dropped.
    async fn pass(&self, verb: Verb) -> Result<Option<OwnedSemaphorePermit>> {
        let refused = |kind, message: &'static str| {
            Error::new(kind, Effect::None, message)
                .with_identity(self.inner.identity())
                .with_operation(format!("{verb:?}"))
        };
        match &self.rule {
            Rule::Reads if verb.reads() => Ok(None),
            Rule::Reads => Err(refused(ErrorKind::Unsupported, "this view only reads")),
            Rule::OneAtATime { turn, left } => {
                let permit = Arc::clone(turn).acquire_owned().await.ok();
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                    .map_err(|_| refused(ErrorKind::RateLimited, "the view's calls are used up"))?;
                Ok(permit)
            }
        }
    }

    /// A list whose turn comes when it is read, and lasts until it has been.
    fn list<T: Send + 'static>(&self, verb: Verb, objects: Objects<T>) -> Objects<T> {
        let view = self.clone();
        let opened = async move {
            let turn = view.pass(verb).await?;
            Ok::<_, Error>(objects.inspect(move |_| {
                let _held = &turn;
            }))
        };
        stream::once(opened).try_flatten().boxed()
    }

    fn lacking(&self, noun: &'static str) -> Error {
        Error::unsupported(format!("there are no {noun}")).with_identity(self.inner.identity())
    }

    fn targets(&self) -> Result<&dyn OriginationProvider> {
        self.inner.originations().ok_or_else(|| self.lacking("originations"))
    }

    fn users(&self) -> Result<&dyn CredentialProvider> {
        self.inner.credentials().ok_or_else(|| self.lacking("credentials"))
    }

    fn shown(&self) -> Result<&dyn CallerIdProvider> {
        self.inner.caller_ids().ok_or_else(|| self.lacking("caller ids"))
    }
}

impl Provider for View {
    fn identity(&self) -> &Identity {
        self.inner.identity()
    }

    fn capabilities(&self) -> &Capabilities {
        self.inner.capabilities()
    }

    fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        self.inner.audit(description)
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
        self.inner.originations().map(|_| self as _)
    }

    fn credentials(&self) -> Option<&dyn CredentialProvider> {
        self.inner.credentials().map(|_| self as _)
    }

    fn caller_ids(&self) -> Option<&dyn CallerIdProvider> {
        self.inner.caller_ids().map(|_| self as _)
    }
}

#[async_trait]
impl TrunkProvider for View {
    async fn create_trunk(&self, spec: &TrunkSpec) -> Result<Done<Trunk>> {
        let _turn = self.pass(Verb::CreateTrunk).await?;
        self.inner.trunks().create_trunk(spec).await
    }

    async fn get_trunk(&self, trunk: &TrunkId) -> Result<Trunk> {
        let _turn = self.pass(Verb::GetTrunk).await?;
        self.inner.trunks().get_trunk(trunk).await
    }

    async fn find_trunk(&self, spec: &TrunkSpec) -> Result<Option<Trunk>> {
        let _turn = self.pass(Verb::FindTrunk).await?;
        self.inner.trunks().find_trunk(spec).await
    }

    fn match_trunks<'a>(&self, specs: &[&TrunkSpec], trunks: &'a [Trunk]) -> Vec<Result<Option<&'a Trunk>>> {
        self.inner.trunks().match_trunks(specs, trunks)
    }

    fn list_trunks(&self) -> Objects<Trunk> {
        self.list(Verb::ListTrunks, self.inner.trunks().list_trunks())
    }

    async fn update_trunk(&self, trunk: &TrunkId, patch: &TrunkPatch) -> Result<Done<Trunk>> {
        let _turn = self.pass(Verb::UpdateTrunk).await?;
        self.inner.trunks().update_trunk(trunk, patch).await
    }

    async fn delete_trunk(&self, trunk: &TrunkId) -> Result<Done<()>> {
        let _turn = self.pass(Verb::DeleteTrunk).await?;
        self.inner.trunks().delete_trunk(trunk).await
    }

    fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        self.inner.trunks().diff_trunk(spec, observed)
    }

    async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        let _turn = self.pass(Verb::TerminationAuth).await?;
        self.inner.trunks().termination_auth(trunk).await
    }
}

#[async_trait]
impl AclProvider for View {
    fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        self.list(Verb::ListAclEntries, self.inner.acls().list_acl_entries(trunk))
    }

    async fn add_acl_entry(&self, trunk: &TrunkId, spec: &AclEntrySpec) -> Result<Done<AclEntry>> {
        let _turn = self.pass(Verb::AddAclEntry).await?;
        self.inner.acls().add_acl_entry(trunk, spec).await
    }

    async fn remove_acl_entry(
        &self,
        trunk: &TrunkId,
        entry: &AclEntryId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        let _turn = self.pass(Verb::RemoveAclEntry).await?;
        self.inner.acls().remove_acl_entry(trunk, entry, options).await
    }
}

#[async_trait]
impl NumberProvider for View {
    fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        self.list(Verb::ListBoundNumbers, self.inner.numbers().list_bound_numbers(trunk))
    }

    async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        let _turn = self.pass(Verb::FindNumber).await?;
        self.inner.numbers().find_number(number).await
    }

    async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
        let _turn = self.pass(Verb::FindNumber).await?;
        self.inner.numbers().owns_number(number).await
    }

    async fn bind_number(&self, trunk: &TrunkId, spec: &NumberSpec) -> Result<Done<BoundNumber>> {
        let _turn = self.pass(Verb::BindNumber).await?;
        self.inner.numbers().bind_number(trunk, spec).await
    }

    async fn set_number_mode(
        &self,
        trunk: &TrunkId,
        number: &BoundNumberId,
        mode: &NumberMode,
    ) -> Result<Done<BoundNumber>> {
        let _turn = self.pass(Verb::SetNumberMode).await?;
        self.inner.numbers().set_number_mode(trunk, number, mode).await
    }

    async fn unbind_number(&self, trunk: &TrunkId, number: &BoundNumberId) -> Result<Done<()>> {
        let _turn = self.pass(Verb::UnbindNumber).await?;
        self.inner.numbers().unbind_number(trunk, number).await
    }
}

#[async_trait]
impl OriginationProvider for View {
    fn list_origination_uris(&self, trunk: &TrunkId) -> Objects<OriginationUri> {
        match self.targets() {
            Ok(part) => self.list(Verb::ListOriginationUris, part.list_origination_uris(trunk)),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }

    async fn add_origination_uri(
        &self,
        trunk: &TrunkId,
        spec: &OriginationUriSpec,
    ) -> Result<Done<OriginationUri>> {
        let _turn = self.pass(Verb::AddOriginationUri).await?;
        self.targets()?.add_origination_uri(trunk, spec).await
    }

    async fn add_origination_uris(
        &self,
        trunk: &TrunkId,
        specs: &[OriginationUriSpec],
    ) -> Result<Done<Vec<OriginationUri>>> {
        let _turn = self.pass(Verb::AddOriginationUris).await?;
        self.targets()?.add_origination_uris(trunk, specs).await
    }

    async fn update_origination_uri(
        &self,
        trunk: &TrunkId,
        uri: &OriginationUriId,
        patch: &OriginationUriPatch,
    ) -> Result<Done<OriginationUri>> {
        let _turn = self.pass(Verb::UpdateOriginationUri).await?;
        self.targets()?.update_origination_uri(trunk, uri, patch).await
    }

    async fn remove_origination_uri(&self, trunk: &TrunkId, uri: &OriginationUriId) -> Result<Done<()>> {
        let _turn = self.pass(Verb::RemoveOriginationUri).await?;
        self.targets()?.remove_origination_uri(trunk, uri).await
    }
}

#[async_trait]
impl CredentialProvider for View {
    fn list_credentials(&self, trunk: &TrunkId) -> Objects<Credential> {
        match self.users() {
            Ok(part) => self.list(Verb::ListCredentials, part.list_credentials(trunk)),
            Err(error) => stream::iter([Err(error)]).boxed(),
        }
    }

    fn is_of_user(&self, held: &Credential, username: &str) -> bool {
        self.inner.credentials().is_some_and(|part| part.is_of_user(held, username))
    }

    async fn add_credential(&self, trunk: &TrunkId, spec: &CredentialSpec) -> Result<Done<Credential>> {
        let _turn = self.pass(Verb::AddCredential).await?;
        self.users()?.add_credential(trunk, spec).await
    }

    async fn set_password(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        password: &SecretString,
        options: &ChangeOptions,
    ) -> Result<Done<Credential>> {
        let _turn = self.pass(Verb::SetPassword).await?;
        self.users()?.set_password(trunk, credential, password, options).await
    }

    async fn remove_credential(
        &self,
        trunk: &TrunkId,
        credential: &CredentialId,
        options: &ChangeOptions,
    ) -> Result<Done<()>> {
        let _turn = self.pass(Verb::RemoveCredential).await?;
        self.users()?.remove_credential(trunk, credential, options).await
    }
}

#[async_trait]
impl CallerIdProvider for View {
    async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>> {
        let _turn = self.pass(Verb::GetCallerId).await?;
        self.shown()?.get_caller_id(trunk).await
    }

    async fn set_caller_id(&self, trunk: &TrunkId, number: &E164) -> Result<Done<CallerId>> {
        let _turn = self.pass(Verb::SetCallerId).await?;
        self.shown()?.set_caller_id(trunk, number).await
    }

    async fn clear_caller_id(&self, trunk: &TrunkId) -> Result<Done<()>> {
        let _turn = self.pass(Verb::ClearCallerId).await?;
        self.shown()?.clear_caller_id(trunk).await
    }
}
