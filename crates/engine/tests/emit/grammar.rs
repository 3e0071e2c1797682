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
            assert!(["NoOp", "Dial", "GotoIf", "Hangup"].contains(&name), "{application}");
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

/// Parameters of a gateway (developer.signalwire.com/freeswitch, Sofia Gateway Authentication Params).
const GATEWAY: [&str; 11] = [
    "realm",
    "proxy",
    "register",
    "register-transport",
    "username",
    "password",
    "from-domain",
    "caller-id-in-from",
    "ping",
    "ping-max",
    "ping-min",
];

#[test]
fn freeswitch_gets_xml_with_parameters_it_knows_and_gateways_that_are_there() {
    let emitted = emitted(Platform::FreeSwitch);
    let gateways = text(&emitted, "freeswitch-gateways.xml");
    let gateways = roxmltree::Document::parse(&gateways).unwrap();
    let mut names = BTreeSet::new();
    for gateway in gateways.root_element().children().filter(roxmltree::Node::is_element) {
        assert_eq!(gateway.tag_name().name(), "gateway");
        assert!(names.insert(gateway.attribute("name").unwrap().to_owned()));
        let params: Vec<_> = gateway.children().filter(roxmltree::Node::is_element).collect();
        for param in &params {
            assert_eq!(param.tag_name().name(), "param");
            assert!(GATEWAY.contains(&param.attribute("name").unwrap()), "{param:?}");
            assert!(!param.attribute("value").unwrap().is_empty());
        }
        let register = params.iter().find(|param| param.attribute("name") == Some("register")).unwrap();
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
