//! What a file asks for.

use std::path::Path;

use trunkline_engine::{
    Presence, SecretRef, WantedTrunk,
    trunkline::model::{NumberMode, RecordingMode, TerminationAuth},
};

use crate::support::{load, read};

fn example() -> Vec<WantedTrunk> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/trunkline.yaml");
    load(&path).unwrap().wanted.trunks
}

#[test]
fn the_example_says_what_is_wanted_on_each_account() {
    let trunks = example();
    let names: Vec<(&str, &str)> =
        trunks.iter().map(|trunk| (trunk.profile.as_str(), trunk.name.as_str())).collect();
    assert_eq!(
        names,
        [
            ("exotel", "contact_centre"),
            ("exotel", "old_campaign"),
            ("twilio", "field_agents"),
            ("twilio-eu", "contact_centre"),
        ]
    );
    let [exotel, old, agents, eu] = &trunks[..] else { panic!("{trunks:?}") };

    let addresses = |trunk: &WantedTrunk| {
        let entries = trunk.acl.as_ref().unwrap().iter();
        entries.map(|entry| entry.cidr.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(addresses(exotel), ["44.229.228.186/32", "44.229.228.187/32", "52.1.2.3/32"]);
    assert_eq!(addresses(eu), addresses(exotel));
    let numbers = exotel.numbers.as_ref().unwrap();
    assert_eq!(numbers[1].exotel.mode, Some(NumberMode::Flow));
    assert_eq!(exotel.caller_id, Some(Some("+918040264208".parse().unwrap())));
    assert_eq!(exotel.credentials, None, "what is not written is not ours");

    assert_eq!(eu.spec.twilio.friendly_name.as_deref(), Some("Contact centre"));
    assert_eq!(eu.spec.twilio.domain_name.as_deref(), Some("acme-contact-centre.pstn.twilio.com"));
    assert_eq!(eu.spec.twilio.recording_mode, Some(RecordingMode::FromAnswerDual));
    assert_eq!(eu.spec.exotel.trunk_name, None);
    assert_eq!(eu.caller_id, None);
    let second = &eu.origination.as_ref().unwrap()[1];
    assert_eq!((second.priority, second.weight), (10, 5));

    assert_eq!(agents.spec.auth, TerminationAuth::Digest);
    assert!(agents.adopt);
    assert_eq!(agents.renamed_from, Some("agents".parse().unwrap()));
    let credential = &agents.credentials.as_ref().unwrap()[0];
    assert_eq!(credential.carrier_username(), "agent_2");
    assert_eq!(credential.password, SecretRef::Env("AGENT_PASSWORD".to_owned()));

    assert_eq!(old.presence, Presence::Absent);
    assert_eq!((&old.acl, &old.origination), (&None, &None));
}

#[test]
fn what_stands_under_an_account_replaces_what_stands_for_the_trunk() {
    let file = read(
        "version: 1
trunks:
  t1:
    carriers:
      exotel: { acl: [], auth: digest, absent: false, adopt: false, name: other }
      twilio:
    auth: ip-acl
    adopt: true
    acl: [44.0.0.1]
    caller_id: none
",
    )
    .unwrap();
    let [exotel, twilio] = &file.wanted.trunks[..] else { panic!() };
    assert_eq!(exotel.acl, Some(Vec::new()));
    assert_eq!((exotel.spec.auth, exotel.adopt), (TerminationAuth::Digest, false));
    assert_eq!(exotel.spec.exotel.trunk_name, Some("other".parse().unwrap()));
    assert_eq!(twilio.acl.as_ref().unwrap().len(), 1);
    assert_eq!((twilio.spec.auth, twilio.adopt), (TerminationAuth::IpAcl, true));
    assert_eq!(twilio.caller_id, Some(None));
}

#[test]
fn json_is_read_like_yaml() {
    let file = read(
        r#"{"version": 1, "trunks": {"t1": {"carriers": ["twilio"], "auth": "ip-acl", "acl": ["44.0.0.1/32"]}}}"#,
    );
    assert_eq!(file.unwrap().wanted.trunks.len(), 1);
}

#[test]
fn a_range_is_a_range_where_the_carrier_takes_one_and_single_addresses_where_it_is_asked_for() {
    let yaml = "
version: 1
trunks:
  site:
    carriers: [exotel, twilio]
    auth: ip-acl
    acl: [{ cidr: 54.172.60.0/30, exotel_single_addresses: true }, 54.172.60.2, 52.1.2.3]
";
    let trunks = read(yaml).unwrap().wanted.trunks;
    let addresses = |trunk: &WantedTrunk| {
        let entries = trunk.acl.as_ref().unwrap().iter();
        entries.map(|entry| entry.cidr.to_string()).collect::<Vec<_>>()
    };
    let [exotel, twilio] = &trunks[..] else { panic!("{trunks:?}") };
    let single = ["54.172.60.0/32", "54.172.60.1/32", "54.172.60.2/32", "54.172.60.3/32", "52.1.2.3/32"];
    assert_eq!(addresses(exotel), single);
    assert_eq!(addresses(twilio), ["54.172.60.0/30", "54.172.60.2/32", "52.1.2.3/32"]);
}

/// Ten thousand trunks have as many parts.
#[test]
fn a_file_can_be_long() {
    let addresses: Vec<String> =
        (0..=250_000).map(|n| format!("44.{}.{}.{}", n >> 16, n >> 8 & 255, n & 255)).collect();
    let file = read(&format!("version: 1\nacls:\n  many: [{}]\n", addresses.join(", ")));
    assert_eq!(file.unwrap().wanted.trunks.len(), 0);
}

#[test]
fn many_trunks_can_share_what_stands_once() {
    let trunk = |n| {
        let targets = if n == 0 { "&targets [\"sip:sbc.example.com\"]" } else { "*targets" };
        format!("  t{n}: {{ carriers: [twilio], auth: ip-acl, acl: [44.0.0.1], origination: {targets} }}\n")
    };
    let trunks: String = (0..200).map(trunk).collect();
    let wanted = read(&format!("version: 1\ntrunks:\n{trunks}")).unwrap().wanted;
    let targets = wanted.trunks[0].origination.as_ref().unwrap();
    assert_eq!((wanted.trunks.len(), targets.len()), (200, 1));
    assert!(wanted.trunks.iter().all(|trunk| trunk.origination.as_ref() == Some(targets)));
}
