//! What a failover leaves alone.

use serde::{Deserialize, Serialize};

use crate::plan::{Change, Plan, Step};

/// A step that a failover does not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Left {
    /// The step's name.
    pub step: String,
    /// Why it is left.
    pub why: String,
    /// Whether calls miss what it would have done: it removes nothing itself, and waits for a step that does.
    pub missed: bool,
}

/// Takes the removals out of a plan, and whatever waits for one: nothing has to go so that calls are carried, and in an
/// outage nobody is at hand to find out whose it was.
pub fn only_what_adds(plan: &mut Plan) -> Vec<Left> {
    let mut left: Vec<Left> = Vec::new();
    loop {
        let before = left.len();
        for trunk in plan.accounts.iter_mut().flat_map(|account| &mut account.trunks) {
            trunk.steps.retain(|step| match why_left(step, &left) {
                Some(why) => {
                    left.push(why);
                    false
                }
                None => true,
            });
        }
        if left.len() == before {
            return left;
        }
    }
}

fn why_left(step: &Step, left: &[Left]) -> Option<Left> {
    let because = |why: String, missed: bool| Some(Left { step: step.id.clone(), why, missed });
    if removes(&step.change) {
        let why = format!("it removes something ({}); trunkline apply does that in quiet times", step.why);
        return because(why, false);
    }
    let first = step.after.iter().find(|first| left.iter().any(|left| left.step == **first))?;
    because(
        format!(
            "it waits for {first}, and a failover removes nothing: do both with trunkline apply, in quiet times"
        ),
        true,
    )
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
