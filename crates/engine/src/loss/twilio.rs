//! What only Twilio says of a trunk.

use trunkline::model::{
    Carrier, Identity, RecordingMode, RecordingTrim, TransferCallerId, TransferMode, TrunkSpec, TwilioTrunk,
    TwilioTrunkOptions, WebMethod,
};

use url::Url;

use super::{
    FieldLoss, Target,
    field::Field,
    judge::On,
    source::{EXOTEL_FLOW, EXOTEL_TRUNK, TWILIO_SPEC, TWILIO_TRUNKING},
};

/// Characters in a name on Twilio.
const NAME: usize = 64;

/// Takes out what another account's trunk has to itself, and what cannot be written.
pub(super) fn options_on(spec: &mut TrunkSpec, from: &Identity, to: &Target<'_>) {
    if from.carrier == Carrier::TWILIO {
        spec.twilio.domain_name = None;
    }
    if !to.is_twilio() {
        spec.twilio = TwilioTrunkOptions::default();
        return;
    }
    spec.twilio.friendly_name = spec
        .twilio
        .friendly_name
        .take()
        .map(|name| name.chars().take(NAME).collect())
        .filter(|name: &String| !name.is_empty());
}

/// A trunk of any carrier as Twilio would say it: what the other carrier does not have is as Twilio has it by default.
pub(super) fn fields(on: &On<'_>) -> Vec<FieldLoss> {
    let held = on.there.trunk.twilio.clone();
    let default = TwilioTrunk::default();
    let now = held.as_ref().unwrap_or(&default);
    let there = on.to.is_twilio();
    let of = |name: &'static str, value: Option<String>| Field::of(name).was_if(value);
    let said = |value: String| held.as_ref().map(|_| value);
    vec![
        secure(on, of("twilio.secure", said(now.secure.to_string()))),
        cnam(now, there, of("twilio.cnam_lookup_enabled", said(now.cnam_lookup_enabled.to_string()))),
        transfer_mode(now, there, of("twilio.transfer_mode", text(now.transfer_mode.as_ref()))),
        transfer_caller_id(
            now,
            there,
            of("twilio.transfer_caller_id", text(now.transfer_caller_id.as_ref())),
        ),
        recovery_url(
            on,
            now,
            of("twilio.disaster_recovery_url", now.disaster_recovery_url.as_deref().map(without_password)),
        ),
        recovery_method(
            now,
            there,
            of("twilio.disaster_recovery_method", text(now.disaster_recovery_method.as_ref())),
        ),
        recording_mode(on, now, of("twilio.recording_mode", text(now.recording_mode.as_ref()))),
        recording_trim(now, there, of("twilio.recording_trim", text(now.recording_trim.as_ref()))),
        symmetric(now, of("twilio.symmetric_rtp_enabled", said(now.symmetric_rtp_enabled.to_string()))),
    ]
}

/// An address of the web as a report may show it.
pub(super) fn without_password(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return if address.contains('@') {
            "an address that holds a secret".to_owned()
        } else {
            address.to_owned()
        };
    };
    if url.username().is_empty() && url.password().is_none() {
        return address.to_owned();
    }
    // Only an address without a host has no place for them, and has none then.
    let _ = url.set_username("***");
    let _ = url.set_password(None);
    url.to_string()
}

fn text(value: Option<&impl ToString>) -> Option<String> {
    value.map(ToString::to_string)
}

fn secure(on: &On<'_>, field: Field) -> FieldLoss {
    if on.to.is_twilio() {
        let value = on.wanted.spec.twilio.secure.unwrap_or_default();
        return field.becomes(&value).exact(TWILIO_TRUNKING);
    }
    let asked = on.there.trunk.twilio.as_ref().is_some_and(|held| held.secure);
    // What it comes to on Exotel, `exotel.secure_trunking` says.
    if asked {
        field.approximated("see exotel.secure_trunking", EXOTEL_TRUNK)
    } else {
        field.exact(EXOTEL_TRUNK)
    }
}

fn cnam(now: &TwilioTrunk, there: bool, field: Field) -> FieldLoss {
    match (there, now.cnam_lookup_enabled) {
        (true, value) => field.becomes(&value).exact(TWILIO_SPEC),
        (false, false) => field.exact(EXOTEL_TRUNK),
        (false, true) => field.impossible("callers' names are not looked up there", EXOTEL_TRUNK),
    }
}

fn transfer_mode(now: &TwilioTrunk, there: bool, field: Field) -> FieldLoss {
    let mode = now.transfer_mode.as_ref();
    match (there, mode) {
        (_, Some(TransferMode::Other(_))) => unknown(field),
        (true, mode) => field.becomes(&mode.unwrap_or(&TransferMode::DisableAll)).exact(TWILIO_SPEC),
        (false, None | Some(TransferMode::DisableAll)) => field.exact(EXOTEL_TRUNK),
        (false, Some(_)) => field.impossible(
            "no page documents transfers by REFER there: the SBC has to bridge the calls",
            EXOTEL_TRUNK,
        ),
    }
}

