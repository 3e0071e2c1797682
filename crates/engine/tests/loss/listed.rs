//! What people ask of a migration, setting by setting: the verdict on each, and what is said of it, both ways.

use trunkline::model::{
    CallerId, EffectiveAuth, NumberMode, Observed, RecordingMode, RecordingTrim, TerminationAuth,
    TransferCallerId, TransferMode, TrunkStatus, WebMethod,
};
use trunkline_engine::{Noun, observe::ObservedTrunk};

use crate::{
    rules::{field, moved, on_exotel, on_twilio},
    samples::{address, credential, list, number, target},
};

/// A field of the only object of a noun, its verdict, and a part of what is said of it.
type Row = (Option<Noun>, &'static str, &'static str, &'static str);

const TRUNK: Option<Noun> = None;
const ACL: Option<Noun> = Some(Noun::Acl);
const TARGET: Option<Noun> = Some(Noun::Origination);
const NUMBER: Option<Noun> = Some(Noun::Numbers);
const CREDENTIAL: Option<Noun> = Some(Noun::Credentials);
const CALLER_ID: Option<Noun> = Some(Noun::CallerId);

#[track_caller]
fn says(there: &ObservedTrunk, rows: &[Row]) {
    let (loss, _) = moved(there);
    for (noun, name, verdict, part) in rows {
        let answer = field(&loss, *noun, "", name);
        assert_eq!(answer.verdict.word(), *verdict, "{name}: {answer:?}");
        assert!(answer.verdict.words().contains(part), "{name} does not say {part:?}: {answer:?}");
        assert!(!answer.source.is_empty(), "{answer:?}");
    }
}

fn mode(auth: TerminationAuth) -> EffectiveAuth {
    EffectiveAuth::Mode(auth)
}

#[test]
fn names_and_where_calls_are_sent_to() {
    says(
        &on_exotel(),
        &[
            (TRUNK, "name", "exact", ""),
            (TRUNK, "termination.domain", "approximated", "no two trunks of all Twilio customers"),
            (TRUNK, "termination.edges", "manual", "keep the domain in the request URI"),
            (TRUNK, "termination.transports", "exact", ""),
            (TRUNK, "media", "manual", "signalling and media addresses"),
        ],
    );
    let mut there = on_twilio();
    there.trunk.name = "Contact centre (EU)".to_owned();
    says(
        &there,
        &[
            (TRUNK, "name", "approximated", "1 to 16 of A-Z, a-z, 0-9 and _"),
            (TRUNK, "termination.domain", "approximated", "one domain for all trunks of the account"),
            (TRUNK, "termination.edges", "manual", "send calls to in.voip.exotel.com"),
            (TRUNK, "termination.transports", "approximated", "no UDP"),
            (TRUNK, "media", "manual", "Exotel's signalling addresses through the firewall"),
        ],
    );
    let (loss, _) = moved(&there);
    assert_eq!(field(&loss, TRUNK, "", "name").after.as_deref(), Some("Contact_centre_E"));
    assert_eq!(field(&loss, TRUNK, "", "termination.domain").after.as_deref(), Some("acme1.pstn.exotel.com"));
    assert_eq!(field(&loss, TRUNK, "", "termination.edges").after.as_deref(), Some("in.voip.exotel.com"));
}

#[test]
fn allowed_addresses() {
    let with = |there: ObservedTrunk, cidr| ObservedTrunk { acl: Some(vec![address(cidr)]), ..there };
    says(&with(on_twilio(), "44.229.228.186"), &[(ACL, "cidr", "exact", "")]);
    says(&with(on_twilio(), "44.229.228.0/25"), &[(ACL, "cidr", "approximated", "128 requests")]);
    says(&with(on_twilio(), "54.172.0.0/16"), &[(ACL, "cidr", "manual", "65536 of them")]);
    says(&with(on_exotel(), "44.229.228.186"), &[(ACL, "cidr", "exact", "")]);
    // Exotel may have taken less than the range.
    says(&with(on_exotel(), "54.172.0.0/16"), &[(ACL, "cidr", "approximated", "narrow it to those")]);
    let mut listed = address("44.229.228.186");
    listed.list = Some(list("offices", false));
    listed.label = Some("office".to_owned());
    says(
        &ObservedTrunk { acl: Some(vec![listed]), ..on_twilio() },
        &[
            (ACL, "list", "approximated", "what changes in the list later does not follow"),
            (ACL, "label", "impossible", "note \"office\" elsewhere"),
        ],
    );
}

#[test]
fn how_calls_are_told() {
    let by = |there: ObservedTrunk, auth: TerminationAuth| {
        let address = (auth != TerminationAuth::Digest).then(|| address("44.229.228.186"));
        let user = (auth != TerminationAuth::IpAcl).then(|| credential("agent"));
        ObservedTrunk {
            auth: Some(mode(auth)),
            acl: Some(address.into_iter().collect()),
            credentials: Some(user.into_iter().collect()),
            ..there
        }
    };
    for there in [on_exotel, on_twilio] {
        says(&by(there(), TerminationAuth::IpAcl), &[(TRUNK, "auth", "exact", "")]);
        says(&by(there(), TerminationAuth::Digest), &[(TRUNK, "auth", "exact", "")]);
        let closed = ObservedTrunk { auth: Some(EffectiveAuth::Closed), ..there() };
        says(&closed, &[(TRUNK, "auth", "exact", "")]);
    }
    says(&by(on_exotel(), TerminationAuth::Both), &[(TRUNK, "auth", "approximated", "are refused")]);
    says(&by(on_twilio(), TerminationAuth::Both), &[(TRUNK, "auth", "manual", "built with digest alone")]);
    // A list was attached just now, and Twilio does not say it yet.
    let late =
        ObservedTrunk { auth: Some(mode(TerminationAuth::IpAcl)), ..by(on_twilio(), TerminationAuth::Both) };
    says(&late, &[(TRUNK, "auth", "manual", "built with digest alone")]);
    let late = ObservedTrunk {
        auth: Some(mode(TerminationAuth::IpAcl)),
        ..by(on_twilio(), TerminationAuth::Digest)
    };
    says(&late, &[(TRUNK, "auth", "manual", "built with digest alone")]);
    let wide = ObservedTrunk { acl: Some(vec![address("54.172.0.0/16")]), ..on_twilio() };
    says(&wide, &[(TRUNK, "auth", "approximated", "takes no outbound calls until")]);
}

/// What took no calls takes those from the address of a target, with no password.
#[test]
fn a_closed_trunk_that_a_target_opens_is_no_closed_trunk() {
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Closed),
        origination: Some(vec![target("sip:52.1.2.3:5060;transport=tcp")]),
        ..on_twilio()
    };
    says(&there, &[(TRUNK, "auth", "approximated", "takes no outbound calls now")]);
    assert_eq!(field(&moved(&there).0, TRUNK, "", "auth").after.as_deref(), Some("ip-acl"));
}

