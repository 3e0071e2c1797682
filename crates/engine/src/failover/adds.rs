//! What a failover leaves alone.

use serde::{Deserialize, Serialize};

use crate::{
    Noun,
    plan::{Change, Plan, Refusal, Step},
};

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
    leave(plan, Vec::new(), because_it_removes)
}

/// Takes besides whatever cannot be done out of a plan, so that the rest is carried out: what is refused, and what needs
/// leave that no failover has. A refused number leaves the trunk's others, and a refusal of the trunk itself nothing of it.
pub fn only_what_can_be(plan: &mut Plan) -> Vec<Left> {
    let mut left = Vec::new();
    for account in &mut plan.accounts {
        for trunk in &mut account.trunks {
            for Refusal { field, reason } in std::mem::take(&mut trunk.refusals) {
                let noun = field.as_deref().and_then(Noun::of_field);
                let stays = |step: &Step| match noun {
                    Some(Noun::Numbers) => true,
                    Some(noun) => step.change.noun() != Some(noun),
                    None => false,
                };
                let (kept, dropped) = std::mem::take(&mut trunk.steps).into_iter().partition(stays);
                trunk.steps = kept;
                let missed =
                    |step: Step| Left { missed: !removes(&step.change), step: step.id, why: reason.clone() };
                left.extend(Vec::into_iter(dropped).map(missed));
                let of = field.map(|field| format!("/{field}")).unwrap_or_default();
                let step = format!("{}/{}{of}", account.profile, trunk.name);
                left.push(Left { step, why: reason, missed: true });
            }
        }
    }
    let allowed = plan.allowed.clone();
    leave(plan, left, |step| {
        because_it_removes(step).or_else(|| {
            let need = step.needs.iter().find(|need| !allowed.contains(need))?;
            Some((format!("it needs --allow {need}: do that with trunkline apply, in quiet times"), true))
        })
    })
}

/// Takes out what `why` has a reason to leave (and whether calls miss it), and whatever waits for what is left.
fn leave(plan: &mut Plan, mut left: Vec<Left>, why: impl Fn(&Step) -> Option<(String, bool)>) -> Vec<Left> {
    loop {
        let before = left.len();
        for trunk in plan.accounts.iter_mut().flat_map(|account| &mut account.trunks) {
            trunk.steps.retain(|step| match why(step).or_else(|| because_it_waits(step, &left)) {
                Some((why, missed)) => {
                    left.push(Left { step: step.id.clone(), why, missed });
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

fn because_it_removes(step: &Step) -> Option<(String, bool)> {
    let why = format!("it removes something ({}); trunkline apply does that in quiet times", step.why);
    removes(&step.change).then_some((why, false))
}

fn because_it_waits(step: &Step, left: &[Left]) -> Option<(String, bool)> {
    let first = step.after.iter().find(|first| left.iter().any(|left| left.step == **first))?;
    let why = format!(
        "it waits for {first}, and a failover removes nothing: do both with trunkline apply, in quiet times"
    );
    Some((why, true))
}

/// Whether what a step removes keeps no call away while it is there. A target does: it takes calls.
pub(super) fn is_besides(step: &Step) -> bool {
    removes(&step.change) && step.change.noun() != Some(Noun::Origination)
}

pub(super) fn removes(change: &Change) -> bool {
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
