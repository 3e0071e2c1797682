//! The calls that a change takes, in the carrier's words.

use trunkline::model::Carrier;

use super::Change;

/// The calls that a change sends to make it so, in their order. Reads that a backend makes on the way are not among
/// them: this is the least a change can take. A carrier we do not know gets the operation's own name.
///
/// `makes_list` is for Twilio: whether the trunk has no list of its own yet for what is added.
pub(crate) fn calls(carrier: &Carrier, change: &Change, makes_list: bool) -> Vec<String> {
    let calls = match carrier.as_str() {
        "exotel" => exotel(change),
        "twilio" => twilio(change, makes_list),
        _ => vec![change.operation()],
    };
    calls.into_iter().map(str::to_owned).collect()
}

/// developer.exotel.com, SIP trunking; `…` is `/v2/accounts/{account_sid}`.
fn exotel(change: &Change) -> Vec<&'static str> {
    match change {
        Change::CreateTrunk { .. } => vec!["POST …/trunks"],
        Change::UpdateTrunk { .. } => vec!["PUT …/trunks/{trunk_sid}"],
        Change::DeleteTrunk => vec!["DELETE …/trunks?trunk_sid="],
        Change::AddAclEntry { .. } => vec!["POST …/trunks/{trunk_sid}/whitelisted-ips"],
        Change::RemoveAclEntry { .. } => vec!["DELETE …/trunks/{trunk_sid}/whitelisted-ips?id="],
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
        Change::AddCredential { .. } => vec!["POST …/trunks/{trunk_sid}/credentials"],
        Change::RemoveCredential { .. } => vec!["DELETE …/trunks/{trunk_sid}/credentials?id="],
        Change::SetCallerId { .. } => vec!["POST …/trunks/{trunk_sid}/settings"],
        Change::ClearCallerId { .. } => vec!["DELETE …/trunks/{trunk_sid}/settings?name="],
    }
}

/// Twilio OpenAPI 2.6.7, trunking v1 and the 2010 API.
fn twilio(change: &Change, makes_list: bool) -> Vec<&'static str> {
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
        Change::AddAclEntry { .. } if makes_list => vec![
            "POST …/SIP/IpAccessControlLists.json",
            "POST …/SIP/IpAccessControlLists/{sid}/IpAddresses.json",
            "POST /v1/Trunks/{sid}/IpAccessControlLists",
        ],
        Change::AddAclEntry { .. } => vec!["POST …/SIP/IpAccessControlLists/{sid}/IpAddresses.json"],
        Change::RemoveAclEntry { .. } => {
            vec!["DELETE …/SIP/IpAccessControlLists/{sid}/IpAddresses/{sid}.json"]
        }
        Change::AddOriginationUris { specs } => vec!["POST /v1/Trunks/{sid}/OriginationUrls"; specs.len()],
        Change::UpdateOriginationUri { .. } => vec!["POST /v1/Trunks/{sid}/OriginationUrls/{sid}"],
        Change::RemoveOriginationUri { .. } => vec!["DELETE /v1/Trunks/{sid}/OriginationUrls/{sid}"],
        Change::BindNumber { .. } => vec!["POST /v1/Trunks/{sid}/PhoneNumbers"],
        Change::UnbindNumber { .. } => vec!["DELETE /v1/Trunks/{sid}/PhoneNumbers/{sid}"],
        Change::AddCredential { .. } if makes_list => vec![
            "POST …/SIP/CredentialLists.json",
            "POST …/SIP/CredentialLists/{sid}/Credentials.json",
            "POST /v1/Trunks/{sid}/CredentialLists",
        ],
        Change::AddCredential { .. } => vec!["POST …/SIP/CredentialLists/{sid}/Credentials.json"],
        Change::RemoveCredential { .. } => vec!["DELETE …/SIP/CredentialLists/{sid}/Credentials/{sid}.json"],
        // Twilio has neither: nothing is sent.
        Change::SetNumberMode { .. } | Change::SetCallerId { .. } | Change::ClearCallerId { .. } => {
            Vec::new()
        }
    }
}
