//! The number shown on outbound calls.

use trunkline::model::{E164, Observed};

use super::{
    FieldLoss, Target,
    field::{Field, sbc},
    judge::On,
    numbers::is_indian,
    read::refused,
    source::{CAPABILITIES, EXOTEL_ALIAS, EXOTEL_EXOPHONE, TWILIO_CALLER, TWILIO_INDIA, TWILIO_TRUNKING},
};
use crate::{Noun, Shortfall};

/// Where Twilio's console verifies a number that is another carrier's.
const VERIFIED: &str = "Console > Phone Numbers > Manage > Verified Caller IDs";

/// Whether a caller id can be asked for: not where the carrier has no such thing, or does not know the number yet.
pub(super) fn can_be(number: Option<&E164>, to: &Target<'_>, shortfalls: &mut Vec<Shortfall>) -> bool {
    let has_them = to.capabilities().caller_ids.value;
    let Some(number) = number else { return has_them };
    if has_them && to.numbers.contains_key(number) {
        return true;
    }
    let why = if has_them {
        format!("it is not known to be a number of {}", to.profile)
    } else {
        format!("a trunk has none on {}: let each call say its own", to.called())
    };
    shortfalls.push(Shortfall::new(Noun::CallerId, number, why));
    false
}

pub(super) fn field(number: Option<&Observed<E164>>, on: &On<'_>) -> FieldLoss {
    let field = Field::of("number").was_if(number);
    let to = on.to;
    let Some(number) = number else { return none(field, on) };
    if let Some(reason) = refused(number) {
        return field.impossible(reason, CAPABILITIES);
    }
    if to.capabilities().caller_ids.value {
        if on.wanted.caller_id.is_some() {
            return field.stays().exact(EXOTEL_ALIAS);
        }
        let what = format!(
            "once {number} is the account's: trunkline caller-id set --carrier {} --trunk {} {number}",
            to.profile, on.wanted.name
        );
        return field.stays().manual(to.console(), what, EXOTEL_ALIAS);
    }
    if to.is_twilio() && number.valid().is_some_and(is_indian) {
        let why = format!(
            "Twilio places calls to India from international numbers only: {number} cannot be shown there"
        );
        return field.impossible(why, TWILIO_INDIA);
    }
    let what = format!(
        "a trunk has no caller id there, each call says its own: set From (or P-Asserted-Identity) to {number}"
    );
    let owned = number.valid().is_some_and(|number| to.numbers.contains_key(number));
    if !to.is_twilio() || owned {
        return field.stays().manual(sbc(), what, TWILIO_TRUNKING);
    }
    let first = format!("first verify {number} there ({VERIFIED}), or wait for its port");
    let what = format!("{what}; {first}: calls from it are refused before (error 32204)");
    field.stays().manual(sbc(), what, TWILIO_CALLER)
}

/// Where each call says its own number: another carrier takes other ones.
fn none(field: Field, on: &On<'_>) -> FieldLoss {
    let to = on.to;
    if on.from.carrier == to.identity().carrier {
        return field.exact(if to.is_twilio() { TWILIO_TRUNKING } else { EXOTEL_ALIAS });
    }
    if to.is_exotel() {
        let what = format!(
            "From has to be a number that is mapped to trunk {} there, and calls with another are refused: have one mapped \
             before calls are sent there, as a cutover does with those that it moves",
            on.wanted.name
        );
        return field.manual(sbc(), what, EXOTEL_EXOPHONE);
    }
    if to.is_twilio() {
        let what = format!(
            "From has to be a number of {} or one that is verified there ({VERIFIED}), and calls with another are refused \
             (error 32204): see to that before calls are sent to it",
            to.identity()
        );
        return field.manual(sbc(), what, TWILIO_CALLER);
    }
    field.exact(CAPABILITIES)
}
