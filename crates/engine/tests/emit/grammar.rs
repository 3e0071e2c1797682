//! The grammars of platforms whose own parsers are not at hand.

use std::collections::{BTreeMap, BTreeSet};

use trunkline_engine::emit::Platform;

use crate::world::{FILE, emitted, options, text, try_emit};

/// Options of the objects of `pjsip.conf` (docs.asterisk.org, `res_pjsip` and `res_pjsip_endpoint_identifier_ip`).
const PJSIP: [(&str, &[&str]); 4] = [
    (
        "endpoint",
        &[
            "identify_by",
            "context",
            "disallow",
            "allow",
            "dtmf_mode",
            "direct_media",
            "aors",
            "from_domain",
            "media_encryption",
            "outbound_auth",
        ],
    ),
    ("aor", &["contact", "qualify_frequency"]),
    ("auth", &["auth_type", "username", "password"]),
    ("identify", &["endpoint", "match"]),
];

/// Sections of a configuration file of Asterisk: names, and options with their values, where `\;` is a `;` and `;`
/// begins a comment.
fn sections(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut sections: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for line in text.lines() {
        let line = line.replace("\\;", "\u{1}");
        let line = line.split(';').next().unwrap().trim().replace('\u{1}', ";");
        if line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            sections.push((name.strip_suffix(']').unwrap().to_owned(), Vec::new()));
            continue;
        }
        let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("no option: {line:?}"));
        let value = value.trim_start_matches('>').trim().to_owned();
        sections.last_mut().unwrap().1.push((name.trim().to_owned(), value));
    }
    sections
}

#[test]
fn pjsip_objects_have_only_options_of_their_type_and_name_each_other() {
    let known: BTreeMap<&str, &[&str]> = PJSIP.into_iter().collect();
    let sections = sections(&text(&emitted(Platform::Asterisk), "asterisk-pjsip.conf"));
    let mut objects = BTreeSet::new();
    for (name, options) in &sections {
        let (first, kind) = &options[0];
        assert_eq!(first, "type", "{name}");
        assert!(objects.insert((kind.as_str(), name.as_str())), "{kind} {name} twice");
        for (option, value) in &options[1..] {
            assert!(known[kind.as_str()].contains(&option.as_str()), "{kind} has no {option}");
            assert!(!value.is_empty());
        }
    }
    for (name, options) in &sections {
        for (option, value) in options {
            let kind = match option.as_str() {
                "aors" => "aor",
                "outbound_auth" => "auth",
                "endpoint" => "endpoint",
                "contact" => {
                    let uri: trunkline_engine::trunkline::model::SipUri = value.parse().unwrap();
                    assert!(uri.transport().is_some(), "{value}");
                    continue;
                }
                _ => continue,
            };
            assert!(objects.contains(&(kind, value.as_str())), "{name} names {kind} {value}");
        }
    }
}

#[test]
fn a_name_in_from_makes_nobody_a_carrier() {
    let sections = sections(&text(&emitted(Platform::Asterisk), "asterisk-pjsip.conf"));
    let mut endpoints = 0;
    for (name, options) in sections.iter().filter(|(_, options)| options[0].1 == "endpoint") {
        assert!(options.contains(&("identify_by".into(), "ip".into())), "{name}: {options:?}");
        endpoints += 1;
    }
    assert_eq!(endpoints, 3);
}

#[test]
fn a_number_that_is_dialled_names_no_second_destination() {
    let dialplan = text(&emitted(Platform::Asterisk), "asterisk-extensions.conf");
    let dials: Vec<&str> = dialplan.lines().filter(|line| line.contains("Dial(")).collect();
    assert_eq!(dials.len(), 6);
    for dial in dials {
        assert!(dial.contains("Dial(PJSIP/${FILTER(+0-9,${EXTEN})}@"), "{dial}");
    }
}

