//! Bound numbers.

use serde_json::Value;
use trunkline::model::{BoundNumberId, NumberMode, NumberSpec};

use super::{Inverse, Now, Taken, changed_again, gone};
use crate::plan::{Allow, Change};

/// A number was bound: it is unbound.
pub(super) fn bound(taken: &Taken<'_>, spec: &NumberSpec, now: &Now) -> Inverse {
    let there = |id: &str| now.numbers.iter().find(|bound| bound.id.as_str() == id);
    // A number is its own name: Exotel gives it another identifier each time it is bound.
    let by_number = || now.numbers.iter().find(|bound| bound.number == spec.number);
    let Some(bound) = taken.made_ids().find_map(there).or_else(by_number) else { return Inverse::nothing() };
    if let Some(later) = taken.later {
        return Inverse::None(format!("run {later} has bound it since: undo that run"));
    }
    let number = spec.number.to_string();
    let change = Change::UnbindNumber { id: bound.id.clone(), number, back: Some(spec.clone()) };
    let mut unbind = taken.back("undo", change);
    unbind.needs.insert(Allow::UnbindNumber);
    unbind.risk = Some("its calls go elsewhere or nowhere".to_owned());
    let lost = taken.made.and_then(|made| application(made.replaced.as_ref()?)).map(|application| {
        format!("Twilio deleted its voice_application_sid {application} when it was bound: set it again")
    });
    Inverse::Steps { steps: vec![unbind], lost }
}

/// A number was given another mode: it gets the one it had. One that was bound anew since is still that number.
pub(super) fn mode(
    taken: &Taken<'_>,
    (id, number): (&BoundNumberId, &str),
    mode: &NumberMode,
    back: &NumberMode,
    now: &Now,
) -> Inverse {
    let by_number = || now.numbers.iter().find(|bound| bound.number.to_string() == number);
    let Some(bound) = now.numbers.iter().find(|bound| bound.id == *id).or_else(by_number) else {
        return gone();
    };
    if bound.mode.as_ref() == Some(back) {
        return Inverse::nothing();
    }
    if bound.mode.as_ref() != Some(mode) {
        return changed_again();
    }
    taken.one(Change::SetNumberMode {
        id: bound.id.clone(),
        number: number.to_owned(),
        mode: back.clone(),
        back: Some(mode.clone()),
    })
}

/// A number was unbound: it is bound again.
pub(super) fn unbound(taken: &Taken<'_>, spec: &NumberSpec, now: &Now) -> Inverse {
    if now.numbers.iter().any(|bound| bound.number == spec.number) {
        return Inverse::nothing();
    }
    taken.one(Change::BindNumber { spec: spec.clone() })
}

/// The application that a number's calls went to on Twilio.
fn application(replaced: &Value) -> Option<&str> {
    replaced.get("twilio_number_routing")?.get("voice_application_sid")?.as_str()
}