fn transfer_caller_id(now: &TwilioTrunk, there: bool, field: Field) -> FieldLoss {
    let whose = now.transfer_caller_id.as_ref();
    match (there, whose) {
        (_, Some(TransferCallerId::Other(_))) => unknown(field),
        (true, whose) => {
            field.becomes(&whose.unwrap_or(&TransferCallerId::FromTransferee)).exact(TWILIO_SPEC)
        }
        (false, None | Some(TransferCallerId::FromTransferee)) => field.exact(EXOTEL_TRUNK),
        (false, Some(_)) => field.impossible("there are no transfers there that could show it", EXOTEL_TRUNK),
    }
}

fn recovery_url(on: &On<'_>, now: &TwilioTrunk, field: Field) -> FieldLoss {
    match (on.to.is_twilio(), now.disaster_recovery_url.is_some()) {
        (true, true) => field.stays().exact(TWILIO_SPEC),
        (true, false) => field.exact(TWILIO_SPEC),
        (false, false) => field.exact(EXOTEL_TRUNK),
        (false, true) => field.impossible(
            "there is no such setting there, and TwiML means nothing: add a target with a later priority (a greater number) \
             for when the others do not answer",
            EXOTEL_TRUNK,
        ),
    }
}

fn recovery_method(now: &TwilioTrunk, there: bool, field: Field) -> FieldLoss {
    let asked = now.disaster_recovery_url.is_some();
    match (there, now.disaster_recovery_method.as_ref()) {
        (_, Some(WebMethod::Other(_))) => unknown(field),
        (true, Some(_)) if asked => field.stays().exact(TWILIO_SPEC),
        (true, _) => field.becomes(&WebMethod::Post).exact(TWILIO_SPEC),
        (false, Some(_)) if asked => {
            field.impossible("there is no disaster recovery URL there", EXOTEL_TRUNK)
        }
        (false, _) => field.exact(EXOTEL_TRUNK),
    }
}

fn recording_mode(on: &On<'_>, now: &TwilioTrunk, field: Field) -> FieldLoss {
    match (on.to.is_twilio(), now.recording_mode.as_ref()) {
        (_, Some(RecordingMode::Other(_))) => unknown(field),
        (true, _) if on.from.carrier == Carrier::EXOTEL => {
            let what = format!(
                "no API tells whether calls are recorded: look in the Flow (App Bazaar) whether its Connect applet records; if so, \
                 set Call Recording of trunk {} there (Console > Elastic SIP Trunking > Manage > Trunks)",
                on.wanted.name
            );
            let who = format!("whoever has the console of {}", on.from);
            field.becomes(&RecordingMode::DoNotRecord).manual(who, what, EXOTEL_FLOW)
        }
        (true, mode) => field.becomes(&mode.unwrap_or(&RecordingMode::DoNotRecord)).exact(TWILIO_SPEC),
        (false, None | Some(RecordingMode::DoNotRecord)) => field.exact(EXOTEL_TRUNK),
        (false, Some(mode)) => field.manual(
            on.to.console(),
            format!(
                "a trunk does not record there: in the Flow (App Bazaar) of trunk {} switch recording on in the Connect applet \
                 for inbound calls (here: {mode}); outbound calls over the trunk are recorded on the SBC, or not at all",
                on.wanted.name
            ),
            EXOTEL_FLOW,
        ),
    }
}

fn recording_trim(now: &TwilioTrunk, there: bool, field: Field) -> FieldLoss {
    match (there, now.recording_trim.as_ref()) {
        (_, Some(RecordingTrim::Other(_))) => unknown(field),
        (true, trim) => field.becomes(&trim.unwrap_or(&RecordingTrim::DoNotTrim)).exact(TWILIO_SPEC),
        (false, None | Some(RecordingTrim::DoNotTrim)) => field.exact(EXOTEL_TRUNK),
        (false, Some(_)) => field.impossible("silence is not cut from recordings there", EXOTEL_TRUNK),
    }
}

/// Read only on Twilio: no call sets it.
fn symmetric(now: &TwilioTrunk, field: Field) -> FieldLoss {
    if now.symmetric_rtp_enabled {
        field.impossible("no call sets it: Twilio's support did, and would have to again", TWILIO_SPEC)
    } else {
        field.exact(TWILIO_SPEC)
    }
}

fn unknown(field: Field) -> FieldLoss {
    field.impossible("the word is not known here, and cannot be asked for", TWILIO_SPEC)
}
