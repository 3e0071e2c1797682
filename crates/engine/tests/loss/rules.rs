//! What is said of the things that went wrong for others.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{CallerId, EffectiveAuth, Observed, TerminationAuth};
use trunkline_engine::{
    Noun, WantedTrunk,
    loss::{FieldLoss, Left, Target, TrunkLoss, Verdict, read, report, wanted_on},
    observe::ObservedTrunk,
};

use crate::samples::{self, address, credential, number, target, trunk, with};

/// The report, and what is asked for, of a trunk that goes to the other carrier.
pub(crate) fn moved(there: &ObservedTrunk) -> (TrunkLoss, WantedTrunk) {
    moved_to(there, |_| {})
}

pub(crate) fn moved_to(there: &ObservedTrunk, at: impl FnOnce(&mut Target<'_>)) -> (TrunkLoss, WantedTrunk) {
    let [exotel, twilio] = samples::views();
    let (from, to) = if there.trunk.exotel.is_some() { (&exotel, &twilio) } else { (&twilio, &exotel) };
    let mut target = Target::new(to.0, &to.1);
    at(&mut target);
    let wanted = wanted_on(&read(there, from.0), from.1.identity(), &target);
    (report(there, from.1.identity(), &target), wanted)
}

pub(crate) fn field<'a>(loss: &'a TrunkLoss, noun: Option<Noun>, key: &str, field: &str) -> &'a FieldLoss {
    let object =
        loss.objects.iter().find(|object| object.noun == noun && (key.is_empty() || object.key == key));
    object.unwrap().fields.iter().find(|loss| loss.field == field).unwrap()
}

pub(crate) fn on_twilio() -> ObservedTrunk {
    with(
        trunk("TK00000000000000000000000000000001", "cc"),
        TerminationAuth::IpAcl,
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    )
}

pub(crate) fn on_exotel() -> ObservedTrunk {
    with(
        trunk("trmum1aaaaaaaaaaaaaaaaaaaaaaa", "cc"),
        TerminationAuth::IpAcl,
        Vec::new(),
        Vec::new(),
        Vec::new(),
        Vec::new(),
    )
}

#[test]
fn a_range_becomes_an_entry_for_each_address_and_says_how_long_that_takes() {
    let there = ObservedTrunk {
        acl: Some(vec![address("44.229.228.0/25"), address("54.172.0.0/16")]),
        ..on_twilio()
    };
    let (loss, wanted) = moved(&there);
    assert_eq!(wanted.acl.unwrap().len(), 128);
    let Verdict::Approximated { how } = &field(&loss, Some(Noun::Acl), "44.229.228.0/25", "cidr").verdict
    else {
        panic!("{loss:#?}")
    };
    assert!(how.contains("128 requests, 39 s at its rate"), "{how}");
    let wide = &field(&loss, Some(Noun::Acl), "54.172.0.0/16", "cidr").verdict;
    assert!(matches!(wide, Verdict::Manual { .. }) && wide.words().contains("65536"), "{wide:?}");
}

#[test]
fn an_address_that_a_target_needs_is_allowed_too() {
    let there =
        ObservedTrunk { origination: Some(vec![target("sip:52.1.2.3:5060;transport=tcp")]), ..on_twilio() };
    let (loss, wanted) = moved(&there);
    assert_eq!(wanted.acl.unwrap()[0].cidr.to_string(), "52.1.2.3/32");
    let uri = field(&loss, Some(Noun::Origination), "", "uri");
    assert!(uri.verdict.words().contains("on the ACL too"), "{uri:?}");
}

#[test]
fn an_address_target_of_a_digest_trunk_is_left_to_a_person() {
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(TerminationAuth::Digest)),
        origination: Some(vec![target("sip:52.1.2.3:5060;transport=udp")]),
        credentials: Some(vec![credential("agent")]),
        ..on_twilio()
    };
    let (loss, wanted) = moved(&there);
    assert_eq!(wanted.origination.unwrap(), []);
    assert_eq!(wanted.acl.unwrap(), []);
    let uri = &field(&loss, Some(Noun::Origination), "", "uri").verdict;
    assert!(
        matches!(uri, Verdict::Manual { what, .. } if what.contains("sip:<host name>:5060;transport=tcp"))
    );
}

#[test]
fn a_target_that_is_off_is_not_switched_on() {
    let mut off = target("sip:off.example.com:5061;transport=tls");
    off.enabled = Some(false);
    let (_, wanted) = moved(&ObservedTrunk { origination: Some(vec![off]), ..on_twilio() });
    assert_eq!(wanted.origination.unwrap(), []);
}

