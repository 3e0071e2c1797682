//! The number shown on outbound calls.

use trunkline::model::{E164, Observed};

use super::{
    FieldLoss, Target,
    field::{Field, sbc},
    judge::On,
    numbers::is_indian,
    read::refused,
    source::{CAPABILITIES, EXOTEL_ALIAS, EXOTEL_MAPPED, TWILIO_CALLER, TWILIO_INDIA, TWILIO_TRUNKING},
};
use crate::{Noun, Shortfall};

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
    let Some(number) = number else {
        if to.is_exotel() && on.from.carrier != to.identity().carrier {
            let what = format!(
                "outbound calls are refused there unless From is an ExoPhone that is mapped to the trunk: have one bound to {} \
                 (a cutover binds those that moved; trunkline number bind any other), and set From to it, before calls are \
                 sent there",
                on.wanted.name
            );
            return field.manual(sbc(), what, EXOTEL_MAPPED);
        }
        return field.exact(if to.is_twilio() { TWILIO_TRUNKING } else { EXOTEL_ALIAS });
    };
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
        "a trunk has no caller id there, each call says its own: set From (or P-Asserted-Identity) to {number}; calls with it \
         are refused (32204) until it is a number of the account or is verified there (Console > Phone Numbers > Manage > \
         Verified Caller IDs)"
    );
    field.stays().manual(sbc(), what, TWILIO_CALLER)
}