#[test]
fn the_dialplan_has_priorities_applications_and_labels_that_are_there() {
    let endpoints = sections(&text(&emitted(Platform::Asterisk), "asterisk-pjsip.conf"));
    for (context, lines) in sections(&text(&emitted(Platform::Asterisk), "asterisk-extensions.conf")) {
        assert!(context.starts_with("trunkline-"));
        let mut labels = BTreeSet::new();
        for (index, (key, value)) in lines.iter().enumerate() {
            let mut parts = value.splitn(3, ',');
            let application = match key.as_str() {
                "exten" => {
                    labels.clear();
                    assert!(parts.next().unwrap().starts_with('_'));
                    assert_eq!(parts.next(), Some("1"));
                    parts.next().unwrap()
                }
                "same" => {
                    assert!(index > 0);
                    let priority = parts.next().unwrap();
                    if let Some(label) = priority.strip_prefix("n(") {
                        labels.insert(label.strip_suffix(')').unwrap().to_owned());
                    } else {
                        assert_eq!(priority, "n");
                    }
                    value.split_once(',').unwrap().1
                }
                other => panic!("{other}"),
            };
            let (name, arguments) = application.split_once('(').unwrap();
            assert!(
                ["NoOp", "HangupCauseClear", "Dial", "Set", "GotoIf", "Hangup"].contains(&name),
                "{application}"
            );
            assert!(arguments.ends_with(')'), "{application}");
            let count = |c| application.matches(c).count();
            assert_eq!(
                (count('('), count('['), count('{')),
                (count(')'), count(']'), count('}')),
                "{application}"
            );
            if name == "Dial" {
                let endpoint = arguments.split_once('@').unwrap().1.split(',').next().unwrap();
                assert!(endpoints.iter().any(|(name, _)| name == endpoint), "{endpoint}");
            }
        }
        assert!(labels.contains("end"));
    }
}

/// Every parameter of a gateway that FreeSWITCH reads (`parse_gateways` of `mod_sofia`): it passes over others in silence.
const GATEWAY: [&str; 32] = [
    "register",
    "scheme",
    "realm",
    "username",
    "extension-in-contact",
    "auth-username",
    "password",
    "caller-id-in-from",
    "extension",
    "contact-in-ping",
    "ping",
    "ping-max",
    "ping-min",
    "ping-user-agent",
    "ping-monitoring",
    "proxy",
    "context",
    "expire-seconds",
    "908-retry-seconds",
    "retry-seconds",
    "timeout-seconds",
    "from-user",
    "from-domain",
    "contact-host",
    "register-proxy",
    "outbound-proxy",
    "distinct-to",
    "destination-prefix",
    "rfc-5626",
    "reg-id",
    "register-transport",
    "contact-params",
];

/// Why FreeSWITCH would pass over a gateway, take a value for another, or not use what it says (`parse_gateways` of
/// `mod_sofia`).
fn gateway(gateway: roxmltree::Node<'_, '_>) -> Result<String, String> {
    if gateway.tag_name().name() != "gateway" {
        return Err(format!("<{}> is no gateway", gateway.tag_name().name()));
    }
    let name = gateway.attribute("name").unwrap_or_default();
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    if name.is_empty() || !name.chars().all(word) {
        return Err(format!("invalid name {name:?}"));
    }
    let mut params = BTreeMap::new();
    for param in gateway.children().filter(roxmltree::Node::is_element) {
        let (Some(key), Some(value)) = (param.attribute("name"), param.attribute("value")) else {
            return Err(format!("{name}: a parameter without a name or a value"));
        };
        if param.tag_name().name() != "param" || !GATEWAY.contains(&key) {
            return Err(format!("{name}: {key} is not read"));
        }
        if value.trim().is_empty() || params.insert(key, value).is_some() {
            return Err(format!("{name}: {key} is empty, or there twice"));
        }
    }
    let is_true = |value: &str| {
        ["yes", "on", "true", "t", "enabled", "active", "allow"].contains(&value)
            || value.parse::<i64>().is_ok_and(|n| n != 0)
    };
    // It registers unless it is told not to, and needs a login then.
    let registers = params.get("register").copied().is_none_or(is_true);
    let has_login = params.contains_key("username") && params.contains_key("password");
    if registers && !has_login {
        return Err(format!("{name}: username and password are required"));
    }
    if params.contains_key("username") != params.contains_key("password") {
        return Err(format!("{name}: half a login"));
    }
    let transport = params.get("register-transport").copied().unwrap_or("udp");
    if !["udp", "tcp", "tls", "sctp", "ws", "wss"].contains(&transport) {
        return Err(format!("{name}: unsupported transport {transport}"));
    }
    let Some(proxy) = params.get("proxy") else { return Err(format!("{name}: no proxy")) };
    if !proxy.ends_with(&format!(";transport={transport}")) {
        return Err(format!("{name}: calls go over another transport than {transport}: {proxy}"));
    }
    for number in ["ping", "ping-max", "ping-min", "expire-seconds", "timeout-seconds"] {
        if params.get(number).is_some_and(|value| value.parse::<u32>().is_err()) {
            return Err(format!("{name}: {number} is no number"));
        }
    }
    if params.get("retry-seconds").is_some_and(|value| value.parse::<u32>().is_ok_and(|seconds| seconds < 5))
    {
        return Err(format!("{name}: retry-seconds becomes 30"));
    }
    Ok(name.to_owned())
}

