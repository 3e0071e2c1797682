//! Where inbound calls go.

use trunkline::model::{OriginationUri, OriginationUriId, OriginationUriPatch, OriginationUriSpec};

use super::{Inverse, Now, Taken, changed_again, gone};
use crate::plan::{Allow, Change};

/// Targets were added: they go, each by a step of its own.
pub(super) fn added(taken: &Taken<'_>, specs: &[OriginationUriSpec], now: &mut Now) -> Inverse {
    let mut steps = Vec::new();
    for (id, spec) in taken.made_ids().zip(specs) {
        let Some(at) = now.targets.iter().position(|target| target.id.as_str() == id) else { continue };
        let target = now.targets.remove(at);
        let uri = target.uri.to_string();
        let change = Change::RemoveOriginationUri { id: target.id, uri, back: Some(spec.clone()) };
        let suffix = if specs.len() == 1 { "undo".to_owned() } else { format!("{id}/undo") };
        let mut removal = taken.back(&suffix, change);
        removal.risk = Some(format!("inbound calls do not go to {} any more", spec.uri));
        if now.has_no_target() {
            removal.needs.insert(Allow::RemoveLastOrigination);
        }
        steps.push(removal);
    }
    Inverse::Steps { steps, lost: None }
}

/// A target was removed: it comes back.
pub(super) fn removed(taken: &Taken<'_>, spec: &OriginationUriSpec, now: &mut Now) -> Inverse {
    if now.targets.iter().any(|target| target.uri == spec.uri) {
        return Inverse::nothing();
    }
    now.targets_back += 1;
    taken.one(Change::AddOriginationUris { specs: vec![spec.clone()] })
}

/// A target was changed: it is changed back. One that was removed and added anew since is still that target.
pub(super) fn updated(
    taken: &Taken<'_>,
    (id, uri): (&OriginationUriId, &str),
    patch: &OriginationUriPatch,
    back: &OriginationUriPatch,
    now: &mut Now,
) -> Inverse {
    let place = |is: &dyn Fn(&OriginationUri) -> bool| now.targets.iter().position(is);
    let found = place(&|target| target.id == *id).or_else(|| place(&|target| target.uri.to_string() == uri));
    let Some(target) = found.and_then(|at| now.targets.get_mut(at)) else { return gone() };
    if !is_as(target, patch) {
        let as_before = *back != OriginationUriPatch::default() && is_as(target, back);
        return if as_before { Inverse::nothing() } else { changed_again() };
    }
    target.enabled = back.twilio.enabled.or(target.enabled);
    let mut update = taken.back(
        "undo",
        Change::UpdateOriginationUri {
            id: target.id.clone(),
            uri: uri.to_owned(),
            patch: back.clone(),
            back: patch.clone(),
        },
    );
    if back.twilio.enabled == Some(false) {
        update.risk = Some(format!("inbound calls do not go to {uri} any more"));
        if now.has_no_target() {
            update.needs.insert(Allow::RemoveLastOrigination);
        }
    }
    Inverse::step(update)
}

/// Whether a target is as a patch made it.
fn is_as(target: &OriginationUri, patch: &OriginationUriPatch) -> bool {
    patch.priority.is_none_or(|priority| target.priority == priority)
        && patch.weight.is_none_or(|weight| target.weight == weight)
        && patch.twilio.enabled.is_none_or(|enabled| target.enabled == Some(enabled))
        && patch.twilio.friendly_name.as_ref().is_none_or(|name| target.label.as_ref() == Some(name))
}
