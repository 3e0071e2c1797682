//! Bound numbers.

use trunkline::model::{BoundNumber, Carrier, ExotelNumberOptions, NumberMode, NumberSpec};

use super::{NOT_LISTED, NOT_THERE, not_writable};
use crate::{
    Noun,
    plan::{
        Allow, Change, Step,
        draft::{Draft, Phase, Subject},
    },
};

pub(in crate::plan) fn numbers(on: &Subject<'_>, draft: &mut Draft) {
    let Some(wanted) = &on.wanted.numbers else { return };
    let there = on.there.and_then(|there| there.numbers.as_deref()).unwrap_or_default();
    for (i, spec) in wanted.iter().enumerate() {
        match there.iter().find(|bound| bound.number == spec.number) {
            Some(bound) => draft.steps.extend(mode(on, spec, bound).map(|step| (Phase::Number, step))),
            None => match bind(on, spec) {
                Ok(step) => draft.step(Phase::Number, step),
                Err(reason) => draft.refuse(format!("numbers[{i}]"), reason),
            },
        }
    }
    let mut extra: Vec<_> = there
        .iter()
        .filter(|bound| !on.wanted.others_stay && !wanted.iter().any(|spec| bound.number == spec.number))
        .map(|bound| unbind(on, bound))
        .collect();
    extra.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    draft.steps.extend(extra);
}

/// Binds a number, unless another trunk has it that does not give it up.
fn bind(on: &Subject<'_>, spec: &NumberSpec) -> Result<Step, String> {
    let number = &spec.number;
    let mut step = Step::new(
        on.id(Noun::Numbers, number.as_str(), "bind"),
        Change::BindNumber { spec: spec.clone() },
        NOT_THERE,
    );
    if on.around.account.identity.carrier == Carrier::TWILIO {
        step = step.risk(
            "what the number does now is lost: Twilio deletes its voice application, and leaves its voice URLs unused",
        );
    }
    if let Some(bound) = on.around.account.elsewhere.get(number).and_then(Option::as_ref) {
        let Some(freed) = on.freed_by(&bound.trunk, number) else {
            return Err(format!(
                "{number} is bound to trunk {}: unbind it there first, or take it off that trunk in the file that has it",
                name_of(on, bound)
            ));
        };
        step.after.insert(freed);
    }
    Ok(step)
}

fn name_of(on: &Subject<'_>, bound: &BoundNumber) -> String {
    let mut trunks = on.around.account.trunks.iter().map(|there| &there.trunk);
    match trunks.find(|trunk| trunk.id == bound.trunk) {
        Some(trunk) => format!("{} ({})", trunk.id, trunk.name),
        None => bound.trunk.to_string(),
    }
}

/// Sets the mode that is asked for, where numbers have one.
fn mode(on: &Subject<'_>, spec: &NumberSpec, bound: &BoundNumber) -> Option<Step> {
    let wanted = spec.exotel.mode.as_ref().filter(|_| on.view.capabilities().number_modes.value)?;
    if bound.mode.as_ref() == Some(wanted) {
        return None;
    }
    let back = bound.mode.clone().filter(|mode| !matches!(mode, NumberMode::Other(_)));
    let no_undo = back.is_none().then(|| not_writable("mode"));
    let step = Step::new(
        on.id(Noun::Numbers, spec.number.as_str(), "mode"),
        Change::SetNumberMode {
            id: bound.id.clone(),
            number: spec.number.to_string(),
            mode: wanted.clone(),
            back,
        },
        "not as the file says",
    );
    Some(step.risk(format!("calls to {} are handled in another way", spec.number)).no_undo(no_undo))
}

fn unbind(on: &Subject<'_>, bound: &BoundNumber) -> (Phase, Step) {
    let number = bound.number.to_string();
    let awaited = bound.number.valid().is_some_and(|number| on.around.claimed.contains(number));
    let back = bound.number.valid().map(|number| {
        let mut options = ExotelNumberOptions::default();
        options.mode = bound.mode.clone().filter(|mode| !matches!(mode, NumberMode::Other(_)));
        NumberSpec::new(number.clone()).with_exotel(options)
    });
    let no_undo = back.is_none().then(|| not_writable("number"));
    let step = Step::new(
        on.id(Noun::Numbers, &number, "unbind"),
        Change::UnbindNumber { id: bound.id.clone(), number: number.clone(), back },
        if awaited { "the file has it on another trunk" } else { NOT_LISTED },
    );
    let step = step
        .needs(Allow::UnbindNumber)
        .risk(format!("calls to {number} do not reach the trunk any more; the account keeps the number"))
        .no_undo(no_undo);
    (if awaited { Phase::HandOver } else { Phase::Unbind }, step)
}
