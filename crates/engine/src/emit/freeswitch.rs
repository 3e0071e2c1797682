//! FreeSWITCH: gateways of `mod_sofia` and a context of the dialplan for each trunk (developer.signalwire.com/freeswitch).

use std::fmt::Write as _;

use trunkline::model::Transport;

use super::{Emitted, Groups, Route, reroute};

/// Causes by which the dialplan sees 500 and 503, 408 and 504, and 502 (`sofia_glue_sip_cause_to_freeswitch`), and a
/// gateway that is down or gone.
const CAUSES: &str =
    "NORMAL_TEMPORARY_FAILURE,RECOVERY_ON_TIMER_EXPIRE,NETWORK_OUT_OF_ORDER,GATEWAY_DOWN,INVALID_GATEWAY";

pub(super) fn emit(groups: &Groups<'_>, emitted: &mut Emitted) {
    let mut gateways = "<include>\n".to_owned();
    for route in groups.values().flatten() {
        gateways += &gateway(route);
        if let Some(login) = &route.login {
            emitted.note(format!(
                "FreeSWITCH: $${{{0}}} is a global variable with a password: set it in vars.xml, with \
                 <X-PRE-PROCESS cmd=\"env-set\" data=\"{0}=${0}\"/> from the environment",
                login.variable
            ));
        }
        emitted.note(if route.senders.is_empty() {
            format!(
                "FreeSWITCH: calls from {} are taken as the profile says; give the addresses from which it sends \
                 them, --from {}=ADDRESS, for an access list",
                route.name(),
                route.profile
            )
        } else {
            format!(
                "FreeSWITCH: the access list {0} keeps nobody out by itself: include freeswitch-acl.xml from acl.conf.xml, \
                 and name the list in the profile, <param name=\"apply-inbound-acl\" value=\"{0}\"/>",
                route.name()
            )
        });
    }
    gateways += "</include>\n";
    emitted.add("freeswitch-gateways.xml", gateways);
    emitted.add("freeswitch-dialplan.xml", dialplan(groups));
    if let Some(list) = access(groups) {
        emitted.add("freeswitch-acl.xml", list);
    }
    for trunk in groups.keys() {
        emitted.note(format!(
            "FreeSWITCH: transfer calls that may go out into the context trunkline-{trunk}, with transfer and \
             \"$1 XML trunkline-{trunk}\"; never include it in public, where anyone could call through the carriers"
        ));
    }
    emitted.note(format!(
        "FreeSWITCH: {} go on to the next carrier by their causes, which 400 and 481 share with 500 and 503; a release \
         whose mod_sofia does not know ignore_q850_reason goes by a Reason header instead, where the carrier sends one",
        reroute(", ")
    ));
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}

fn gateway(route: &Route) -> String {
    let mut text = format!("  <gateway name=\"{}\">\n", route.name());
    let mut param = |name: &str, value: &str| {
        let _ = writeln!(text, "    <param name=\"{name}\" value=\"{}\"/>", escape(value));
    };
    param("realm", route.target.host());
    param("proxy", &format!("{};transport={}", route.host_port(), route.transport));
    param("register", "false");
    param("register-transport", route.transport.as_str());
    if let Some(login) = &route.login {
        param("username", &login.username);
        param("password", &format!("$${{{}}}", login.variable));
    }
    param("from-domain", route.target.host());
    param("caller-id-in-from", "true");
    param("ping", "30");
    param("ping-max", "3");
    param("ping-min", "2");
    text + "  </gateway>\n"
}

fn dialplan(groups: &Groups<'_>) -> String {
    let mut text = "<include>\n".to_owned();
    let _ = writeln!(
        text,
        "  <!-- {} and a gateway that is down go on to the next carrier; 486 and 603 never do. -->",
        reroute(", ")
    );
    for (trunk, routes) in groups {
        let _ = write!(
            text,
            "  <context name=\"trunkline-{trunk}\">\n    \
             <extension name=\"trunkline-{trunk}\">\n      \
             <condition field=\"destination_number\" expression=\"^(\\+?\\d+)$\">\n        \
             <action application=\"set\" data=\"hangup_after_bridge=true\"/>\n        \
             <action application=\"set\" data=\"continue_on_fail={CAUSES}\"/>\n"
        );
        for route in routes {
            let secure = if route.secure && route.transport == Transport::Tls {
                ",rtp_secure_media=mandatory"
            } else {
                ""
            };
            // Else a cause in a Reason header (RFC 6432) stands in for that of the answer.
            let _ = writeln!(
                text,
                "        <action application=\"bridge\" data=\"[ignore_q850_reason=true{secure}]sofia/gateway/{}/$1\"/>",
                route.name()
            );
        }
        text += "      </condition>\n    </extension>\n  </context>\n";
    }
    text + "</include>\n"
}

/// An access list for each carrier whose addresses are known.
fn access(groups: &Groups<'_>) -> Option<String> {
    let mut text = String::new();
    for route in groups.values().flatten().filter(|route| !route.senders.is_empty()) {
        let _ = writeln!(text, "  <list name=\"{}\" default=\"deny\">", route.name());
        for sender in &route.senders {
            let _ = writeln!(text, "    <node type=\"allow\" cidr=\"{sender}\"/>");
        }
        text += "  </list>\n";
    }
    (!text.is_empty()).then(|| format!("<network-lists>\n{text}</network-lists>\n"))
}
