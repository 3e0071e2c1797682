//! What each platform is told.

use serde_json::{Value, json};
use trunkline_engine::emit::{Options, Platform};

use crate::world::{FILE, emitted, options, text, try_emit};

#[test]
fn livekit_gets_trunks_that_let_nobody_else_in() {
    let emitted = emitted(Platform::LiveKit);
    let read = |file| serde_json::from_str::<Value>(&text(&emitted, file)).unwrap();
    assert_eq!(
        read("livekit-outbound-contact_centre-twilio-eu.json"),
        json!({ "trunk": {
            "name": "contact_centre-twilio-eu",
            "address": "centre.pstn.twilio.com",
            "transport": "SIP_TRANSPORT_TLS",
            "numbers": ["+14155550100", "+14155550101"],
            "auth_username": "agent_2",
            "auth_password": "${AGENT_PASSWORD}",
            "media_encryption": "SIP_MEDIA_ENCRYPT_REQUIRE",
        }})
    );
    assert_eq!(
        read("livekit-outbound-contact_centre-exotel.json")["trunk"]["address"],
        "in.voip.exotel.com:443"
    );
    assert_eq!(
        read("livekit-inbound-alerts-twilio-eu.json"),
        json!({ "trunk": {
            "name": "alerts-twilio-eu",
            "numbers": ["+14155550102"],
            "allowed_addresses": ["54.172.60.0/30", "54.244.51.0/30"],
        }})
    );
    // Nobody said from where Exotel calls: an empty list would let everybody in.
    let files: Vec<&str> = emitted.fragments.iter().map(|fragment| fragment.file.as_str()).collect();
    assert!(!files.contains(&"livekit-inbound-contact_centre-exotel.json"), "{files:?}");
    let note = "no inbound trunk for contact_centre-exotel, as it would take calls from everybody";
    assert!(emitted.notes.iter().any(|line| line.contains(note)), "{:#?}", emitted.notes);
}

#[test]
fn livekit_never_gets_an_empty_list() {
    let bare = Options { edges: options().edges, ..Options::default() };
    for options in [options(), bare] {
        for fragment in try_emit(FILE, Platform::LiveKit, &options).unwrap().fragments {
            let trunk = &serde_json::from_str::<Value>(&fragment.text).unwrap()["trunk"];
            for list in ["numbers", "allowed_addresses"] {
                assert_ne!(trunk[list], json!([]), "{fragment:?}");
            }
            assert_eq!(fragment.file.contains("inbound"), trunk.get("allowed_addresses").is_some());
        }
    }
    let without_numbers = FILE.replace("    numbers: ['+14155550102']\n", "");
    let emitted = try_emit(&without_numbers, Platform::LiveKit, &options()).unwrap();
    for direction in ["outbound", "inbound"] {
        let file = format!("livekit-{direction}-alerts-twilio-eu.json");
        assert!(emitted.fragments.iter().all(|fragment| fragment.file != file), "{file}");
        let told = |note: &String| {
            note.contains(&format!("no {direction} trunk for alerts-twilio-eu"))
                && note.ends_with("write the trunk's numbers into the file")
        };
        assert!(emitted.notes.iter().any(told), "{:#?}", emitted.notes);
    }
}

#[test]
fn jambonz_gets_carriers_and_gateways_for_each_direction() {
    let emitted = emitted(Platform::Jambonz);
    let read = |file| serde_json::from_str::<Value>(&text(&emitted, file)).unwrap();
    let centre = read("jambonz-contact_centre-twilio-eu.json");
    assert_eq!(centre["carrier"]["register_password"], "${AGENT_PASSWORD}");
    assert_eq!(centre["carrier"]["requires_register"], false);
    assert_eq!(
        centre["gateways"],
        json!([
            { "ipv4": "centre.pstn.twilio.com", "netmask": 32, "port": 5061, "protocol": "tls/srtp",
              "inbound": false, "outbound": true, "send_options_ping": true, "is_active": true },
            { "ipv4": "54.172.60.0", "netmask": 30, "inbound": true, "outbound": false, "is_active": true },
            { "ipv4": "54.244.51.0", "netmask": 30, "inbound": true, "outbound": false, "is_active": true },
        ])
    );
    let alerts = read("jambonz-alerts-twilio-eu.json");
    assert!(alerts["carrier"].get("register_password").is_none(), "it is known by its address");
    assert!(emitted.notes.iter().any(|note| note.contains("cannot be told to stop at 486 and 603")));
}

#[test]
fn asterisk_gets_objects_and_a_context_that_goes_on() {
    let emitted = emitted(Platform::Asterisk);
    insta::assert_snapshot!("asterisk_pjsip", text(&emitted, "asterisk-pjsip.conf"));
    insta::assert_snapshot!("asterisk_extensions", text(&emitted, "asterisk-extensions.conf"));
}

