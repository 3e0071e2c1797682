//! Kamailio: a list for the module `dispatcher` and routes that use it (kamailio.org, module documentation 5.6).

use std::fmt::Write as _;

use super::{Emitted, Groups, Route, reroute};

/// A destination that is probed with OPTIONS.
const PROBED: u8 = 8;

/// How long a carrier is waited for that does not even say 100: callers do not wait for the 30 seconds of the usual
/// timer.
const SILENCE_MS: u16 = 4000;

/// Answers to OPTIONS that say that a carrier is there: all but 408, 502, 503 and 504. 408 is also Kamailio's own word
/// for no answer at all, so that the class cannot be named.
const ALIVE: &str = "class=2;class=3;code=401;code=403;code=404;code=405;code=407;code=480;code=481;code=483;\
                     code=484;code=486;code=488;code=500;code=501;code=603";

pub(super) fn emit(groups: &Groups<'_>, emitted: &mut Emitted) {
    let mut list =
        "# setid(int) destination(sip uri) flags(int,opt) priority(int,opt) attrs(str,opt)\n".to_owned();
    let mut script = parameters();
    for (set, (trunk, routes)) in (1..).zip(groups) {
        let _ = writeln!(list, "# {trunk}");
        for (index, route) in routes.iter().enumerate() {
            // The larger comes first, unlike in SRV records.
            let priority = 10 * (routes.len() - index);
            let _ = writeln!(list, "{set} {} {PROBED} {priority} duid={}", route.target, route.name());
            notes(route, emitted);
        }
        let _ = write!(
            script,
            "\n# Calls through {trunk}.\nroute[TRUNKLINE_{}] {{\n    if (!ds_select_domain(\"{set}\", \"8\")) {{\n        \
             send_reply(\"503\", \"No carrier\");\n        exit;\n    }}\n    route(TRUNKLINE_RELAY);\n}}\n",
            trunk.as_str().to_ascii_uppercase()
        );
    }
    script += &relay();
    emitted.add("kamailio-dispatcher.list", list);
    emitted.add("kamailio-trunkline.cfg", script);
    let trunks: Vec<String> = groups
        .keys()
        .map(|trunk| format!("route(TRUNKLINE_{})", trunk.as_str().to_ascii_uppercase()))
        .collect();
    emitted.note(format!(
        "Kamailio: modparam(\"dispatcher\", \"list_file\", ...) names the list, and request_route calls {}",
        trunks.join(" or ")
    ));
}

/// Names are looked up when a destination is used (`ds_dns_mode` 2), so that one that has SRV records only, or that cannot
/// be looked up now, does not keep Kamailio from starting. Flag 16 of a destination says the same, and takes it out of the
/// probing from Kamailio 6.0.1 on. Without `ds_probing_mode` 1 each is probed once.
fn parameters() -> String {
    format!(
        "# Include it after the modules tm, sl, pv, textops and dispatcher are loaded.\n\
         modparam(\"dispatcher\", \"flags\", 2)\n\
         modparam(\"dispatcher\", \"ds_dns_mode\", 2)\n\
         modparam(\"dispatcher\", \"ds_probing_mode\", 1)\n\
         modparam(\"dispatcher\", \"ds_ping_interval\", 10)\n\
         modparam(\"dispatcher\", \"ds_probing_threshold\", 3)\n\
         modparam(\"dispatcher\", \"ds_inactive_threshold\", 2)\n\
         modparam(\"dispatcher\", \"ds_ping_reply_codes\", \"{ALIVE}\")\n"
    )
}

/// Tries one carrier after the other. A phone that rings and is not answered is not rung once more through another: that
/// one rings is known by what the caller was told (`@tm.uas.status`), since no 100 of a carrier's is passed on. A carrier
/// that says 100 and nothing more is waited for as long as a phone may ring (tm's `fr_inv_timer`).
fn relay() -> String {
    format!(
        "\n# A carrier that cannot be reached at once is passed over.\n\
         route[TRUNKLINE_RELAY] {{\n    \
         t_on_failure(\"TRUNKLINE_NEXT\");\n    \
         t_set_fr(0, {SILENCE_MS});\n    \
         while (!t_relay()) {{\n        \
         if (!ds_next_domain()) {{\n            \
         send_reply(\"503\", \"No carrier\");\n            exit;\n        }}\n        \
         t_on_failure(\"TRUNKLINE_NEXT\");\n        \
         t_set_fr(0, {SILENCE_MS});\n    }}\n    exit;\n}}\n\n\
         # {} and no answer, also after a 100, go on to the next carrier; 486, 603 and a call\n\
         # that rings in vain never do.\n\
         failure_route[TRUNKLINE_NEXT] {{\n    \
         if (t_is_canceled() || (t_branch_timeout() && t_branch_replied() && @tm.uas.status =~ \"^1[1-9]\")) {{\n        \
         exit;\n    }}\n    \
         if (t_branch_timeout() || t_check_status(\"{}\")) {{\n        \
         while (ds_next_domain()) {{\n            \
         t_on_failure(\"TRUNKLINE_NEXT\");\n            \
         t_set_fr(0, {SILENCE_MS});\n            \
         if (t_relay()) {{\n                exit;\n            }}\n        }}\n    }}\n}}\n",
        reroute(", "),
        reroute("|")
    )
}

fn notes(route: &Route, emitted: &mut Emitted) {
    let name = route.name();
    if route.login.is_some() {
        emitted.note(format!(
            "Kamailio: {name} asks for a password, which the dispatcher cannot hold: answer its 401 and 407 with \
             uac_auth() of the module uac, or let it know this address instead (ip-acl)"
        ));
    }
    if route.secure {
        emitted.note(format!(
            "Kamailio: {name} takes calls with SRTP only, and Kamailio carries no media: the phones or the media server \
             behind it have to offer it"
        ));
    }
    if !route.senders.is_empty() {
        let senders: Vec<String> = route.senders.iter().map(ToString::to_string).collect();
        emitted.note(format!(
            "Kamailio: nothing here says who may call in; {name} calls from {}: let those in with the module permissions",
            senders.join(", ")
        ));
    }
}
