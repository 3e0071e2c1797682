//! What is lost, changed or left to a person, field by field.

use trunkline::model::{
    CallerId, EffectiveAuth, ManualStep, ManualStepCode, NumberMode, Observed, RecordingMode, RecordingTrim,
    TransferMode, TrunkStatus,
};
use trunkline_engine::{Noun, loss::Verdict, observe::ObservedTrunk};

use crate::{
    rules::{field, left_out, moved, on_exotel, on_twilio},
    samples::{address, number, target},
};

/// What everything that people lose at a migration comes to: the field, the verdict, and a part of what is said.
const EXPECTED: [(&str, Option<Noun>, &str, &str, &str); 30] = [
    ("exotel", None, "termination.domain", "approximated", "stays reserved"),
    ("exotel", None, "media", "manual", "signalling addresses"),
    ("exotel", None, "status", "manual", "no such switch"),
    ("exotel", None, "manual_steps", "manual", "greetings or hours"),
    ("exotel", None, "exotel.nso_code", "impossible", "operators"),
    ("exotel", None, "exotel.registration_enabled", "impossible", "REGISTER"),
    ("exotel", None, "exotel.secure_trunking", "approximated", "SRTP"),
    ("exotel", None, "twilio.recording_mode", "manual", "Connect applet"),
    ("exotel", None, "twilio.disaster_recovery_url", "exact", ""),
    ("exotel", Some(Noun::Acl), "cidr", "approximated", "narrow it"),
    ("exotel", Some(Noun::Origination), "uri", "approximated", "no carrier reaches it"),
    ("exotel", Some(Noun::Origination), "priority", "exact", ""),
    ("exotel", Some(Noun::Origination), "enabled", "exact", ""),
    ("exotel", Some(Noun::Numbers), "mode", "impossible", "applets"),
    ("exotel", Some(Noun::Numbers), "number", "manual", "port +14155550100"),
    ("exotel", Some(Noun::CallerId), "number", "manual", "32204"),
    ("twilio", None, "termination.domain", "approximated", "one domain for all trunks"),
    ("twilio", None, "media", "manual", "signalling addresses"),
    ("twilio", None, "manual_steps", "manual", "Flow"),
    ("twilio", None, "exotel.secure_trunking", "manual", "Please enable secure trunking"),
    ("twilio", None, "twilio.cnam_lookup_enabled", "impossible", "names"),
    ("twilio", None, "twilio.transfer_mode", "impossible", "REFER"),
    ("twilio", None, "twilio.disaster_recovery_url", "impossible", "later priority"),
    ("twilio", None, "twilio.recording_mode", "manual", "recorded on the SBC"),
    ("twilio", None, "twilio.recording_trim", "impossible", "silence"),
    ("twilio", None, "twilio.symmetric_rtp_enabled", "impossible", "support"),
    ("twilio", Some(Noun::Origination), "enabled", "approximated", "left out"),
    ("twilio", Some(Noun::Origination), "weight", "exact", ""),
    ("twilio", Some(Noun::Numbers), "number", "manual", "ask Exotel's support"),
    ("twilio", Some(Noun::CallerId), "number", "manual", "mapped to the trunk"),
];

#[test]
fn what_people_lose_is_told_field_by_field() {
    let mut there = on_exotel();
    there.trunk.status = Some(TrunkStatus::Inactive);
    there.trunk.manual_steps = vec![ManualStep::new(ManualStepCode::ExotelInboundFlow, "make a Flow")];
    let only = there.trunk.exotel.as_mut().unwrap();
    only.nso_code = Some("MH-ANY".to_owned());
    only.registration_enabled = Some("enabled".to_owned());
    only.secure_trunking = Some("enabled".to_owned());
    let mut flow = number("+14155550100");
    flow.mode = Some(NumberMode::Flow);
    let exotel = ObservedTrunk {
        acl: Some(vec![address("54.172.60.0/30")]),
        origination: Some(vec![target("sip:10.1.2.3:5060;transport=tcp")]),
        numbers: Some(vec![flow]),
        caller_id: Some(Some(CallerId::new(Observed::read("+14155550100")))),
        ..there
    };
    let mut there = on_twilio();
    let only = there.trunk.twilio.as_mut().unwrap();
    (only.secure, only.cnam_lookup_enabled, only.symmetric_rtp_enabled) = (true, true, true);
    only.transfer_mode = Some(TransferMode::EnableAll);
    only.disaster_recovery_url = Some("https://example.com/twiml".to_owned());
    only.recording_mode = Some(RecordingMode::FromAnswerDual);
    only.recording_trim = Some(RecordingTrim::TrimSilence);
    let mut off = target("sip:sbc.example.com:5061;transport=tls");
    off.enabled = Some(false);
    let twilio =
        ObservedTrunk { origination: Some(vec![off]), numbers: Some(vec![number("+14155550100")]), ..there };
    let losses = [("exotel", moved(&exotel).0), ("twilio", moved(&twilio).0)];
    for (from, noun, name, verdict, words) in EXPECTED {
        let (_, loss) = losses.iter().find(|(carrier, _)| *carrier == from).unwrap();
        let told = field(loss, noun, "", name);
        assert_eq!(told.verdict.word(), verdict, "{from} {name}: {told:?}");
        assert!(told.verdict.words().contains(words), "{from} {name}: {told:?}");
    }
}

#[test]
fn a_trunk_that_takes_no_calls_is_said_to_be_opened_by_the_address_of_a_target() {
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Closed),
        origination: Some(vec![target("sip:52.1.2.3:5060;transport=tcp")]),
        ..on_twilio()
    };
    let (loss, _) = moved(&there);
    let auth = &field(&loss, None, "", "auth").verdict;
    assert!(
        matches!(auth, Verdict::Approximated { how } if how.contains("52.1.2.3/32 is on the ACL")),
        "{auth:?}"
    );
    let closed = ObservedTrunk { origination: Some(Vec::new()), ..there };
    assert_eq!(field(&moved(&closed).0, None, "", "auth").verdict.word(), "exact");
}

#[test]
fn a_name_that_has_srv_records_is_told_to_lose_them() {
    let there =
        ObservedTrunk { origination: Some(vec![target("sip:sbc.example.com;transport=tls")]), ..on_twilio() };
    let told = left_out(&moved(&there).1);
    assert!(matches!(&told[..], [one] if one.contains("no SRV records are looked up")), "{told:?}");
}

#[test]
fn targets_that_become_one_have_the_earlier_priority() {
    let at = |uri: &str, priority| {
        let mut target = target(uri);
        target.priority = priority;
        target
    };
    let there = ObservedTrunk {
        origination: Some(vec![
            at("sip:sbc.example.com:5060;transport=tcp", 20),
            at("sip:sbc.example.com:5060;transport=udp", 10),
        ]),
        ..on_twilio()
    };
    let (loss, wanted) = moved(&there);
    let [only] = &wanted.origination.as_deref().unwrap() else { panic!("{wanted:?}") };
    assert_eq!(only.priority, 10);
    let later = field(&loss, Some(Noun::Origination), "sip:sbc.example.com:5060;transport=tcp", "priority");
    assert_eq!((later.verdict.word(), later.after.as_deref()), ("approximated", Some("10")));
}

#[test]
fn of_a_target_that_is_there_twice_the_one_in_use_is_asked_for() {
    let uri = "sip:sbc.example.com:5061;transport=tls";
    let mut off = target(uri);
    off.enabled = Some(false);
    let there = ObservedTrunk { origination: Some(vec![off, target(uri)]), ..on_twilio() };
    assert_eq!(moved(&there).1.origination.unwrap().len(), 1);
}
