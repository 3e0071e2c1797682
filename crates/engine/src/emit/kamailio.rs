//! Kamailio: a list for the module `dispatcher` and routes that use it (kamailio.org, module documentation 5.6).

use std::fmt::Write as _;

use super::{Emitted, Groups, Route, reroute};

/// Flags of a destination: 8 is probed with OPTIONS; 16 is not looked up at the start, so that a name that has SRV
/// records only, or that cannot be looked up yet, does not keep Kamailio from starting.
const PROBED: u8 = 8;
const LOOKED_UP_LATER: u8 = 16;

/// Answers to OPTIONS that say that a carrier is there: all but 408, 502, 503 and 504. 408 is also Kamailio's own word
/// for no answer at all, so that the class cannot be named.
const ALIVE: &str = "class=2;class=3;code=401;code=403;code=404;code=405;code=407;code=480;code=481;code=483;\
                     code=484;code=486;code=488;code=500;code=501;code=603";

pub(super) fn emit(groups: &Groups<'_>, emitted: &mut Emitted) {
    let mut list =
        "# setid(int) destination(sip uri) flags(int,opt) priority(int,opt) attrs(str,opt)\n".to_owned();
    let mut script = format!(
        "# Include it after the modules tm, sl, pv, textops and dispatcher are loaded.\n\
         modparam(\"dispatcher\", \"flags\", 2)\n\
         modparam(\"dispatcher\", \"ds_ping_interval\", 10)\n\
         modparam(\"dispatcher\", \"ds_probing_threshold\", 3)\n\
         modparam(\"dispatcher\", \"ds_inactive_threshold\", 2)\n\
         modparam(\"dispatcher\", \"ds_ping_reply_codes\", \"{ALIVE}\")\n"
    );
    for (set, (trunk, routes)) in (1..).zip(groups) {
        let _ = writeln!(list, "# {trunk}");
        for (index, route) in routes.iter().enumerate() {
            // The larger comes first, unlike in SRV records.
            let priority = 10 * (routes.len() - index);
            let _ =
                writeln!(list, "{set} {} {} {priority} duid={}", route.target, flags(route), route.name());
            if route.login.is_some() {
                emitted.note(format!(
                    "Kamailio: {} asks for a password, which the dispatcher cannot hold: answer its 401 and 407 with \
                     uac_auth() of the module uac, or let it know this address instead (ip-acl)",
                    route.name()
                ));
            }
        }
        let _ = write!(
            script,
            "\n# Calls through {trunk}.\nroute[TRUNKLINE_{}] {{\n    if (!ds_select_domain(\"{set}\", \"8\")) {{\n        \
             send_reply(\"503\", \"No carrier\");\n        exit;\n    }}\n    t_on_failure(\"TRUNKLINE_NEXT\");\n    \
             if (!t_relay()) {{\n        sl_reply_error();\n    }}\n    exit;\n}}\n",
            trunk.as_str().to_ascii_uppercase()
        );
    }
    let _ = write!(
        script,
        "\n# {} and no answer go on to the next carrier; 486 and 603 never do.\n\
         failure_route[TRUNKLINE_NEXT] {{\n    if (t_is_canceled()) {{\n        exit;\n    }}\n    \
         if (t_branch_timeout() || t_check_status(\"{}\")) {{\n        if (ds_next_domain()) {{\n            \
         t_on_failure(\"TRUNKLINE_NEXT\");\n            t_relay();\n            exit;\n        }}\n    }}\n}}\n",
        reroute(", "),
        reroute("|")
    );
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

fn flags(route: &Route) -> u8 {
    if route.target.ip().is_some() { PROBED } else { PROBED | LOOKED_UP_LATER }
}
