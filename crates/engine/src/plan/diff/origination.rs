//! Where inbound calls go.

use trunkline::model::{OriginationUri, OriginationUriPatch, OriginationUriSpec, TwilioOriginationOptions};

use super::{NOT_LISTED, NOT_THERE, TWICE, not_writable, too_many};
use crate::{
    Noun,
    plan::{
        Change, Step,
        draft::{Draft, Phase, Subject},
        order::fit,
    },
};

pub(in crate::plan) fn origination(on: &Subject<'_>, draft: &mut Draft) {
    let Some(wanted) = &on.wanted.origination else { return };
    let there = on.there.and_then(|there| there.origination.as_deref()).unwrap_or_default();

    let mut missing = Vec::new();
    let mut kept = Vec::new();
    let mut changes = Vec::new();
    for spec in wanted {
        let Some(target) = keep(spec, there) else {
            missing.push(spec.clone());
            continue;
        };
        kept.push(target);
        let patch = OriginationUriPatch::towards(spec, target);
        if !patch.is_empty() {
            changes.push(update(on, target, patch));
        }
    }
    // What takes a target out of use comes after what puts another in.
    changes.sort_by_key(|(disables, _)| *disables);

    let mut removes: Vec<(bool, Step)> = there
        .iter()
        .filter(|target| !on.wanted.others_stay && !kept.iter().any(|kept| kept.id == target.id))
        .map(|target| (target.enabled != Some(false), remove(on, target, &kept)))
        .collect();
    // What takes no calls goes first.
    removes.sort_by(|(used_a, a), (used_b, b)| used_a.cmp(used_b).then_with(|| a.id.cmp(&b.id)));

    let capabilities = on.view.capabilities();
    let most = capabilities.max_origination_uris.value;
    let fits =
        most.is_none_or(|most| there.len() + missing.len() <= usize::try_from(most).unwrap_or(usize::MAX));
    // In one step even where the carrier takes one at a time: whether one is there already is read once then.
    let adds = if fits {
        if missing.is_empty() { Vec::new() } else { vec![add(on, missing)] }
    } else {
        missing.into_iter().map(|spec| add(on, vec![spec])).collect()
    };
    let fitted = fit(adds, removes.into_iter().map(|(_, step)| step).collect(), there.len(), most);
    too_many(draft, "origination", fitted.too_many, most);
    draft.fitted(fitted, Phase::AddTarget, Phase::RemoveTarget);
    draft.steps.extend(changes.into_iter().map(|(_, step)| (Phase::ChangeTarget, step)));
}

/// Of the targets that are the one wanted, the one that stays: rather one that needs no change.
fn keep<'a>(spec: &OriginationUriSpec, there: &'a [OriginationUri]) -> Option<&'a OriginationUri> {
    let same = || there.iter().filter(|target| target.uri == spec.uri);
    same().find(|target| OriginationUriPatch::towards(spec, target).is_empty()).or_else(|| same().next())
}

fn add(on: &Subject<'_>, specs: Vec<OriginationUriSpec>) -> Step {
    let targets: Vec<&str> = specs.iter().map(|spec| spec.uri.canonical()).collect();
    let id = on.id(Noun::Origination, &targets.join(","), "add");
    Step::new(id, Change::AddOriginationUris { specs }, NOT_THERE)
}

/// A change, and whether it takes the target out of use.
fn update(on: &Subject<'_>, target: &OriginationUri, patch: OriginationUriPatch) -> (bool, Step) {
    let uri = target.uri.to_string();
    let disables = patch.twilio.enabled == Some(false);
    let mut back = OriginationUriPatch::default();
    back.priority = patch.priority.map(|_| target.priority);
    back.weight = patch.weight.map(|_| target.weight).filter(|weight| *weight > 0);
    back.twilio.enabled = patch.twilio.enabled.and(target.enabled);
    back.twilio.friendly_name = patch.twilio.friendly_name.as_ref().and(target.label.clone());
    let no_undo = (patch.weight.is_some() && back.weight.is_none()).then(|| not_writable("weight of 0"));
    let mut step = Step::new(
        on.id(Noun::Origination, &key(target), "update"),
        Change::UpdateOriginationUri { id: target.id.clone(), uri: uri.clone(), patch, back },
        "not as the file says",
    )
    .no_undo(no_undo);
    if disables {
        step = step.risk(format!("inbound calls go to {uri} no more"));
    }
    (disables, step)
}

fn remove(on: &Subject<'_>, target: &OriginationUri, kept: &[&OriginationUri]) -> Step {
    let uri = target.uri.to_string();
    let twice = kept.iter().any(|other| target.uri.valid().is_some_and(|uri| other.uri == *uri));
    let key = if twice { format!("{}/{}", key(target), target.id) } else { key(target) };
    let back = target.uri.valid().filter(|_| target.weight > 0).map(|uri| {
        let mut options = TwilioOriginationOptions::default();
        options.enabled = target.enabled;
        options.friendly_name.clone_from(&target.label);
        OriginationUriSpec::new(uri.clone())
            .with_priority(target.priority)
            .with_weight(target.weight)
            .with_twilio(options)
    });
    let step = Step::new(
        on.id(Noun::Origination, &key, "remove"),
        Change::RemoveOriginationUri { id: target.id.clone(), uri: uri.clone(), back: back.clone() },
        if twice { TWICE } else { NOT_LISTED },
    );
    on.unlisted(Noun::Origination, step)
        .risk(format!("inbound calls go to {uri} no more"))
        .no_undo(back.is_none().then(|| not_writable("target")))
}

fn key(target: &OriginationUri) -> String {
    target.uri.valid().map_or_else(|| target.uri.to_string(), |uri| uri.canonical().to_owned())
}
