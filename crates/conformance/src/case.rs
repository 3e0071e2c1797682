//! One scenario's view of the carrier.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use trunkline::{
    Effect, Error, ErrorKind,
    ext::collect,
    model::{
        AclEntry, AclEntrySpec, BoundNumber, Credential, CredentialSpec, E164, EffectiveAuth, NumberSpec,
        OriginationUri, OriginationUriSpec, TerminationAuth, Trunk, TrunkId, TrunkName, TrunkSpec,
    },
    provider::{
        AclProvider, CallerIdProvider, CredentialProvider, DynProvider, NumberProvider, OriginationProvider,
        Provider, TrunkProvider,
    },
};

use crate::{
    check::{Failure, Outcome, check, same},
    fault::FaultControl,
    harness::{Harness, Manner, Missing, SharedLists, TrunkUser},
    scenario::Need,
};

/// The harness, the provider under test, and what the scenario made so far.
pub(crate) struct Case {
    harness: Arc<dyn Harness>,
    provider: DynProvider,
    specs: Mutex<Vec<TrunkSpec>>,
}

impl Case {
    pub(crate) fn new(harness: Arc<dyn Harness>) -> Self {
        let provider = harness.provider();
        Self { harness, provider, specs: Mutex::default() }
    }

    /// Why the scenario with these needs cannot be played; `None` when it can.
    pub(crate) fn lacking(&self, needs: &[Need]) -> Option<String> {
        needs.iter().find_map(|need| need.lacking(&*self.harness))
    }

    pub(crate) fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    pub(crate) fn shared_provider(&self) -> DynProvider {
        Arc::clone(&self.provider)
    }

    pub(crate) fn trunks(&self) -> &dyn TrunkProvider {
        self.provider.trunks()
    }

    pub(crate) fn acls(&self) -> &dyn AclProvider {
        self.provider.acls()
    }

    pub(crate) fn numbers(&self) -> &dyn NumberProvider {
        self.provider.numbers()
    }

    pub(crate) fn originations(&self) -> Outcome<&dyn OriginationProvider> {
        self.provider.originations().ok_or_else(|| handed_out_none("originations"))
    }

    pub(crate) fn credentials(&self) -> Outcome<&dyn CredentialProvider> {
        self.provider.credentials().ok_or_else(|| handed_out_none("credentials"))
    }

    pub(crate) fn caller_ids(&self) -> Outcome<&dyn CallerIdProvider> {
        self.provider.caller_ids().ok_or_else(|| handed_out_none("caller_ids"))
    }

    pub(crate) fn missing(&self) -> Missing {
        self.harness.missing()
    }

    pub(crate) fn name(&self) -> TrunkName {
        self.harness.trunk_name()
    }

    /// The trunk's name as the carrier shows it.
    pub(crate) fn held(&self, name: &TrunkName) -> String {
        self.harness.held_name(name)
    }

    /// The trunks of the account that have this name.
    pub(crate) async fn named(&self, name: &TrunkName) -> Outcome<Vec<Trunk>> {
        let held = self.held(name);
        Ok(self.list_trunks().await?.into_iter().filter(|trunk| trunk.name == held).collect())
    }

    /// A trunk of a fresh name, deleted after the scenario if it comes to be.
    pub(crate) fn spec(&self, auth: TerminationAuth) -> TrunkSpec {
        let spec = TrunkSpec::new(self.name(), auth);
        self.specs.lock().unwrap_or_else(PoisonError::into_inner).push(spec.clone());
        spec
    }

    /// A new trunk with nothing on it.
    pub(crate) async fn trunk(&self, auth: TerminationAuth) -> Outcome<TrunkId> {
        Ok(self.trunks().create_trunk(&self.spec(auth)).await?.value.id)
    }

    pub(crate) fn address(&self, n: u8) -> AclEntrySpec {
        AclEntrySpec::new(self.harness.address(n))
    }

    pub(crate) fn target(&self, n: u8) -> OriginationUriSpec {
        OriginationUriSpec::new(self.harness.target(n))
    }

    pub(crate) fn credential(&self, n: u8) -> CredentialSpec {
        self.harness.credential(n)
    }

    /// The credential's user name as the carrier shows it.
    pub(crate) fn held_user(&self, credential: &CredentialSpec) -> String {
        self.harness.held_user_name(&credential.username)
    }

    /// Every free number of the account.
    pub(crate) fn free_numbers(&self) -> Vec<E164> {
        self.harness.numbers()
    }

    /// The first free number, of a scenario that needs one.
    pub(crate) fn number(&self) -> Outcome<NumberSpec> {
        let numbers = self.free_numbers();
        let first = numbers.first().ok_or_else(|| Failure::new("the harness has no free number any more"))?;
        Ok(NumberSpec::new(first.clone()))
    }

    pub(crate) fn unowned_number(&self) -> NumberSpec {
        NumberSpec::new(self.harness.unowned_number())
    }

    pub(crate) async fn list_trunks(&self) -> Outcome<Vec<Trunk>> {
        Ok(collect(self.trunks().list_trunks()).await?)
    }

