//! What is on a trunk now, as far as an undo needs it.

use trunkline::{
    Result,
    ext::collect,
    model::{AclEntry, BoundNumber, CallerId, Credential, OriginationUri, Trunk},
};

use crate::{
    Noun, ReadOnly,
    observe::ObservedTrunk,
    plan::{Change, Step},
};

/// What is on a trunk, and what will be left of it after the steps so far.
#[derive(Debug)]
pub(super) struct Now {
    pub(super) acl: Vec<AclEntry>,
    pub(super) targets: Vec<OriginationUri>,
    pub(super) numbers: Vec<BoundNumber>,
    pub(super) credentials: Vec<Credential>,
    pub(super) caller_id: Option<CallerId>,
    /// Entries and targets that the steps so far bring back.
    pub(super) entries_back: usize,
    pub(super) targets_back: usize,
}

impl Now {
    /// Whether inbound calls have nowhere to go.
    pub(super) fn has_no_target(&self) -> bool {
        self.targets.iter().all(|target| target.enabled == Some(false)) && self.targets_back == 0
    }

    /// As it was read.
    pub(super) fn of(there: ObservedTrunk) -> Self {
        Self {
            acl: there.acl.unwrap_or_default(),
            targets: there.origination.unwrap_or_default(),
            numbers: there.numbers.unwrap_or_default(),
            credentials: there.credentials.unwrap_or_default(),
            caller_id: there.caller_id.flatten(),
            entries_back: 0,
            targets_back: 0,
        }
    }
}

/// Reads what these steps of a trunk are about.
pub(super) async fn read(view: &ReadOnly, trunk: &Trunk, steps: &[&Step]) -> Result<ObservedTrunk> {
    let id = &trunk.id;
    let about = |noun| steps.iter().any(|step| step.change.noun() == Some(noun));
    let mut there = ObservedTrunk::listed(trunk.clone());
    if about(Noun::Acl) {
        there.acl = Some(collect(view.list_acl_entries(id)).await?);
    }
    // An address that a target needs cannot go.
    let needed = about(Noun::Acl) && view.capabilities().ipv4_origination_needs_acl.value;
    if (about(Noun::Origination) || needed)
        && let Some(list) = view.list_origination_uris(id)
    {
        there.origination = Some(collect(list).await?);
    }
    if about(Noun::Numbers) {
        there.numbers = Some(collect(view.list_bound_numbers(id)).await?);
    }
    // One that was removed does not come back, whatever is there.
    let adds = |step: &&Step| matches!(step.change, Change::AddCredential { .. });
    if steps.iter().any(adds)
        && let Some(list) = view.list_credentials(id)
    {
        there.credentials = Some(collect(list).await?);
    }
    if about(Noun::CallerId) {
        there.caller_id = Some(view.get_caller_id(id).await?);
    }
    Ok(there)
}
