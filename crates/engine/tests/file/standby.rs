//! A trunk that is kept ready on another account.

use trunkline::model::TerminationAuth;
use trunkline_engine::{Noun, WantedTrunk};

use crate::support::read;

const FILE: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: { exotel: { numbers: [\"+918040264208\"], caller_id: \"+918040264208\", nso_code: \"ANY-ANY\" } }
    standby: { twilio: { numbers: [\"+14155550100\"], secure: true } }
    auth: ip-acl
    acl: [44.229.228.186]
    origination: [\"sip:sbc.example.com:5061;transport=tls\"]
";

fn on<'a>(trunks: &'a [WantedTrunk], profile: &str) -> &'a WantedTrunk {
    trunks.iter().find(|trunk| trunk.profile == profile).unwrap()
}

#[test]
fn it_is_a_trunk_like_the_one_it_takes_over_for() {
    let file = read(FILE).unwrap();
    let (home, standby) = (on(&file.wanted.trunks, "exotel"), on(&file.wanted.trunks, "twilio"));
    assert_eq!(standby.acl, home.acl);
    assert_eq!(standby.origination, home.origination);
    assert_eq!(standby.spec.auth, home.spec.auth);
    assert_eq!(standby.spec.twilio.secure, Some(true));
    assert_eq!(standby.spec.exotel.nso_code, None);
}

#[test]
fn its_numbers_are_bound_by_a_failover_only() {
    let file = read(FILE).unwrap();
    assert!(!on(&file.wanted.trunks, "twilio").nouns().contains(&Noun::Numbers));
    let [standby] = &file.standbys[..] else { panic!("{:?}", file.standbys) };
    assert_eq!((standby.of.as_str(), standby.on.as_str()), ("exotel", "twilio"));
    let numbers: Vec<&str> = standby.numbers.iter().flatten().map(|spec| spec.number.as_str()).collect();
    assert_eq!(numbers, ["+14155550100"]);
}

#[test]
fn what_its_carrier_cannot_follow_is_left_out() {
    let file = read(FILE).unwrap();
    assert_eq!(on(&file.wanted.trunks, "twilio").caller_id, None, "Twilio has no caller id of a trunk");
    // Exotel has no switch for a target, and stands by single addresses only.
    let other = "\
version: 1
trunks:
  contact_centre:
    carriers: [twilio]
    standby: exotel
    auth: ip-acl
    acl: [44.229.228.184/30]
    origination:
      - \"sip:sbc.example.com:5061;transport=tls\"
      - { uri: \"sip:old.example.com:5061;transport=tls\", enabled: false }
";
    let file = read(other).unwrap();
    let standby = on(&file.wanted.trunks, "exotel");
    assert_eq!(standby.origination.as_ref().unwrap().len(), 1);
    let acl: Vec<String> = standby.acl.iter().flatten().map(|entry| entry.cidr.to_string()).collect();
    assert!(acl.iter().all(|cidr| cidr.ends_with("/32")), "{acl:?}");
    assert_eq!(acl.len(), 4);
}

#[test]
fn what_is_written_for_it_stands() {
    let file = read(&FILE.replace("secure: true", "acl: [44.238.177.138]")).unwrap();
    let acl = on(&file.wanted.trunks, "twilio").acl.as_ref().unwrap();
    assert_eq!(acl[0].cidr.to_string(), "44.238.177.138/32");
    assert_eq!(acl.len(), 1);
}

#[test]
fn it_authenticates_calls_as_at_home_also_where_that_is_written_for_the_home_alone() {
    let file =
        read(&FILE.replace("    auth: ip-acl\n", "").replace("exotel: { ", "exotel: { auth: ip-acl, "));
    let file = file.unwrap();
    assert_eq!(on(&file.wanted.trunks, "twilio").spec.auth, TerminationAuth::IpAcl);
    let mistakes = read(&FILE.replace("    auth: ip-acl\n", "")).unwrap_err().to_string();
    assert_eq!(mistakes.matches("is missing: ip-acl, digest or both").count(), 1, "{mistakes}");
}

#[test]
fn what_it_does_without_is_told_unless_something_is_written_for_it() {
    let wide = "\
version: 1
trunks:
  contact_centre:
    carriers: [twilio]
    standby: { exotel: {} }
    auth: ip-acl
    acl: [44.229.228.186, 54.172.0.0/16]
    origination: [\"sip:sbc.example.com:5061;transport=tls\"]
";
    let file = read(wide).unwrap();
    let [shortfall] = &on(&file.wanted.trunks, "exotel").shortfalls[..] else { panic!("it is told") };
    assert_eq!((shortfall.noun, shortfall.key.as_str()), (Some(Noun::Acl), "54.172.0.0/16"));
    assert!(on(&file.wanted.trunks, "twilio").shortfalls.is_empty());
    let [warning] = &file.warnings[..] else { panic!("{:?}", file.warnings) };
    let said = warning.to_string();
    assert!(said.contains("5:16: ") && said.contains("acl 54.172.0.0/16 is left out"), "{said}");
    let file = read(&wide.replace("exotel: {}", "exotel: { acl: [54.172.60.1] }")).unwrap();
    assert!(on(&file.wanted.trunks, "exotel").shortfalls.is_empty());
}

/// At home on Twilio, where both means both; what it means on Exotel is unclear.
const BOTH_WAYS: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: [twilio]
    standby: exotel
    auth: both
    acl: [44.229.228.186]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
    origination: [\"sip:sbc.example.com:5061;transport=tls\"]
";

fn addresses(trunk: &WantedTrunk) -> Vec<String> {
    trunk.acl.as_ref().unwrap().iter().map(|entry| entry.cidr.to_string()).collect()
}

#[test]
fn how_it_authenticates_calls_is_what_it_was_built_for() {
    let file = read(BOTH_WAYS).unwrap();
    let standby = on(&file.wanted.trunks, "exotel");
    assert_eq!(standby.spec.auth, TerminationAuth::Digest);
    assert_eq!(addresses(standby), [""; 0]);
    assert_eq!(standby.credentials.as_ref().unwrap()[0].username, "agent");
    let [shortfall] = &standby.shortfalls[..] else { panic!("{:?}", standby.shortfalls) };
    assert_eq!((shortfall.noun, shortfall.key.as_str()), (Some(Noun::Acl), "44.229.228.186/32"));
    assert!(!shortfall.stops_calls(standby.spec.auth), "calls are told by digest");
}

#[test]
fn the_rest_follows_how_it_is_said_to_authenticate_calls() {
    for (over, auth) in
        [("auth: ip-acl, credentials: []", TerminationAuth::IpAcl), ("auth: both", TerminationAuth::Both)]
    {
        let written = format!("standby: {{ exotel: {{ {over} }} }}");
        let file = read(&BOTH_WAYS.replace("standby: exotel", &written)).unwrap();
        let standby = on(&file.wanted.trunks, "exotel");
        assert_eq!(standby.spec.auth, auth);
        assert_eq!(addresses(standby), ["44.229.228.186/32"], "{over}");
        assert_eq!(standby.shortfalls, [], "{over}");
    }
    let file = read(&BOTH_WAYS.replace("standby: exotel", "standby: { exotel: { auth: digest } }")).unwrap();
    assert_eq!(addresses(on(&file.wanted.trunks, "exotel")), [""; 0]);
}

#[test]
fn addresses_of_its_own_need_a_way_of_its_own_where_both_is_unclear() {
    let written = |more: &str| {
        let acl = format!("standby: {{ exotel: {{ {more}acl: [44.238.177.138] }} }}");
        read(&BOTH_WAYS.replace("standby: exotel", &acl))
    };
    let mistakes = written("").unwrap_err();
    let [mistake] = mistakes.mistakes() else { panic!("{mistakes}") };
    let said = mistake.to_string();
    for part in ["digest alone on exotel", "write auth: both beside it"] {
        assert!(said.contains(part), "{said}");
    }
    let file = written("auth: both, ").unwrap();
    assert_eq!(addresses(on(&file.wanted.trunks, "exotel")), ["44.238.177.138/32"]);
}

#[test]
fn what_a_trunk_has_to_itself_at_home_is_told_as_left_out() {
    let own = "{ twilio: { secure: true, cnam_lookup: true, transfer_mode: enable-all, \
               recording: { mode: record-from-answer }, disaster_recovery: { url: \"https://example.com/dr\" } } }";
    let file = read(
        &BOTH_WAYS
            .replace("[twilio]", own)
            .replace("auth: both", "auth: digest")
            .replace("    acl: [44.229.228.186]\n", ""),
    );
    let file = file.unwrap();
    let standby = on(&file.wanted.trunks, "exotel");
    let keys: Vec<&str> = standby.shortfalls.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "secure trunking",
            "CNAM lookup",
            "transfer mode enable-all",
            "recording record-from-answer",
            "disaster recovery URL https://example.com/dr"
        ]
    );
    assert!(standby.shortfalls.iter().all(|one| one.noun.is_none() && !one.stops_calls(standby.spec.auth)));
    let own = |text: &str| {
        let file = read(text).unwrap();
        let all = &on(&file.wanted.trunks, "twilio").shortfalls;
        all.iter().filter(|one| one.noun.is_none()).map(|one| one.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(own(FILE), [""; 0], "any operator is what Twilio does too");
    assert_eq!(own(&FILE.replace("ANY-ANY", "AIRTEL-ANY")), ["operators AIRTEL-ANY"]);
}

#[test]
fn a_number_is_bound_to_one_trunk_also_by_a_failover() {
    let trunk = FILE.split_once("trunks:\n").unwrap().1.replace("contact_centre", "sales");
    let two = format!("{FILE}{}", trunk.replace("+918040264208", "+918040264209"));
    let mistakes = read(&two).unwrap_err().to_string();
    assert!(mistakes.contains("is on trunk contact_centre of twilio too (line 5)"), "{mistakes}");
    read(&two.replacen("+14155550100", "+14155550101", 1)).unwrap();
}

#[test]
fn it_authenticates_calls_as_its_own_account_does_at_home() {
    let other = "carriers: { twilio: { auth: digest, acl: [] } }";
    let text = BOTH_WAYS.replace("carriers: [twilio]", other);
    let file = read(&text).unwrap();
    assert_eq!(on(&file.wanted.trunks, "exotel").spec.auth, TerminationAuth::Digest);
    assert_eq!(on(&file.wanted.trunks, "exotel").shortfalls, []);
}
