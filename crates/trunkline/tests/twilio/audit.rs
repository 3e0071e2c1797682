//! Twilio: what is said of a description before anything is sent.

use trunkline::{
    ErrorKind,
    audit::{Finding, Severity},
    capability::Grade,
    model::{
        AclEntrySpec, CredentialSpec, OriginationUriSpec, TerminationAuth, TrunkDescription, TrunkSpec,
        TwilioTrunkOptions,
    },
    provider::Provider as _,
};

use crate::support::*;

fn trunk_spec(auth: TerminationAuth) -> TrunkSpec {
    TrunkSpec::new("voice_ai".parse().unwrap(), auth)
}

fn described(auth: TerminationAuth) -> TrunkDescription {
    TrunkDescription::new(trunk_spec(auth))
}

fn entry(cidr: &str) -> AclEntrySpec {
    AclEntrySpec::new(cidr.parse().unwrap())
}

fn credential(username: &str) -> CredentialSpec {
    CredentialSpec::new(username, "Canary1Password".into())
}

fn target(uri: &str) -> OriginationUriSpec {
    OriginationUriSpec::new(uri.parse().unwrap())
}

fn of(findings: &[Finding], severity: Severity) -> Vec<&str> {
    findings.iter().filter(|f| f.severity == severity).map(|f| f.field.as_str()).collect()
}

#[tokio::test]
async fn a_good_description_has_a_derived_domain_to_note_and_nothing_else() {
    let twilio = carrier().await;
    let good = described(TerminationAuth::Both)
        .with_acl([entry("54.172.60.0/30")])
        .with_credentials([credential("a")])
        .with_origination([target("sip:sbc.example.com:5061;transport=tls")]);
    let findings = twilio.twilio.audit(&good);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(
        (findings[0].severity, findings[0].field.as_str()),
        (Severity::Note, "trunk.twilio.domain_name")
    );
    assert_eq!(findings[0].value.as_deref(), Some("voice-ai-5f85bd.pstn.twilio.com"));
    let options = TwilioTrunkOptions::default().with_domain_name("mine.pstn.twilio.com");
    let named = TrunkDescription::new(trunk_spec(TerminationAuth::IpAcl).with_twilio(options))
        .with_acl([entry("54.172.60.0/30")]);
    assert_eq!(twilio.twilio.audit(&named), []);
}

#[tokio::test]
async fn every_reason_is_found_at_once_and_nothing_is_sent() {
    let twilio = carrier().await;
    let options = TwilioTrunkOptions::default().with_friendly_name("").with_domain_name("mine.example.com");
    let bad = TrunkDescription::new(trunk_spec(TerminationAuth::Both).with_twilio(options))
        .with_acl([entry("54.172.60.0/30").with_shared_list("CL1".parse().unwrap())])
        .with_credentials([
            credential(&"x".repeat(33)),
            CredentialSpec::new("b", "canary".into()),
            credential("b"),
        ])
        .with_origination([target("sip:a.example.com").with_weight(0), target("sip:A.example.com")])
        .with_caller_id("+14158675309".parse().unwrap());
    let findings = twilio.twilio.audit(&bad);
    assert_eq!(
        of(&findings, Severity::Refused),
        [
            "trunk.twilio.friendly_name",
            "trunk.twilio.domain_name",
            "acl[0].shared_list",
            "credentials[0].username",
            "credentials[1].password",
            "credentials[2].username",
            "origination[0].weight",
            "origination[1].uri",
            "caller_id"
        ]
    );
    assert_eq!(findings.last().unwrap().kind, ErrorKind::Unsupported);
    assert!(!format!("{findings:?}").contains("canary"));
    assert_eq!(twilio.asked().await, [""; 0]);
}

#[tokio::test]
async fn what_contradicts_the_way_of_authentication_is_refused() {
    let twilio = carrier().await;
    let (acl, cred) = ([entry("54.172.60.0/30")], [credential("a")]);
    for (description, refused, warned) in [
        (described(TerminationAuth::Digest).with_acl(acl.clone()), &["acl"][..], &["credentials"][..]),
        (described(TerminationAuth::IpAcl).with_credentials(cred.clone()), &["credentials"], &["acl"]),
        (described(TerminationAuth::Both).with_acl(acl), &[], &["credentials"]),
        (described(TerminationAuth::Digest).with_credentials(cred), &[], &[]),
    ] {
        let findings = twilio.twilio.audit(&description);
        assert_eq!(
            (&*of(&findings, Severity::Refused), &*of(&findings, Severity::Warning)),
            (refused, warned)
        );
    }
}

#[tokio::test]
async fn limits_are_checked_within_the_description() {
    let twilio = carrier().await;
    let many = |n: u32| (0..n).map(|i| entry(&format!("44.0.{}.{}", i / 200, i % 200 + 1)));
    let targets = |n: u32| (0..n).map(|i| target(&format!("sip:{i}.example.com")));
    let full = described(TerminationAuth::IpAcl).with_acl(many(100)).with_origination(targets(10));
    assert_eq!(of(&twilio.twilio.audit(&full), Severity::Refused), [""; 0]);
    let over = described(TerminationAuth::IpAcl).with_acl(many(101)).with_origination(targets(11));
    let findings = twilio.twilio.audit(&over);
    assert_eq!(of(&findings, Severity::Refused), ["acl", "origination"]);
    assert!(
        findings
            .iter()
            .filter(|f| f.severity == Severity::Refused)
            .all(|f| f.kind == ErrorKind::LimitReached)
    );
}

#[tokio::test]
async fn a_target_that_twilio_takes_and_may_not_reach_is_warned_of() {
    let twilio = carrier().await;
    let odd = described(TerminationAuth::IpAcl)
        .with_acl([entry("54.172.60.0/30")])
        .with_origination([target("sips:sbc.example.com"), target("sip:192.168.1.4:5060")]);
    let findings = twilio.twilio.audit(&odd);
    assert_eq!(of(&findings, Severity::Warning), ["origination[0].uri", "origination[1].uri"]);
}

#[tokio::test]
async fn capabilities_say_what_twilio_has_and_how_that_is_known() {
    let twilio = carrier().await;
    let can = twilio.twilio.capabilities();
    assert!(
        can.originations.value
            && can.credentials.value
            && can.shared_lists.value
            && can.ip_acl_and_digest.value
    );
    assert!(!can.caller_ids.value && !can.number_modes.value && !can.origination_batch.value);
    assert!(twilio.twilio.caller_ids().is_none());
    assert!(twilio.twilio.originations().is_some() && twilio.twilio.credentials().is_some());
    assert_eq!(
        (can.max_acl_entries.value, can.max_acl_entries.evidence.grade),
        (Some(100), Grade::Contradicted)
    );
    assert_eq!((can.max_origination_uris.value, can.max_credential_lists.value), (Some(10), Some(100)));
    for (name, _, evidence) in can.claims() {
        assert!(!evidence.source.is_empty() && evidence.date.len() == 10, "{name}");
    }
    assert_eq!(twilio.twilio.identity().to_string(), format!("twilio {AC} ({})", twilio.server.address()));
}
