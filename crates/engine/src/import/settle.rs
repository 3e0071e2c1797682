//! What a file says of a trunk must be so already: whatever a plan would change or refuse is left out.

use std::collections::{BTreeMap, BTreeSet};

use super::{ImportedTrunk, LeftOut, left_out};
use crate::{
    Digest, Known, Noun, ReadOnly, Wanted,
    observe::ObservedAccount,
    plan::{PlannedTrunk, make},
};

/// The trunks as they can be in a file, and those that cannot.
pub(super) fn settle(
    view: &ReadOnly,
    account: &ObservedAccount,
    mut trunks: Vec<ImportedTrunk>,
) -> (Vec<ImportedTrunk>, Vec<LeftOut>) {
    let mut unsettled = Vec::new();
    // Each round leaves something out, so there is a last one.
    loop {
        let planned = plan(view, account, &trunks);
        let mut settled = true;
        trunks.retain_mut(|trunk| {
            let Some(planned) = planned.get(trunk.wanted.name.as_str()) else { return true };
            let nouns = differing(planned);
            settled &= planned.steps.is_empty() && planned.refusals.is_empty();
            let written = trunk.wanted.nouns();
            let still: Vec<_> = nouns.iter().filter(|(noun, _)| written.contains(noun)).collect();
            for (noun, why) in &still {
                trunk.leave_out(*noun, why.clone());
            }
            let stuck = still.is_empty() && !(planned.steps.is_empty() && planned.refusals.is_empty());
            if stuck && let Some(there) = account.trunks.iter().find(|there| there.trunk.id == trunk.id) {
                unsettled.push(left_out(account, &there.trunk, reasons(planned)));
            }
            !stuck
        });
        if settled {
            return (trunks, unsettled);
        }
    }
}

/// What a plan from the file would be, by the name in the file.
fn plan(
    view: &ReadOnly,
    account: &ObservedAccount,
    trunks: &[ImportedTrunk],
) -> BTreeMap<String, PlannedTrunk> {
    let wanted: Vec<_> = trunks.iter().map(|trunk| trunk.wanted.clone()).collect();
    let wanted = Wanted { digest: Digest::of_bytes(b""), trunks: wanted };
    let views = BTreeMap::from([(account.profile.clone(), view.clone())]);
    let plan = make(&wanted, std::slice::from_ref(account), &views, &Known::default(), &BTreeSet::new());
    let planned = plan.accounts.into_iter().flat_map(|account| account.trunks);
    planned.map(|trunk| (trunk.name.to_string(), trunk)).collect()
}

/// The nouns that a plan would change or refuse, each with why.
fn differing(planned: &PlannedTrunk) -> Vec<(Noun, String)> {
    let steps = planned
        .steps
        .iter()
        .filter_map(|step| Some((step.change.noun()?, format!("{}: {}", step.id, step.why))));
    let refusals = planned
        .refusals
        .iter()
        .filter_map(|refusal| Some((Noun::of_field(refusal.field.as_deref()?)?, refusal.reason.clone())));
    steps.chain(refusals).collect()
}

fn reasons(planned: &PlannedTrunk) -> String {
    let steps = planned.steps.iter().map(|step| format!("{}: {}", step.id, step.why));
    let refusals = planned.refusals.iter().map(|refusal| refusal.reason.clone());
    steps.chain(refusals).collect::<Vec<_>>().join("; ")
}
