//! What a trunk is left with after each of its steps.

use std::collections::BTreeSet;

use trunkline::model::{AclEntryId, OriginationUriId};

use super::{Allow, Change, Step, draft::Subject};

/// What takes calls: by identifier what was there, and how many came.
struct Left<I> {
    there: BTreeSet<I>,
    added: usize,
}

impl<I: Ord> Left<I> {
    fn is_empty(&self) -> bool {
        self.added == 0 && self.there.is_empty()
    }
}

/// Goes through the steps and marks each that leaves the trunk without an allowed address, or without a target in use:
/// as a replacement when another comes later, otherwise as the last one.
pub(super) fn mark(on: &Subject<'_>, steps: &mut [Step]) {
    let there = on.there;
    let mut addresses: Left<AclEntryId> = Left {
        there: there
            .iter()
            .flat_map(|there| there.acl.iter().flatten())
            .map(|entry| entry.id.clone())
            .collect(),
        added: 0,
    };
    let mut targets: Left<OriginationUriId> = Left {
        there: there
            .iter()
            .flat_map(|there| there.origination.iter().flatten())
            .filter(|target| target.enabled != Some(false))
            .map(|target| target.id.clone())
            .collect(),
        added: 0,
    };
    for at in 0..steps.len() {
        let before = (addresses.is_empty(), targets.is_empty());
        apply(&steps[at].change, &mut addresses, &mut targets);
        let lost = (!before.0 && addresses.is_empty(), !before.1 && targets.is_empty());
        let later = || steps[at + 1..].iter().map(|step| &step.change);
        let mut needs = Vec::new();
        if lost.0 {
            let again = later().any(|change| matches!(change, Change::AddAclEntry { .. }));
            needs.push(if again { Allow::Replace } else { Allow::EmptyAcl });
        }
        if lost.1 {
            let again = later().any(puts_in_use);
            needs.push(if again { Allow::Replace } else { Allow::RemoveLastOrigination });
        }
        steps[at].needs.extend(needs);
    }
}

fn puts_in_use(change: &Change) -> bool {
    match change {
        Change::AddOriginationUris { specs } => specs.iter().any(|spec| spec.twilio.enabled != Some(false)),
        Change::UpdateOriginationUri { patch, .. } => patch.twilio.enabled == Some(true),
        _ => false,
    }
}

fn apply(change: &Change, addresses: &mut Left<AclEntryId>, targets: &mut Left<OriginationUriId>) {
    match change {
        Change::AddAclEntry { .. } => addresses.added += 1,
        Change::RemoveAclEntry { id, .. } => {
            addresses.there.remove(id);
        }
        Change::AddOriginationUris { specs } => {
            targets.added += specs.iter().filter(|spec| spec.twilio.enabled != Some(false)).count();
        }
        Change::UpdateOriginationUri { id, patch, .. } => match patch.twilio.enabled {
            Some(true) => {
                targets.there.insert(id.clone());
            }
            Some(false) => {
                targets.there.remove(id);
            }
            None => {}
        },
        Change::RemoveOriginationUri { id, .. } => {
            targets.there.remove(id);
        }
        _ => {}
    }
}
