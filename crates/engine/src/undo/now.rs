//! What is on a trunk now, as far as an undo needs it.

use trunkline::{
    Result,
    ext::collect,
    model::{AclEntry, BoundNumber, CallerId, Credential, OriginationUri, TrunkId},
};

use crate::{
    ReadOnly,
    plan::{Change, Step},
};

/// What is on a trunk, and what will be left of it after the steps so far.
#[derive(Debug, Default)]
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

    /// Reads what these steps are about.
    pub(super) async fn read(view: &ReadOnly, trunk: &TrunkId, steps: &[&Step]) -> Result<Self> {
        let about = |is: fn(&Change) -> bool| steps.iter().any(|step| is(&step.change));
        let mut now = Self::default();
        let targets = about(|change| {
            matches!(
                change,
                Change::AddOriginationUris { .. }
                    | Change::UpdateOriginationUri { .. }
                    | Change::RemoveOriginationUri { .. }
            )
        });
        let entries =
            about(|change| matches!(change, Change::AddAclEntry { .. } | Change::RemoveAclEntry { .. }));
        if entries {
            now.acl = collect(view.list_acl_entries(trunk)).await?;
        }
        // An address that a target needs cannot go.
        if (targets || entries && view.capabilities().ipv4_origination_needs_acl.value)
            && let Some(list) = view.list_origination_uris(trunk)
        {
            now.targets = collect(list).await?;
        }
        if about(|change| {
            matches!(
                change,
                Change::BindNumber { .. } | Change::SetNumberMode { .. } | Change::UnbindNumber { .. }
            )
        }) {
            now.numbers = collect(view.list_bound_numbers(trunk)).await?;
        }
        if about(|change| matches!(change, Change::AddCredential { .. }))
            && let Some(list) = view.list_credentials(trunk)
        {
            now.credentials = collect(list).await?;
        }
        if about(|change| matches!(change, Change::SetCallerId { .. } | Change::ClearCallerId { .. })) {
            now.caller_id = view.get_caller_id(trunk).await?;
        }
        Ok(now)
    }
}