#[test]
fn kamailio_gets_a_list_and_routes() {
    let emitted = emitted(Platform::Kamailio);
    insta::assert_snapshot!("kamailio_list", text(&emitted, "kamailio-dispatcher.list"));
    insta::assert_snapshot!("kamailio_routes", text(&emitted, "kamailio-trunkline.cfg"));
}

#[test]
fn the_answer_decides_and_not_the_cause_in_a_reason_header() {
    let dialplan = text(&emitted(Platform::FreeSwitch), "freeswitch-dialplan.xml");
    let bridges = dialplan.lines().filter(|line| line.contains("sofia/gateway/"));
    assert!(bridges.clone().all(|line| line.contains("[ignore_q850_reason=true")), "{dialplan}");
    assert_eq!(bridges.count(), 3);
    let dialplan = text(&emitted(Platform::Asterisk), "asterisk-extensions.conf");
    let lines: Vec<&str> = dialplan.lines().collect();
    for (index, _) in lines.iter().enumerate().filter(|(_, line)| line.contains("Dial(")) {
        assert!(
            lines[index - 1].contains("HangupCauseClear()"),
            "that of the carrier before is gone: {dialplan}"
        );
    }
    for next in lines.iter().filter(|line| line.contains("GotoIf(")) {
        assert!(next.contains("${REGEX(\"^(408|500|502|503|504)$\" ${SIP})}"), "{next}");
    }
}

#[test]
fn what_a_platform_cannot_be_told_is_a_note() {
    for (platform, note) in [
        (
            Platform::Kamailio,
            "contact_centre-twilio-eu calls from 54.172.60.0/30, 54.244.51.0/30: let those in",
        ),
        (Platform::Kamailio, "contact_centre-twilio-eu takes calls with SRTP only"),
        (Platform::FreeSwitch, "the access list contact_centre-twilio-eu keeps nobody out by itself"),
        (Platform::FreeSwitch, "apply-inbound-acl"),
        (Platform::FreeSwitch, "calls from contact_centre-exotel are taken as the profile says"),
    ] {
        let notes = emitted(platform).notes;
        assert!(notes.iter().any(|line| line.contains(note)), "{platform}: {note:?} in {notes:#?}");
    }
}

#[test]
fn freeswitch_gets_gateways_contexts_and_access_lists() {
    let emitted = emitted(Platform::FreeSwitch);
    insta::assert_snapshot!("freeswitch_gateways", text(&emitted, "freeswitch-gateways.xml"));
    insta::assert_snapshot!("freeswitch_dialplan", text(&emitted, "freeswitch-dialplan.xml"));
    insta::assert_snapshot!("freeswitch_acl", text(&emitted, "freeswitch-acl.xml"));
}

#[test]
fn carriers_are_tried_in_the_order_given() {
    let mut turned = options();
    turned.carriers.reverse();
    assert_eq!(order(FILE, &options()), ["contact_centre-exotel", "contact_centre-twilio-eu"]);
    assert_eq!(order(FILE, &turned), ["contact_centre-twilio-eu", "contact_centre-exotel"]);
}

#[test]
fn a_standby_is_tried_after_the_account_it_stands_in_for() {
    let with_standby = FILE.replace(
        "carriers: { exotel: {}, twilio-eu: { domain: centre.pstn.twilio.com, secure: true } }",
        "carriers: { twilio-eu: { domain: centre.pstn.twilio.com, secure: true } }\n    standby: exotel",
    );
    let unordered = Options { carriers: Vec::new(), ..options() };
    assert_eq!(order(FILE, &unordered), ["contact_centre-exotel", "contact_centre-twilio-eu"], "by name");
    assert_eq!(order(&with_standby, &unordered), ["contact_centre-twilio-eu", "contact_centre-exotel"]);
    assert_eq!(
        order(&with_standby, &options()),
        ["contact_centre-exotel", "contact_centre-twilio-eu"],
        "as asked"
    );
}

/// The routes of the trunk on both carriers, in the order in which calls try them.
fn order(file: &str, options: &Options) -> Vec<String> {
    let list = text(&try_emit(file, Platform::Kamailio, options).unwrap(), "kamailio-dispatcher.list");
    let centre = list.lines().filter(|line| line.contains("contact_centre-"));
    centre.map(|line| line.rsplit_once("duid=").unwrap().1.to_owned()).collect()
}

#[test]
fn a_password_in_a_file_is_a_variable_that_someone_has_to_set() {
    let text_of_file = FILE.replace("{ env: AGENT_PASSWORD }", "{ file: agent.secret }");
    for platform in Platform::ALL {
        let emitted = try_emit(&text_of_file, platform, &options()).unwrap();
        let told = |note: &String| {
            note.starts_with("CONTACT_CENTRE_TWILIO_EU_PASSWORD") && note.ends_with("agent.secret")
        };
        assert!(emitted.notes.iter().any(told), "{platform}: {:#?}", emitted.notes);
    }
}