#[test]
fn targets() {
    let with = |there: ObservedTrunk, uri| ObservedTrunk { origination: Some(vec![target(uri)]), ..there };
    let exact: &[Row] = &[
        (TARGET, "uri", "exact", ""),
        (TARGET, "priority", "exact", ""),
        (TARGET, "weight", "exact", ""),
        (TARGET, "enabled", "exact", ""),
        (TARGET, "label", "exact", ""),
    ];
    let by_name = "sip:sbc.example.com:5061;transport=tls";
    says(&with(on_exotel(), by_name), exact);
    says(&with(on_twilio(), by_name), exact);
    let by_address = "sip:52.1.2.3:5060;transport=tcp";
    says(&with(on_exotel(), by_address), exact);
    says(&with(on_twilio(), by_address), &[(TARGET, "uri", "approximated", "goes on the ACL too")]);
    let digest = |there| ObservedTrunk {
        auth: Some(mode(TerminationAuth::Digest)),
        credentials: Some(vec![credential("agent")]),
        ..there
    };
    says(&digest(with(on_twilio(), by_address)), &[(TARGET, "uri", "manual", "give the SBC a host name")]);
    says(
        &with(on_twilio(), "sip:sbc.example.com:5060"),
        &[(TARGET, "uri", "approximated", "in place of UDP")],
    );
    says(&with(on_twilio(), "sip:[2001:db8::1]:5061"), &[(TARGET, "uri", "impossible", "not IPv6")]);
    let private = "sip:10.1.2.3:5060;transport=tcp";
    says(&with(on_twilio(), private), &[(TARGET, "uri", "impossible", "no carrier reaches it")]);
    says(&with(on_exotel(), private), &[(TARGET, "uri", "approximated", "no carrier reaches it")]);
    // Twilio takes it, and nobody may think that calls come in.
    assert_eq!(moved(&with(on_exotel(), private)).1.shortfalls.len(), 1);
    let mut off = target(by_name);
    (off.enabled, off.label, off.weight) = (Some(false), Some("Dublin".to_owned()), 0);
    says(
        &ObservedTrunk { origination: Some(vec![off]), ..on_twilio() },
        &[
            (TARGET, "uri", "approximated", "it is out of use, and left out there"),
            (TARGET, "enabled", "approximated", "no such switch"),
            (TARGET, "label", "impossible", "note \"Dublin\" elsewhere"),
            (TARGET, "weight", "approximated", "1 is the least"),
        ],
    );
}

