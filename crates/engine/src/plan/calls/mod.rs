//! The calls that a change takes, in the carrier's words.

mod kinds;

use trunkline::model::Carrier;

use super::{Change, Step, held::Held};

/// Names the calls of a trunk's steps, one after the other: the first address and the first credential of a trunk take
/// a list of their own, where the carrier has lists.
pub(crate) fn name_calls(carrier: &Carrier, steps: &mut [Step], mut held: Held) {
    for step in steps {
        step.calls = calls(carrier, &step.change, &mut held);
    }
}

/// The calls that a change sends to make it so, in their order, and after which `held` is as it leaves it. Reads on the
/// way are among them for addresses and credentials, each list as one; for the other nouns they are not. A carrier we
/// do not know gets the operation's own name.
fn calls(carrier: &Carrier, change: &Change, held: &mut Held) -> Vec<String> {
    let calls = match carrier.as_str() {
        "exotel" => exotel(change, held),
        "twilio" => twilio(change, held),
        _ => vec![change.operation()],
    };
    calls.into_iter().map(str::to_owned).collect()
}

/// developer.exotel.com, SIP trunking; `…` is `/v2/accounts/{account_sid}`.
fn exotel(change: &Change, held: &mut Held) -> Vec<&'static str> {
    match change {
        Change::CreateTrunk { .. } => vec!["POST …/trunks"],
        Change::UpdateTrunk { .. } => vec!["PUT …/trunks/{trunk_sid}"],
        Change::DeleteTrunk => vec!["DELETE …/trunks?trunk_sid="],
        Change::AddOriginationUris { specs } => {
            // A priority or weight other than Exotel's own cannot be said when a target is made.
            let adjusted = specs.iter().filter(|spec| spec.priority != 0 || spec.weight != 1).count();
            let mut calls = vec!["POST …/trunks/{trunk_sid}/destination-uris"];
            calls.resize(1 + adjusted, "PUT …/trunks/{trunk_sid}/destination-uris/{id}");
            calls
        }
        Change::UpdateOriginationUri { .. } => vec!["PUT …/trunks/{trunk_sid}/destination-uris/{id}"],
        Change::RemoveOriginationUri { .. } => vec!["DELETE …/trunks/{trunk_sid}/destination-uris?id="],
        Change::BindNumber { .. } => vec!["POST …/trunks/{trunk_sid}/phone-numbers"],
        Change::SetNumberMode { .. } => vec!["PUT …/trunks/{trunk_sid}/phone-numbers/{id}"],
        Change::UnbindNumber { .. } => vec!["DELETE …/trunks/{trunk_sid}/phone-numbers?id="],
        Change::SetCallerId { .. } => vec!["POST …/trunks/{trunk_sid}/settings"],
        Change::ClearCallerId { .. } => vec!["DELETE …/trunks/{trunk_sid}/settings?name="],
        Change::AddAclEntry { .. }
        | Change::RemoveAclEntry { .. }
        | Change::AddCredential { .. }
        | Change::RemoveCredential { .. } => kinds::exotel(change, held),
    }
}

/// Twilio OpenAPI 2.6.7, trunking v1 and the 2010 API.
fn twilio(change: &Change, held: &mut Held) -> Vec<&'static str> {
    const CREATE_RECORDING: &str = "POST /v1/Trunks/{sid}/Recording";
    match change {
        Change::CreateTrunk { spec } => {
            let records = spec.twilio.recording_mode.is_some() || spec.twilio.recording_trim.is_some();
            let mut calls = vec!["POST /v1/Trunks"];
            calls.extend(records.then_some(CREATE_RECORDING));
            calls
        }
        Change::UpdateTrunk { patch, .. } => {
            let mut other = patch.clone();
            other.twilio.recording_mode = None;
            other.twilio.recording_trim = None;
            let mut calls = Vec::new();
            calls.extend((!other.is_empty()).then_some("POST /v1/Trunks/{sid}"));
            calls.extend((other != *patch).then_some(CREATE_RECORDING));
            calls
        }
        Change::DeleteTrunk => vec!["DELETE /v1/Trunks/{sid}"],
        Change::AddOriginationUris { specs } => vec!["POST /v1/Trunks/{sid}/OriginationUrls"; specs.len()],
        Change::UpdateOriginationUri { .. } => vec!["POST /v1/Trunks/{sid}/OriginationUrls/{sid}"],
        Change::RemoveOriginationUri { .. } => vec!["DELETE /v1/Trunks/{sid}/OriginationUrls/{sid}"],
        Change::BindNumber { .. } => vec!["POST /v1/Trunks/{sid}/PhoneNumbers"],
        Change::UnbindNumber { .. } => vec!["DELETE /v1/Trunks/{sid}/PhoneNumbers/{sid}"],
        Change::AddAclEntry { .. }
        | Change::RemoveAclEntry { .. }
        | Change::AddCredential { .. }
        | Change::RemoveCredential { .. } => kinds::twilio(change, held),
        // Twilio has neither: nothing is sent.
        Change::SetNumberMode { .. } | Change::SetCallerId { .. } | Change::ClearCallerId { .. } => {
            Vec::new()
        }
    }
}
