//! LiveKit SIP, by `livekit_sip.proto` of github.com/livekit/protocol (`CreateSIPOutboundTrunkRequest`,
//! `CreateSIPInboundTrunkRequest`), as JSON for `lk sip outbound create` and `lk sip inbound create`.

use serde_json::{Value, json};
use trunkline::model::{E164, Transport};

use super::{Emitted, Route};

pub(super) fn emit(routes: &[Route], emitted: &mut Emitted) {
    emitted.note(format!(
        "LiveKit: an outbound trunk has one address and cannot go on to another. The program that creates \
         participants has to: on {}, with the next trunk; on 486 and 603 never",
        super::reroute(", ")
    ));
    for route in routes {
        outbound(route, emitted);
        inbound(route, emitted);
    }
}

fn numbers(route: &Route) -> Vec<&str> {
    route.numbers.iter().map(E164::as_str).collect()
}

fn outbound(route: &Route, emitted: &mut Emitted) {
    let name = route.name();
    if route.numbers.is_empty() {
        return emitted.note(format!(
            "LiveKit: no outbound trunk for {name}, as it refuses one without numbers: write the trunk's numbers \
             into the file"
        ));
    }
    let transport = match route.transport {
        Transport::Udp => "SIP_TRANSPORT_UDP",
        Transport::Tcp => "SIP_TRANSPORT_TCP",
        Transport::Tls => "SIP_TRANSPORT_TLS",
    };
    let mut trunk = json!({
        "name": name, "address": route.host_port(), "transport": transport, "numbers": numbers(route),
    });
    if let Some(login) = &route.login {
        trunk["auth_username"] = json!(login.username);
        trunk["auth_password"] = json!(format!("${{{}}}", login.variable));
        emitted.note(format!(
            "LiveKit: livekit-outbound-{name}.json has ${{{0}}} for the password: \
             envsubst '${{{0}}}' < livekit-outbound-{name}.json | lk sip outbound create -",
            login.variable
        ));
    }
    encrypt(route, &mut trunk);
    emitted.add_json(format!("livekit-outbound-{name}.json"), &json!({ "trunk": trunk }));
}

/// An empty list of addresses would let everybody in, and an empty list of numbers the calls of every customer of the
/// carrier, which come from the same addresses: without either there is no inbound trunk at all.
fn inbound(route: &Route, emitted: &mut Emitted) {
    let name = route.name();
    if route.senders.is_empty() {
        return emitted.note(format!(
            "LiveKit: no inbound trunk for {name}, as it would take calls from everybody: give the addresses from \
             which the carrier sends calls, --from {}=ADDRESS",
            route.profile
        ));
    }
    if route.numbers.is_empty() {
        return emitted.note(format!(
            "LiveKit: no inbound trunk for {name}, as it would take calls to any number from addresses that all \
             customers of the carrier share: write the trunk's numbers into the file"
        ));
    }
    let senders: Vec<String> = route.senders.iter().map(ToString::to_string).collect();
    let mut trunk = json!({ "name": name, "numbers": numbers(route), "allowed_addresses": senders });
    encrypt(route, &mut trunk);
    emitted.add_json(format!("livekit-inbound-{name}.json"), &json!({ "trunk": trunk }));
}

fn encrypt(route: &Route, trunk: &mut Value) {
    if route.secure {
        trunk["media_encryption"] = json!("SIP_MEDIA_ENCRYPT_REQUIRE");
    }
}