#[test]
fn an_indian_number_does_not_go_to_twilio_and_one_it_has_is_bound() {
    let all = ["+918040264208", "+14155550100", "+14155550101", "+14155550102"];
    let (loss, _) =
        moved_to(&ObservedTrunk { numbers: Some(all.map(number).into()), ..on_exotel() }, |target| {
            target.numbers.insert("+14155550101".parse().unwrap(), None);
            target.numbers.insert("+14155550102".parse().unwrap(), Some("TK7".to_owned()));
        });
    let verdicts = all.map(|number| &field(&loss, Some(Noun::Numbers), number, "number").verdict);
    assert_eq!(verdicts.map(Verdict::word), ["impossible", "manual", "exact", "manual"]);
    // Another trunk has it: cutover takes it from nobody.
    assert!(verdicts[3].words().ends_with("trunkline number unbind TK7 +14155550102 --carrier twilio"));
}

#[test]
fn both_means_another_thing_on_each_carrier() {
    let both = Some(EffectiveAuth::Mode(TerminationAuth::Both));
    let (loss, _) = moved(&ObservedTrunk { auth: both, ..on_exotel() });
    let verdict = &field(&loss, None, "", "auth").verdict;
    assert!(
        matches!(verdict, Verdict::Approximated { how } if how.contains("needs an allowed address and a credential"))
    );
    let there = ObservedTrunk {
        auth: both,
        acl: Some(vec![address("44.229.228.186")]),
        credentials: Some(vec![credential("agent")]),
        origination: Some(vec![target("sip:52.1.2.3:5060;transport=tcp")]),
        ..on_twilio()
    };
    let (loss, wanted) = moved(&there);
    let verdict = &field(&loss, None, "", "auth").verdict;
    assert!(matches!(verdict, Verdict::Manual { what, .. } if what.contains("Paste:")));
    // Whoever shares an allowed address would need no password if either is enough.
    assert_eq!(wanted.spec.auth, TerminationAuth::Digest);
    assert_eq!(wanted.acl.unwrap(), []);
    assert_eq!(wanted.origination.unwrap(), [], "an address that is a target would be allowed");
    let address = &field(&loss, Some(Noun::Acl), "", "cidr").verdict;
    assert!(matches!(address, Verdict::Approximated { how } if how.contains("digest alone")), "{address:?}");
    let stops = |noun: Noun| {
        let mut shortfalls = wanted.shortfalls.iter();
        shortfalls.find(|one| one.noun == Some(noun)).unwrap().stops_calls(TerminationAuth::Digest)
    };
    assert!(!stops(Noun::Acl), "calls are told by digest");
    assert!(stops(Noun::Origination));
}

#[test]
fn what_an_earlier_migration_left_is_rotated_past() {
    let long = "a_user_name_that_is_32_characters";
    let (long, left_of_long) = (&long[..32], &long[..30]);
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(TerminationAuth::Digest)),
        credentials: Some(vec![credential("agent"), credential("fresh"), credential(long)]),
        ..on_exotel()
    };
    let mut before = trunk("TK00000000000000000000000000000009", "cc");
    before.termination.domain = moved(&there).0.domain;
    let (loss, wanted) = moved_to(&there, |target| {
        target.left.push(Left {
            trunk: before,
            usernames: BTreeSet::from(["agent".to_owned(), "agent_2".to_owned(), long.to_owned()]),
            addresses: BTreeSet::new(),
            rotations: BTreeMap::from([("agent".to_owned(), 3)]),
        });
    });
    let names: Vec<String> = wanted
        .credentials
        .unwrap()
        .iter()
        .map(trunkline_engine::WantedCredential::carrier_username)
        .collect();
    assert_eq!(names, ["agent_4", "fresh", &format!("{left_of_long}_2")]);
    let name = field(&loss, Some(Noun::Credentials), "agent", "username");
    assert_eq!(name.after.as_deref(), Some("agent_4"));
    let password = field(&loss, Some(Noun::Credentials), "agent", "password");
    assert!(password.verdict.words().contains("user name agent_4"), "{password:?}");
}