#[test]
fn numbers() {
    let with = |there: ObservedTrunk, bound| ObservedTrunk { numbers: Some(vec![bound]), ..there };
    let mut flow = number("+14155550100");
    flow.mode = Some(NumberMode::Flow);
    says(
        &with(on_exotel(), flow),
        &[
            (NUMBER, "number", "manual", "port +14155550100 (Console"),
            (NUMBER, "mode", "impossible", "no applets there"),
        ],
    );
    let mut pstn = number("+918040264208");
    pstn.mode = Some(NumberMode::Pstn);
    pstn.label = Some("Sales".to_owned());
    says(
        &with(on_exotel(), pstn),
        &[
            (NUMBER, "number", "impossible", "Twilio has no Indian numbers"),
            (NUMBER, "mode", "exact", ""),
            (NUMBER, "label", "manual", "name the number \"Sales\" once it is there"),
        ],
    );
    says(&with(on_exotel(), number("08040264208")), &[(NUMBER, "number", "impossible", "E.164")]);
    let mut named = number("+14155550100");
    named.label = Some("Sales".to_owned());
    says(
        &with(on_twilio(), named),
        &[
            (NUMBER, "number", "manual", "ask Exotel's support whether it takes +14155550100 over"),
            (NUMBER, "mode", "exact", ""),
            (NUMBER, "label", "impossible", "note \"Sales\" elsewhere"),
        ],
    );
}

#[test]
fn credentials() {
    let with = |there: ObservedTrunk, held| ObservedTrunk {
        auth: Some(mode(TerminationAuth::Digest)),
        credentials: Some(vec![held]),
        ..there
    };
    let mut held = credential("agent.one");
    held.list = Some(list("agents", false));
    says(
        &with(on_twilio(), held),
        &[
            (CREDENTIAL, "username", "approximated", "letters, digits and _ only there"),
            (CREDENTIAL, "password", "manual", "for calls of trunk cc to in.voip.exotel.com"),
            (CREDENTIAL, "list", "approximated", "what changes in the list agents later does not follow"),
        ],
    );
    let mut held = credential("agent");
    held.label = Some("desk".to_owned());
    says(
        &with(on_exotel(), held),
        &[
            (CREDENTIAL, "username", "exact", ""),
            (CREDENTIAL, "password", "manual", "12 characters or more"),
            (CREDENTIAL, "label", "impossible", "note \"desk\" elsewhere"),
        ],
    );
}

