//! A provider that can only read.

use trunkline::{
    Result,
    audit::Finding,
    capability::Capabilities,
    ext::TrunkExt as _,
    model::{
        AclEntry, BoundNumber, CallerId, Credential, E164, EffectiveAuth, Identity, OriginationUri, Trunk,
        TrunkDescription, TrunkId, TrunkPatch, TrunkSpec,
    },
    provider::{DynProvider, Objects, Provider as _},
};

use crate::wanted::carrier_username;

/// The reading half of a provider. It cannot write: there is no method for it, and no way to the provider.
#[derive(Debug, Clone)]
pub struct ReadOnly(DynProvider);

impl ReadOnly {
    /// The reading half of `provider`.
    pub fn new(provider: DynProvider) -> Self {
        Self(provider)
    }

    /// Carrier, account and region.
    pub fn identity(&self) -> &Identity {
        self.0.identity()
    }

    /// What the carrier can do.
    pub fn capabilities(&self) -> &Capabilities {
        self.0.capabilities()
    }

    /// Why a description cannot be stored. Sends nothing.
    pub fn audit(&self, description: &TrunkDescription) -> Vec<Finding> {
        self.0.audit(description)
    }

    /// What to change so that `observed` is as `spec` says. Sends nothing.
    pub fn diff_trunk(&self, spec: &TrunkSpec, observed: &Trunk) -> TrunkPatch {
        self.0.trunks().diff_trunk(spec, observed)
    }

    /// For each of `specs` the one of `trunks` that it describes. Sends nothing.
    ///
    /// # Errors
    /// [`Conflict`](trunkline::ErrorKind::Conflict) when it cannot be told which one is meant.
    pub fn match_trunks<'a>(
        &self,
        specs: &[&TrunkSpec],
        trunks: &'a [Trunk],
    ) -> Vec<Result<Option<&'a Trunk>>> {
        self.0.trunks().match_trunks(specs, trunks)
    }

    /// The one of `trunks` that `spec` describes. Sends nothing.
    ///
    /// # Errors
    /// [`Conflict`](trunkline::ErrorKind::Conflict) when it cannot be told which one is meant.
    pub fn match_trunk<'a>(&self, spec: &TrunkSpec, trunks: &'a [Trunk]) -> Result<Option<&'a Trunk>> {
        self.0.trunks().match_trunk(spec, trunks)
    }

    /// All trunks of the account.
    pub fn list_trunks(&self) -> Objects<Trunk> {
        self.0.trunks().list_trunks()
    }

    /// How calls sent to a trunk are authenticated now.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn termination_auth(&self, trunk: &TrunkId) -> Result<EffectiveAuth> {
        self.0.trunks().termination_auth(trunk).await
    }

    /// The addresses that may send calls.
    pub fn list_acl_entries(&self, trunk: &TrunkId) -> Objects<AclEntry> {
        self.0.acls().list_acl_entries(trunk)
    }

    /// The numbers bound to a trunk.
    pub fn list_bound_numbers(&self, trunk: &TrunkId) -> Objects<BoundNumber> {
        self.0.numbers().list_bound_numbers(trunk)
    }

    /// Where a number of the account is bound.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn find_number(&self, number: &E164) -> Result<Option<BoundNumber>> {
        self.0.numbers().find_number(number).await
    }

    /// Whether the account owns a number, bound or not; `None` where no API tells.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn owns_number(&self, number: &E164) -> Result<Option<bool>> {
        self.0.numbers().owns_number(number).await
    }

    /// The targets of a trunk; `None` where the carrier has none to manage.
    pub fn list_origination_uris(&self, trunk: &TrunkId) -> Option<Objects<OriginationUri>> {
        Some(self.0.originations()?.list_origination_uris(trunk))
    }

    /// The credentials of a trunk; `None` where the carrier has none.
    pub fn list_credentials(&self, trunk: &TrunkId) -> Option<Objects<Credential>> {
        Some(self.0.credentials()?.list_credentials(trunk))
    }

    /// Which rotation of a user name a credential is, as the carrier tells user names apart; `None` when it is another's.
    /// Sends nothing.
    pub fn rotation_of(&self, username: &str, held: &Credential) -> Option<u32> {
        let credentials = self.0.credentials()?;
        // The first has no number, and may look as if it had: `agent_2` can be someone's name.
        let numbered = held.username.rsplit_once('_').and_then(|(_, number)| number.parse().ok());
        let mut rotations = [Some(1), numbered].into_iter().flatten().filter(|rotation| *rotation > 0);
        rotations.find(|rotation| credentials.is_of_user(held, &carrier_username(username, *rotation)))
    }

    /// Whether the carrier takes one user name for the other. Sends nothing.
    pub fn is_of_user(&self, held: &Credential, username: &str) -> bool {
        self.0.credentials().is_some_and(|credentials| credentials.is_of_user(held, username))
    }

    /// The caller id of a trunk; `None` where it has none, or the carrier has no such thing.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn get_caller_id(&self, trunk: &TrunkId) -> Result<Option<CallerId>> {
        match self.0.caller_ids() {
            Some(caller_ids) => caller_ids.get_caller_id(trunk).await,
            None => Ok(None),
        }
    }
}
