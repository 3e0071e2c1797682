//! What only Exotel says of a trunk.

use trunkline::model::{Carrier, Identity, TrunkSpec};

use super::{
    FieldLoss, Target,
    field::Field,
    judge::On,
    read::is_enabled,
    source::{EXOTEL_TRUNK, TWILIO_REGISTER, TWILIO_SPEC, TWILIO_TRUNKING},
};

/// Takes out what another account's trunk has to itself.
pub(super) fn options_on(spec: &mut TrunkSpec, from: &Identity, to: &Target<'_>) {
    if !to.is_exotel() || from.carrier != Carrier::EXOTEL {
        // It says which operators of India: another account's trunk on Exotel may have it too, no other carrier's.
        spec.exotel.nso_code = None;
    }
    if !to.is_exotel() {
        spec.exotel.trunk_name = None;
    }
}

pub(super) fn fields(on: &On<'_>) -> Vec<FieldLoss> {
    let held = on.there.trunk.exotel.as_ref();
    let word = |name, value: Option<&String>| Field::of(name).was_if(value);
    let auth_type = word("exotel.auth_type", held.and_then(|held| held.auth_type.as_ref()));
    vec![
        // It says IP-WHITELIST of digest trunks too: `auth` has how calls are authenticated.
        FieldLoss {
            bookkeeping: true,
            ..auth_type.approximated("the carrier's own word; auth has what it means", EXOTEL_TRUNK)
        },
        nso_code(on, word("exotel.nso_code", held.and_then(|held| held.nso_code.as_ref()))),
        registration(
            on,
            word("exotel.registration_enabled", held.and_then(|held| held.registration_enabled.as_ref())),
        ),
        edge(on, word("exotel.edge_preference", held.and_then(|held| held.edge_preference.as_ref()))),
        secure(on, word("exotel.secure_trunking", held.and_then(|held| held.secure_trunking.as_ref()))),
    ]
}

fn held<'a>(on: &'a On<'_>, of: fn(&trunkline::model::ExotelTrunk) -> Option<&String>) -> Option<&'a str> {
    on.there.trunk.exotel.as_ref().and_then(of).map(String::as_str)
}

fn nso_code(on: &On<'_>, field: Field) -> FieldLoss {
    let code = held(on, |held| held.nso_code.as_ref());
    let any = code.is_none_or(|code| {
        matches!(code.to_ascii_uppercase().replace([' ', '_'], "-").as_str(), "ANY-ANY" | "")
    });
    match (on.to.is_exotel(), any) {
        (true, _) => field.becomes(&code.unwrap_or("ANY-ANY")).exact(EXOTEL_TRUNK),
        (false, true) => field.exact(EXOTEL_TRUNK),
        (false, false) => field.impossible("a trunk cannot be narrowed to operators there", EXOTEL_TRUNK),
    }
}

/// Read only on Exotel too: no call sets it.
fn registration(on: &On<'_>, field: Field) -> FieldLoss {
    match (is_enabled(held(on, |held| held.registration_enabled.as_ref())), on.to.is_exotel()) {
        (false, _) => field.exact(EXOTEL_TRUNK),
        (true, true) => field.manual(
            format!("whoever writes to Exotel's support for {}", on.to.identity()),
            format!("paste: \"Please enable registration for trunk {}.\"", on.wanted.name),
            EXOTEL_TRUNK,
        ),
        (true, false) => field.impossible(
            "a trunk takes no REGISTER there: the SBC sends calls to the domain, with a credential or from an allowed address",
            TWILIO_REGISTER,
        ),
    }
}

fn edge(on: &On<'_>, field: Field) -> FieldLoss {
    match held(on, |held| held.edge_preference.as_ref()) {
        None | Some("auto") => field.exact(EXOTEL_TRUNK),
        Some(edge) if on.to.is_exotel() => field.manual(
            format!("whoever writes to Exotel's support for {}", on.to.identity()),
            format!("paste: \"Please set the edge preference of trunk {} to {edge}.\"", on.wanted.name),
            EXOTEL_TRUNK,
        ),
        Some(_) => {
            field.approximated("the host that calls are sent to chooses the edge there", TWILIO_TRUNKING)
        }
    }
}

/// Read only on Exotel: no call sets it.
fn secure(on: &On<'_>, field: Field) -> FieldLoss {
    let was = is_enabled(held(on, |held| held.secure_trunking.as_ref()));
    let twilio = on.there.trunk.twilio.as_ref().is_some_and(|held| held.secure);
    match (was || twilio, on.to.is_exotel()) {
        (true, true) => field.becomes("enabled").manual(
            format!("whoever writes to Exotel's support for {}", on.to.identity()),
            format!(
                "paste: \"Please enable secure trunking (TLS and SRTP) for trunk {}.\" Until then calls may go unencrypted",
                on.wanted.name
            ),
            EXOTEL_TRUNK,
        ),
        (true, false) if was => field.becomes("Secure: true").approximated(
            "calls without TLS 1.2 and SRTP are refused there; what Exotel refuses is not documented",
            TWILIO_TRUNKING,
        ),
        (_, true) => field.becomes("disabled").exact(EXOTEL_TRUNK),
        (_, false) => field.exact(TWILIO_SPEC),
    }
}