#[test]
fn caller_ids() {
    let with = |number: &str| ObservedTrunk {
        caller_id: Some(Some(CallerId::new(Observed::read(number)))),
        ..on_exotel()
    };
    // Before its port a number is of nobody there.
    says(
        &with("+14155550100"),
        &[(CALLER_ID, "number", "manual", "first verify +14155550100 there (Console")],
    );
    says(&with("+918040264208"), &[(CALLER_ID, "number", "impossible", "from international numbers only")]);
    says(&on_exotel(), &[(CALLER_ID, "number", "manual", "one that is verified there (Console")]);
    says(&on_twilio(), &[(CALLER_ID, "number", "manual", "a number that is mapped to trunk cc there")]);
}

#[test]
fn what_only_twilio_has() {
    let mut there = on_twilio();
    let only = there.trunk.twilio.as_mut().unwrap();
    only.secure = true;
    only.cnam_lookup_enabled = true;
    only.transfer_mode = Some(TransferMode::EnableAll);
    only.transfer_caller_id = Some(TransferCallerId::FromTransferor);
    only.disaster_recovery_url = Some("https://tom:Hunter2@example.com/recover".to_owned());
    only.disaster_recovery_method = Some(WebMethod::Get);
    only.recording_mode = Some(RecordingMode::FromAnswerDual);
    only.recording_trim = Some(RecordingTrim::TrimSilence);
    only.symmetric_rtp_enabled = true;
    says(
        &there,
        &[
            (TRUNK, "twilio.secure", "approximated", "see exotel.secure_trunking"),
            (
                TRUNK,
                "exotel.secure_trunking",
                "manual",
                "Please enable secure trunking (TLS and SRTP) for trunk cc",
            ),
            (TRUNK, "twilio.cnam_lookup_enabled", "impossible", "callers' names are not looked up"),
            (TRUNK, "twilio.transfer_mode", "impossible", "transfers by REFER"),
            (TRUNK, "twilio.transfer_caller_id", "impossible", "no transfers"),
            (TRUNK, "twilio.disaster_recovery_url", "impossible", "a target with a later priority"),
            (TRUNK, "twilio.disaster_recovery_method", "impossible", "no disaster recovery URL"),
            (TRUNK, "twilio.recording_mode", "manual", "switch recording on in the Connect applet"),
            (TRUNK, "twilio.recording_trim", "impossible", "silence is not cut"),
            (TRUNK, "twilio.symmetric_rtp_enabled", "impossible", "Twilio's support did"),
            (
                TRUNK,
                "manual_steps",
                "manual",
                "create a Flow with a Connect applet, Dial Whom `sip:<trunk_sid>`",
            ),
            (TRUNK, "status", "exact", ""),
        ],
    );
    let (loss, _) = moved(&there);
    let url = field(&loss, TRUNK, "", "twilio.disaster_recovery_url").before.as_deref();
    assert_eq!(url, Some("https://***@example.com/recover"), "a report holds no secret");
}

#[test]
fn what_only_exotel_has() {
    let mut there = on_exotel();
    there.trunk.status = Some(TrunkStatus::Inactive);
    let step = trunkline::model::ManualStepCode::ExotelInboundFlow;
    there.trunk.manual_steps = vec![trunkline::model::ManualStep::new(step, "make a Flow")];
    let only = there.trunk.exotel.as_mut().unwrap();
    only.nso_code = Some("MH-ANY".to_owned());
    only.registration_enabled = Some("enabled".to_owned());
    only.edge_preference = Some("mumbai".to_owned());
    only.secure_trunking = Some("enabled".to_owned());
    says(
        &there,
        &[
            (TRUNK, "exotel.nso_code", "impossible", "narrowed to operators"),
            (TRUNK, "exotel.registration_enabled", "impossible", "takes no REGISTER"),
            (TRUNK, "exotel.edge_preference", "approximated", "chooses the edge"),
            (TRUNK, "exotel.secure_trunking", "approximated", "calls without TLS 1.2 and SRTP are refused"),
            (TRUNK, "twilio.recording_mode", "manual", "whether its Connect applet records"),
            (TRUNK, "twilio.disaster_recovery_url", "exact", ""),
            (TRUNK, "manual_steps", "manual", "greetings, hours or recording"),
            (TRUNK, "status", "manual", "send trunk cc none"),
        ],
    );
}