#[test]
fn long_user_names_stay_apart_when_they_are_rotated() {
    let alike = "a_user_name_of_30_characters__";
    assert_eq!(alike.len(), 30);
    let (one, two) = (format!("{alike}aa"), format!("{alike}bb"));
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(TerminationAuth::Digest)),
        credentials: Some(vec![credential(&one), credential(&two), credential(alike)]),
        ..on_exotel()
    };
    let mut before = trunk("TK00000000000000000000000000000009", "cc");
    before.termination.domain = moved(&there).0.domain;
    let (_, wanted) = moved_to(&there, |target| {
        let usernames = BTreeSet::from([one.clone(), two.clone()]);
        let (addresses, rotations) = (BTreeSet::new(), BTreeMap::new());
        target.left.push(Left { trunk: before, usernames, addresses, rotations });
    });
    let names: Vec<String> = wanted
        .credentials
        .unwrap()
        .iter()
        .map(trunkline_engine::WantedCredential::carrier_username)
        .collect();
    let kept = &alike[..28];
    assert_eq!(names, [format!("{kept}x2_2"), format!("{kept}x3_2"), alike.to_owned()]);
}

#[test]
fn user_names_are_brought_to_the_alphabet_and_stay_apart() {
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(TerminationAuth::Digest)),
        credentials: Some(vec![credential("agent.one"), credential("agent-one"), credential("agent_one")]),
        ..on_twilio()
    };
    let (loss, wanted) = moved(&there);
    let names: Vec<String> =
        wanted.credentials.unwrap().into_iter().map(|credential| credential.username).collect();
    assert_eq!(names, ["agent_one", "agent_onex2", "agent_onex3"]);
    let password = field(&loss, Some(Noun::Credentials), "agent-one", "password");
    assert!(password.verdict.words().contains("agent_onex2"), "{password:?}");
    assert!(password.before.is_none() && password.after.is_none());
}

#[test]
fn what_a_trunk_was_safe_by_is_not_dropped_silently() {
    let mut there = on_exotel();
    there.trunk.exotel.as_mut().unwrap().secure_trunking = Some("enabled".to_owned());
    assert_eq!(moved(&there).1.spec.twilio.secure, Some(true));
    let mut there = on_twilio();
    there.trunk.twilio.as_mut().unwrap().secure = true;
    assert_eq!(field(&moved(&there).0, None, "", "exotel.secure_trunking").verdict.word(), "manual");
}

/// What is left out, in a line each: the noun, its key, and a part of the reason.
pub(crate) fn left_out(wanted: &WantedTrunk) -> Vec<String> {
    wanted.shortfalls.iter().map(ToString::to_string).collect()
}

#[test]
fn what_cannot_be_asked_for_is_told() {
    let there = ObservedTrunk {
        acl: Some(vec![address("44.229.228.186"), address("54.172.0.0/16")]),
        origination: Some(vec![
            target("sip:sbc.example.com:5061;transport=tls"),
            target("sip:[2001:db8::1]:5061"),
        ]),
        ..on_twilio()
    };
    let (_, wanted) = moved(&there);
    let told = left_out(&wanted);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("origination sip:[2001:db8::1]:5061 is left out: Exotel takes IPv4"),
        "{told:?}"
    );
    assert!(told[1].starts_with("acl 54.172.0.0/16 is left out: Exotel takes single addresses"), "{told:?}");
    assert!(wanted.shortfalls.iter().all(|one| one.stops_calls(wanted.spec.auth)));
    assert_eq!(left_out(&moved(&on_twilio()).1), [""; 0]);
}

#[test]
fn an_address_too_many_is_told() {
    let entries = (0..103).map(|last| address(&format!("44.229.228.{last}"))).collect();
    let (_, wanted) = moved(&ObservedTrunk { acl: Some(entries), ..on_exotel() });
    assert_eq!(wanted.acl.as_ref().unwrap().len(), 100);
    let told = left_out(&wanted);
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("acl 44.229.228.100/32 is left out: a trunk's list takes 100"), "{told:?}");
}

#[test]
fn a_caller_id_that_is_left_out_stops_no_calls() {
    let mut there = on_exotel();
    there.caller_id = Some(Some(CallerId::new(Observed::read("+918040264208"))));
    let (_, wanted) = moved(&there);
    let [shortfall] = &wanted.shortfalls[..] else { panic!("{:?}", wanted.shortfalls) };
    assert_eq!((shortfall.noun, shortfall.stops_calls(wanted.spec.auth)), (Some(Noun::CallerId), false));
}

#[test]
fn a_target_that_is_reached_in_another_way_is_told() {
    let plain = target("sip:sbc.example.com:5060;transport=udp");
    let there = ObservedTrunk { origination: Some(vec![plain]), ..on_twilio() };
    let (_, wanted) = moved(&there);
    assert_eq!(wanted.origination.as_ref().unwrap().len(), 1);
    let told = left_out(&wanted);
    assert!(
        matches!(&told[..], [one] if one.contains("becomes sip:sbc.example.com:5060;transport=tcp: whether the SBC takes tcp")),
        "{told:?}"
    );
}
