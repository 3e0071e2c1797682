//! jambonz, by the tables `voip_carriers` and `sip_gateways` of github.com/jambonz/jambonz-api-server, whose columns
//! are the fields of `POST /VoipCarriers` and `POST /SipGateways`.

use serde_json::json;
use trunkline::model::Transport;

use super::{Emitted, Route};

pub(super) fn emit(routes: &[Route], emitted: &mut Emitted) {
    emitted.note(
        "jambonz: it tries the carriers of a least-cost route in their order of priority, and the gateways of a \
         carrier, and goes on after any failure: it cannot be told to stop at 486 and 603",
    );
    emitted.note(
        "jambonz: post `carrier` to /Accounts/{AccountSid}/VoipCarriers, then each of `gateways` to /SipGateways \
         with `voip_carrier_sid` set to the sid of the answer",
    );
    for route in routes {
        let name = route.name();
        let mut carrier = json!({
            "name": name, "e164_leading_plus": true, "requires_register": false, "is_active": true,
        });
        if let Some(login) = &route.login {
            // Used for digest authentication of calls also where nothing is registered.
            carrier["register_username"] = json!(login.username);
            carrier["register_password"] = json!(format!("${{{}}}", login.variable));
            carrier["register_sip_realm"] = json!(route.target.host());
            emitted.note(format!(
                "jambonz: jambonz-{name}.json has ${{{0}}} for the password: fill it in with envsubst '${{{0}}}'",
                login.variable
            ));
        }
        let protocol = match (route.transport, route.secure) {
            (Transport::Tls, true) => "tls/srtp",
            (transport, _) => transport.as_str(),
        };
        let usual = if route.transport == Transport::Tls { 5061 } else { 5060 };
        let mut gateways = vec![json!({
            "ipv4": route.target.host(), "netmask": 32, "port": route.target.port().unwrap_or(usual),
            "protocol": protocol, "inbound": false, "outbound": true, "send_options_ping": true, "is_active": true,
        })];
        for sender in &route.senders {
            gateways.push(json!({
                "ipv4": sender.address().to_string(), "netmask": sender.prefix(),
                "inbound": true, "outbound": false, "is_active": true,
            }));
        }
        if route.senders.is_empty() {
            emitted.note(format!(
                "jambonz: no inbound gateway for {name}: give the addresses from which the carrier sends calls, \
                 --from {}=ADDRESS",
                route.profile
            ));
        }
        emitted
            .add_json(format!("jambonz-{name}.json"), &json!({ "carrier": carrier, "gateways": gateways }));
    }
}