    pub(crate) async fn acl(&self, trunk: &TrunkId) -> Outcome<Vec<AclEntry>> {
        Ok(collect(self.acls().list_acl_entries(trunk)).await?)
    }

    pub(crate) async fn bound(&self, trunk: &TrunkId) -> Outcome<Vec<BoundNumber>> {
        Ok(collect(self.numbers().list_bound_numbers(trunk)).await?)
    }

    pub(crate) async fn targets(&self, trunk: &TrunkId) -> Outcome<Vec<OriginationUri>> {
        Ok(collect(self.originations()?.list_origination_uris(trunk)).await?)
    }

    pub(crate) async fn credential_list(&self, trunk: &TrunkId) -> Outcome<Vec<Credential>> {
        Ok(collect(self.credentials()?.list_credentials(trunk)).await?)
    }

    /// The trunk authenticates calls as `expected`.
    pub(crate) async fn authenticates(&self, trunk: &TrunkId, expected: EffectiveAuth) -> Outcome {
        let auth = self.trunks().termination_auth(trunk).await?;
        same!(auth, expected, "how trunk {trunk} authenticates calls");
        Ok(())
    }

    /// The call was refused, for one of these reasons, and changed nothing; the error says whose call it was.
    pub(crate) fn refused<T: fmt::Debug>(
        &self,
        outcome: trunkline::Result<T>,
        kinds: &[ErrorKind],
        what: &str,
    ) -> Outcome<Error> {
        let error = match outcome {
            Ok(value) => return Err(Failure::new(format!("{what} was not refused: {value:?}"))),
            Err(error) => error,
        };
        check!(kinds.contains(&error.kind()), "{what}: {:?} is none of {kinds:?}: {error}", error.kind());
        same!(error.effect(), Effect::None, "{what}: the effect of a refusal ({error})");
        check!(error.done().is_empty(), "{what}: a call that changed nothing has done {:?}", error.done());
        same!(error.identity(), Some(self.provider.identity()), "{what}: whose call it was ({error})");
        check!(error.operation().is_some(), "{what}: the error does not name the operation: {error}");
        Ok(error)
    }

    /// How many requests were sent so far; 0 when nobody counts.
    pub(crate) fn sent(&self) -> usize {
        self.harness.requests().unwrap_or(0)
    }

    /// How many requests were sent since `before`.
    pub(crate) fn sent_since(&self, before: usize) -> u64 {
        u64::try_from(self.sent().saturating_sub(before)).unwrap_or(u64::MAX)
    }

    /// What makes the carrier fail.
    pub(crate) fn faults(&self) -> Outcome<&dyn FaultControl> {
        self.harness.faults().ok_or_else(|| Failure::new("the harness cannot make the carrier fail any more"))
    }

    /// Another client of the account.
    pub(crate) fn client(&self, manner: Manner) -> Outcome<DynProvider> {
        let missing = || Failure::new(format!("the harness has no client {manner:?} any more"));
        self.harness.client(manner).ok_or_else(missing)
    }

    /// Someone else on the account, whose lists trunks share.
    pub(crate) fn others(&self) -> Outcome<&dyn SharedLists> {
        let missing = || Failure::new("the harness has nobody any more whose lists trunks share");
        self.harness.shared_lists().ok_or_else(missing)
    }

    /// Someone else on the account, whose things need trunks.
    pub(crate) fn trunk_user(&self) -> Outcome<&dyn TrunkUser> {
        let missing = || Failure::new("the harness has nobody any more whose things need trunks");
        self.harness.trunk_user().ok_or_else(missing)
    }

    /// How many attempts were reported as abandoned; 0 when nobody watches.
    pub(crate) fn abandoned(&self) -> usize {
        self.harness.abandoned().unwrap_or(0)
    }

    /// How long the scenario may take.
    pub(crate) fn deadline(&self) -> Duration {
        self.harness.deadline()
    }

    /// Nothing was sent since `before`.
    pub(crate) fn nothing_sent(&self, before: usize, what: &str) -> Outcome {
        same!(self.sent(), before, "{what}: requests sent, now and before");
        Ok(())
    }

    /// Deletes the trunks the scenario made, then lets the harness clean up.
    pub(crate) async fn tear_down(&self) -> Outcome {
        if let Some(faults) = self.harness.faults() {
            faults.heal();
        }
        let specs = std::mem::take(&mut *self.specs.lock().unwrap_or_else(PoisonError::into_inner));
        let mut left = Vec::new();
        for spec in specs {
            if let Err(error) = self.delete_if_there(&spec).await {
                left.push(format!("trunk {} may be left behind: {error}", spec.name));
            }
        }
        if let Err(error) = self.harness.cleanup().await {
            left.push(error.to_string());
        }
        check!(left.is_empty(), "{}", left.join("; "));
        Ok(())
    }

    async fn delete_if_there(&self, spec: &TrunkSpec) -> trunkline::Result<()> {
        if let Some(trunk) = self.trunks().find_trunk(spec).await? {
            let _ = self.trunks().delete_trunk(&trunk.id).await?;
        }
        Ok(())
    }
}

fn handed_out_none(noun: &str) -> Failure {
    Failure::new(format!("the carrier declares {noun}, but the provider hands out no such part"))
}
