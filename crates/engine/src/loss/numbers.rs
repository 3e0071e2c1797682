//! Bound numbers.

use trunkline::model::{BoundNumber, E164, NumberMode};

use super::{
    FieldLoss,
    field::Field,
    judge::On,
    read::refused,
    source::{CAPABILITIES, EXOTEL_MODE, EXOTEL_TRUNK, TWILIO_INDIA, TWILIO_PORTING, TWILIO_SPEC},
};

pub(super) fn fields(bound: &BoundNumber, on: &On<'_>) -> Vec<FieldLoss> {
    vec![
        Field::of("id").was(&bound.id).carriers_own(),
        number(bound, on),
        Field::of("trunk").was(&bound.trunk).carriers_own(),
        mode(bound, on),
        label(bound, on),
        Field::of("created").was_if(bound.created).carriers_own(),
    ]
}

/// Whether it is an Indian number.
pub(super) fn is_indian(number: &E164) -> bool {
    number.as_str().starts_with("+91")
}

fn number(bound: &BoundNumber, on: &On<'_>) -> FieldLoss {
    let field = Field::of("number").was(&bound.number);
    if let Some(reason) = refused(&bound.number) {
        return field.impossible(reason, CAPABILITIES);
    }
    let Some(number) = bound.number.valid() else { return field.impossible("it is no number", CAPABILITIES) };
    let to = on.to;
    match to.numbers.get(number) {
        None => {}
        Some(None) => return field.stays().exact("the account has it already: it is bound at cutover"),
        Some(Some(other)) => {
            let what = format!(
                "{number} is bound to trunk {other} there, and cutover takes no number from a trunk that is not moved: take \
                 it off that trunk first, when calls to it may go elsewhere; trunkline number unbind {other} {number} \
                 --carrier {}",
                to.profile
            );
            return field.stays().manual(to.console(), what, CAPABILITIES);
        }
    }
    if to.is_twilio() && is_indian(number) {
        let why = "Twilio has no Indian numbers for calls in India: inbound calls to it cannot move; it stays where it is";
        return field.impossible(why, TWILIO_INDIA);
    }
    if on.from.carrier == to.identity().carrier {
        let what = format!(
            "ask {}'s support to move {number} from {} to {}; it is bound at cutover, and never bought or released",
            to.called(),
            on.from,
            to.identity()
        );
        return field.stays().manual(to.console(), what, TWILIO_SPEC);
    }
    let (what, source) = if to.is_twilio() {
        (
            format!(
                "port {number} (Console > Phone Numbers > Port & Host > Port a number): letter of authorisation, last \
                 invoice and the present carrier's account number; a port does not come back by itself"
            ),
            TWILIO_PORTING,
        )
    } else {
        (
            format!(
                "ask {}'s support whether it takes {number} over; no page of its says how a number is ported; a port \
                 does not come back by itself",
                to.called()
            ),
            EXOTEL_TRUNK,
        )
    };
    field.stays().manual(format!("whoever {number} is registered to"), what, source)
}

fn mode(bound: &BoundNumber, on: &On<'_>) -> FieldLoss {
    let field = Field::of("mode").was_if(bound.mode.as_ref());
    match (&bound.mode, on.to.capabilities().number_modes.value) {
        (Some(NumberMode::Other(_)), _) => {
            field.impossible("the word is not known here, and cannot be asked for", EXOTEL_MODE)
        }
        (Some(_), true) => field.stays().exact(EXOTEL_MODE),
        (None, true) => field.becomes(&NumberMode::Pstn).exact(EXOTEL_MODE),
        (Some(NumberMode::Flow), false) => field.impossible(
            "there are no applets there: whatever the Flow's Voicebot or Stream applet does has to be behind the targets",
            EXOTEL_MODE,
        ),
        (_, false) => field.exact(EXOTEL_MODE),
    }
}

/// What the carrier calls the number: it is the number's, not the trunk's.
fn label(bound: &BoundNumber, on: &On<'_>) -> FieldLoss {
    // Twilio calls a number that nobody named by itself: (415) 555-0100.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_itself = |label: &str| {
        let plain = label.chars().all(|c| c.is_ascii_digit() || "+()- .".contains(c));
        plain && bound.number.to_string().ends_with(&digits(label))
    };
    let label = bound.label.as_deref().filter(|label| !label.is_empty() && !is_itself(label));
    let field = Field::of("label").was_if(label);
    match label {
        None => field.exact(TWILIO_SPEC),
        Some(label) if on.to.is_twilio() => field.manual(
            on.to.console(),
            format!("name the number {label:?} once it is there (Phone Numbers > Manage > Active numbers)"),
            TWILIO_SPEC,
        ),
        Some(label) => {
            field.impossible(format!("a number has no label there; note {label:?} elsewhere"), EXOTEL_MODE)
        }
    }
}