#[test]
fn the_grammar_of_gateways_is_as_strict_as_the_parser() {
    let good = "<gateway name=\"a\"><param name=\"proxy\" value=\"h;transport=tls\"/><param name=\"register\" \
                value=\"false\"/><param name=\"register-transport\" value=\"tls\"/></gateway>";
    let judged = |text: &str| gateway(roxmltree::Document::parse(text).unwrap().root_element());
    assert_eq!(judged(good).as_deref(), Ok("a"));
    for (from, to, says) in [
        ("gateway name=\"a\"", "gateway name=\"a b\"", "invalid name"),
        (" name=\"a\"", "", "invalid name"),
        ("value=\"false\"", "value=\"true\"", "username and password are required"),
        ("\"register\"", "\"register-proxy\"", "username and password are required"),
        ("\"proxy\"", "\"prxy\"", "prxy is not read"),
        (
            "\"register-transport\" value=\"tls\"",
            "\"register-transport\" value=\"quic\"",
            "unsupported transport",
        ),
        (";transport=tls", ";transport=udp", "another transport"),
        ("\"register\" value=\"false\"", "\"proxy\" value=\"x\"", "there twice"),
    ] {
        let text = good.replace(from, to);
        let wrong = judged(&text).unwrap_err();
        assert!(wrong.contains(says), "{says:?} in {wrong:?} of {text}");
    }
}

#[test]
fn freeswitch_gets_xml_with_parameters_it_knows_and_gateways_that_are_there() {
    let emitted = emitted(Platform::FreeSwitch);
    let gateways = text(&emitted, "freeswitch-gateways.xml");
    let gateways = roxmltree::Document::parse(&gateways).unwrap();
    assert_eq!(gateways.root_element().tag_name().name(), "include");
    let mut names = BTreeSet::new();
    for one in gateways.root_element().children().filter(roxmltree::Node::is_element) {
        let name = gateway(one).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(names.insert(name), "a second gateway of a name is passed over");
        let register = one.children().find(|param| param.attribute("name") == Some("register")).unwrap();
        assert_eq!(register.attribute("value"), Some("false"));
    }
    let dialplan = text(&emitted, "freeswitch-dialplan.xml");
    let dialplan = roxmltree::Document::parse(&dialplan).unwrap();
    let bridges: Vec<&str> = dialplan
        .descendants()
        .filter(|node| node.attribute("application") == Some("bridge"))
        .map(|node| node.attribute("data").unwrap())
        .collect();
    assert_eq!(bridges.len(), 3);
    for bridge in bridges {
        let name = bridge.split("sofia/gateway/").nth(1).unwrap().strip_suffix("/$1").unwrap();
        assert!(names.contains(name), "{name}");
    }
    roxmltree::Document::parse(&text(&emitted, "freeswitch-acl.xml")).unwrap();
}

#[test]
fn freeswitch_keeps_the_calls_of_each_trunk_apart() {
    let emitted = emitted(Platform::FreeSwitch);
    let dialplan = text(&emitted, "freeswitch-dialplan.xml");
    let dialplan = roxmltree::Document::parse(&dialplan).unwrap();
    let mut contexts = BTreeMap::new();
    for context in dialplan.root_element().children().filter(roxmltree::Node::is_element) {
        assert_eq!(
            context.tag_name().name(),
            "context",
            "an extension by itself is in the context that includes it"
        );
        let name = context.attribute("name").unwrap();
        let bridges = context.descendants().filter(|node| node.attribute("application") == Some("bridge"));
        contexts.insert(name, bridges.count());
        let note = |note: &String| note.contains(name) && note.contains("never include it in public");
        assert!(emitted.notes.iter().any(note), "{:#?}", emitted.notes);
    }
    assert_eq!(contexts, BTreeMap::from([("trunkline-alerts", 1), ("trunkline-contact_centre", 2)]));
}

#[test]
fn what_a_user_name_holds_cannot_break_out_of_its_place() {
    let nasty = FILE.replace("exotel: {}, ", "").replace("username: agent", "username: 'a\"<&;x'");
    let mut options = options();
    options.carriers = vec!["twilio-eu".into()];
    options.edges.clear();
    let asterisk = try_emit(&nasty, Platform::Asterisk, &options).unwrap();
    let auth = sections(&text(&asterisk, "asterisk-pjsip.conf"));
    let (_, auth) = auth.iter().find(|(name, _)| name.ends_with("-auth")).unwrap();
    assert!(auth.contains(&("username".into(), "a\"<&;x_2".into())), "{auth:?}");
    let freeswitch =
        text(&try_emit(&nasty, Platform::FreeSwitch, &options).unwrap(), "freeswitch-gateways.xml");
    let document = roxmltree::Document::parse(&freeswitch).unwrap();
    assert!(document.descendants().any(|node| node.attribute("value") == Some("a\"<&;x_2")));
}
