//! Asterisk: objects of `res_pjsip` (docs.asterisk.org, `pjsip.conf`) and a context of the dialplan.

use std::fmt::Write as _;

use super::{Emitted, Groups, Route, reroute};

/// Hangup causes of a carrier that cannot be reached, or does not answer: there is no SIP answer to go by then.
const SILENCE: &str = "3|18|20";

pub(super) fn emit(groups: &Groups<'_>, emitted: &mut Emitted) {
    let routes: Vec<&Route> = groups.values().flatten().copied().collect();
    let mut objects =
        "; Carriers for PJSIP. Include it from pjsip.conf, which has a transport for each protocol.\n"
            .to_owned();
    for route in &routes {
        objects += &carrier(route);
        if let Some(login) = &route.login {
            emitted.note(format!(
                "Asterisk: pjsip.conf has ${{{0}}} for a password: fill it in with envsubst '${{{0}}}'",
                login.variable
            ));
        }
        if route.senders.is_empty() {
            emitted.note(format!(
                "Asterisk: no call from {} is taken yet: give the addresses from which it sends them, \
                 --from {}=ADDRESS",
                route.name(),
                route.profile
            ));
        }
    }
    let shared = routes.iter().enumerate().any(|(index, route)| {
        routes[..index].iter().any(|other| other.senders.iter().any(|cidr| route.senders.contains(cidr)))
    });
    if shared {
        emitted.note(
            "Asterisk: two trunks get calls from the same addresses, and only one of their endpoints will see them: \
             tell the calls apart by the number that was called",
        );
    }
    emitted.add("asterisk-pjsip.conf", objects);
    let mut dialplan = String::new();
    for (trunk, routes) in groups {
        dialplan += &context(trunk.as_str(), routes);
    }
    emitted.add("asterisk-extensions.conf", dialplan);
    emitted.note(format!(
        "Asterisk: {} go on to the next carrier by the answer itself (func_hangupcause, which has to be loaded), whatever \
         cause a Reason header names",
        reroute(", ")
    ));
}

/// `;` begins a comment in Asterisk's files.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;")
}

fn carrier(route: &Route) -> String {
    let name = route.name();
    let mut text = format!("\n[{name}]\ntype=endpoint\n");
    // The usual `username,ip` takes anyone for the carrier who writes the endpoint's name into From.
    text += "identify_by=ip\n";
    let _ = writeln!(text, "context=from-{name}");
    text += "disallow=all\nallow=alaw,ulaw\ndtmf_mode=rfc4733\ndirect_media=no\n";
    let _ = writeln!(text, "aors={name}");
    let _ = writeln!(text, "from_domain={}", route.target.host());
    if route.secure {
        text += "media_encryption=sdes\n";
    }
    if route.login.is_some() {
        let _ = writeln!(text, "outbound_auth={name}-auth");
    }
    let contact = escape(route.target.as_str());
    let _ = write!(text, "\n[{name}]\ntype=aor\ncontact={contact}\nqualify_frequency=30\n");
    if let Some(login) = &route.login {
        let username = escape(&login.username);
        let _ = write!(
            text,
            "\n[{name}-auth]\ntype=auth\nauth_type=userpass\nusername={username}\npassword=${{{}}}\n",
            login.variable
        );
    }
    if !route.senders.is_empty() {
        let senders: Vec<String> = route.senders.iter().map(ToString::to_string).collect();
        let _ = write!(
            text,
            "\n[{name}-identify]\ntype=identify\nendpoint={name}\nmatch={}\n",
            senders.join(",")
        );
    }
    text
}

fn context(trunk: &str, routes: &[&Route]) -> String {
    let mut text =
        format!("; {} and no answer go on to the next carrier; 486 and 603 never do.\n", reroute(", "));
    let _ = writeln!(text, "[trunkline-{trunk}]");
    for pattern in ["_X.", "_+X."] {
        let _ = writeln!(text, "exten => {pattern},1,NoOp(${{EXTEN}} through {trunk})");
        for (index, route) in routes.iter().enumerate() {
            if index > 0 {
                // A cause in a Reason header (RFC 6432) stands in for that of the answer in HANGUPCAUSE.
                text += " same => n,Set(SIP=${HANGUPCAUSE(${HANGUPCAUSE_KEYS()},tech):4:3})\n";
                let _ = writeln!(
                    text,
                    " same => n,GotoIf($[${{REGEX(\"^({})$\" ${{SIP}})}} | ${{REGEX(\"^-({SILENCE})$\" \
                     ${{SIP}}-${{HANGUPCAUSE}})}}]?:end)",
                    reroute("|")
                );
            }
            text += " same => n,HangupCauseClear()\n";
            // Whoever dials may write `&` and a second destination into the number.
            let _ = writeln!(text, " same => n,Dial(PJSIP/${{FILTER(+0-9,${{EXTEN}})}}@{},60)", route.name());
        }
        text += " same => n(end),Hangup(${HANGUPCAUSE})\n";
    }
    text.push('\n');
    text
}
