//! What a trunk is left with after each of its steps.

use std::collections::BTreeSet;

use super::{Allow, Change, Step, draft::Subject};

/// What a change does to one kind of what a trunk lives by; objects by their identifiers.
enum Effect<'a> {
    /// So many come.
    Adds(usize),
    /// One that is there comes into use.
    Uses(&'a str),
    /// One goes, or goes out of use.
    Loses(&'a str),
    Nothing,
}

/// Goes through the steps and marks each that leaves the trunk without an allowed address, without a target in use, or
/// without a credential: as a replacement when another comes later, otherwise as the last one.
pub(super) fn mark(on: &Subject<'_>, steps: &mut [Step]) {
    let there = || on.there.iter();
    let acl = there().flat_map(|there| there.acl.iter().flatten());
    mark_last(steps, acl.map(|entry| entry.id.to_string()), addresses, Allow::EmptyAcl);
    let used = there()
        .flat_map(|there| there.origination.iter().flatten())
        .filter(|target| target.enabled != Some(false));
    mark_last(steps, used.map(|target| target.id.to_string()), targets, Allow::RemoveLastOrigination);
    let held = there().flat_map(|there| there.credentials.iter().flatten());
    mark_last(steps, held.map(|held| held.id.to_string()), credentials, Allow::RemoveLastCredential);
}

fn mark_last(
    steps: &mut [Step],
    there: impl Iterator<Item = String>,
    effect: fn(&Change) -> Effect<'_>,
    last: Allow,
) {
    let mut there: BTreeSet<String> = there.collect();
    let mut added = 0;
    for at in 0..steps.len() {
        let had_some = added > 0 || !there.is_empty();
        match effect(&steps[at].change) {
            Effect::Adds(many) => added += many,
            Effect::Uses(id) => drop(there.insert(id.to_owned())),
            Effect::Loses(id) => drop(there.remove(id)),
            Effect::Nothing => {}
        }
        if had_some && added == 0 && there.is_empty() {
            let comes = |step: &Step| matches!(effect(&step.change), Effect::Adds(1..) | Effect::Uses(_));
            let again = steps[at + 1..].iter().any(comes);
            steps[at].needs.insert(if again { Allow::Replace } else { last });
        }
    }
}

fn addresses(change: &Change) -> Effect<'_> {
    match change {
        Change::AddAclEntry { .. } => Effect::Adds(1),
        Change::RemoveAclEntry { id, .. } => Effect::Loses(id.as_str()),
        _ => Effect::Nothing,
    }
}

fn targets(change: &Change) -> Effect<'_> {
    match change {
        Change::AddOriginationUris { specs } => {
            Effect::Adds(specs.iter().filter(|spec| spec.twilio.enabled != Some(false)).count())
        }
        Change::UpdateOriginationUri { id, patch, .. } => match patch.twilio.enabled {
            Some(true) => Effect::Uses(id.as_str()),
            Some(false) => Effect::Loses(id.as_str()),
            None => Effect::Nothing,
        },
        Change::RemoveOriginationUri { id, .. } => Effect::Loses(id.as_str()),
        _ => Effect::Nothing,
    }
}

fn credentials(change: &Change) -> Effect<'_> {
    match change {
        Change::AddCredential { .. } => Effect::Adds(1),
        Change::RemoveCredential { id, .. } => Effect::Loses(id.as_str()),
        _ => Effect::Nothing,
    }
}
