//! What a failover leaves alone.

use serde::{Deserialize, Serialize};

use crate::plan::{Change, Plan};

/// A step that a failover does not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// The step's name.
    pub step: String,
    /// Why it is left.
    pub why: String,
}

/// Takes the removals out of a plan: nothing has to go so that calls are carried, and in an outage nobody is at hand to
/// find out whose it was.
pub fn only_what_adds(plan: &mut Plan) -> Vec<Left> {
    let mut left = Vec::new();
    for trunk in plan.accounts.iter_mut().flat_map(|account| &mut account.trunks) {
        trunk.steps.retain(|step| {
            let removes = removes(&step.change);
            if removes {
                let why =
                    format!("it removes something ({}); trunkline apply does that in quiet times", step.why);
                left.push(Left { step: step.id.clone(), why });
            }
            !removes
        });
    }
    for step in
        plan.accounts.iter_mut().flat_map(|account| &mut account.trunks).flat_map(|trunk| &mut trunk.steps)
    {
        step.after.retain(|first| left.iter().all(|left| left.step != *first));
    }
    left
}

fn removes(change: &Change) -> bool {
    match change {
        Change::DeleteTrunk
        | Change::RemoveAclEntry { .. }
        | Change::RemoveOriginationUri { .. }
        | Change::UnbindNumber { .. }
        | Change::RemoveCredential { .. }
        | Change::ClearCallerId { .. } => true,
        Change::UpdateOriginationUri { patch, .. } => patch.twilio.enabled == Some(false),
        _ => false,
    }
}
