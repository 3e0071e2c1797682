//! What Exotel refuses of a description before anything is sent, and what it says it can do.

use trunkline::{
    ErrorKind,
    audit::{Finding, Severity},
    exotel::{Client, Config, Exotel},
    model::{
        AclEntrySpec, CredentialSpec, ExotelAclOptions, ExotelNumberOptions, ExotelTrunkOptions, NumberMode,
        NumberSpec, OriginationUriSpec, TerminationAuth, TrunkDescription, TrunkSpec,
    },
    provider::Provider as _,
};

fn exotel() -> Exotel {
    Exotel::new(Client::new(Config::new("ameyo5m", "key", "token".into())).unwrap())
}

fn described(auth: TerminationAuth) -> TrunkDescription {
    TrunkDescription::new(TrunkSpec::new("a".parse().unwrap(), auth))
}

fn acl(cidr: &str) -> AclEntrySpec {
    AclEntrySpec::new(cidr.parse().unwrap())
}

fn origination(uri: &str) -> OriginationUriSpec {
    OriginationUriSpec::new(uri.parse().unwrap())
}

/// What is wrong with it.
fn audit(description: &TrunkDescription) -> Vec<(Severity, ErrorKind, String)> {
    let wrong = exotel().audit(description).into_iter().filter(|f| f.severity != Severity::Note);
    wrong.map(|f| (f.severity, f.kind, f.field)).collect()
}

#[test]
fn that_calls_come_in_by_a_flow_only_is_said_before_there_is_a_trunk() {
    let findings = exotel().audit(&described(TerminationAuth::IpAcl));
    let [note] = &findings[..] else { panic!("{findings:?}") };
    assert_eq!((note.severity, note.field.as_str()), (Severity::Note, "trunk"));
    assert!(note.rule.contains("Flow in the dashboard"), "{}", note.rule);
}

#[test]
fn a_description_that_can_be_stored_has_no_findings() {
    let by_address = described(TerminationAuth::IpAcl)
        .with_acl([acl("44.248.146.11")])
        .with_origination([origination("sip:44.248.146.11:5061;transport=tls")])
        .with_numbers([NumberSpec::new("+918040264208".parse().unwrap())])
        .with_caller_id("+918040264208".parse().unwrap());
    assert_eq!(audit(&by_address), []);
    let by_digest = described(TerminationAuth::Digest)
        .with_credentials([CredentialSpec::new("user", "Password1234".into())])
        .with_origination([origination("sip:sbc.example.com:5061;transport=tls")]);
    assert_eq!(audit(&by_digest), []);
}

#[test]
fn every_reason_is_named_at_once_with_its_field() {
    use ErrorKind::{AclRequired, InvalidInput, Unsupported};
    use Severity::{Refused, Warning};

    let shared = "AL1".parse().unwrap();
    let allowed = ExotelAclOptions::default().with_allow_range(true);
    let mut description = described(TerminationAuth::Both)
        .with_acl([
            acl("54.172.60.0/30"),
            acl("54.172.60.0/30").with_exotel(allowed),
            acl("54.172.0.0/15").with_exotel(allowed),
            acl("54.172.60.1").with_shared_list(shared),
        ])
        .with_credentials([CredentialSpec::new("us-er", "canary!".into())])
        .with_origination([
            origination("sips:sbc.example.com:5061").with_weight(0),
            origination("sip:44.248.146.11:5061;transport=tls"),
        ])
        .with_numbers([NumberSpec::new("+918040264208".parse().unwrap())
            .with_exotel(ExotelNumberOptions::default().with_mode(NumberMode::Other("x".to_owned())))]);
    description.trunk = description.trunk.with_exotel(ExotelTrunkOptions::default().with_nso_code(""));
    let found = audit(&description);
    let found: Vec<_> =
        found.iter().map(|(severity, kind, field)| (*severity, *kind, field.as_str())).collect();
    assert_eq!(
        found,
        [
            (Warning, InvalidInput, "trunk.auth"),
            (Refused, InvalidInput, "trunk.exotel.nso_code"),
            (Refused, Unsupported, "acl[0].cidr"),
            (Warning, InvalidInput, "acl[1].cidr"),
            (Refused, InvalidInput, "acl[2].cidr"),
            (Refused, Unsupported, "acl[3].shared_list"),
            (Refused, InvalidInput, "credentials[0].username"),
            (Refused, InvalidInput, "credentials[0].password"),
            (Refused, InvalidInput, "origination[0].uri"),
            (Refused, InvalidInput, "origination[0].weight"),
            (Refused, AclRequired, "origination[1].uri"),
            (Refused, InvalidInput, "numbers[0].exotel.mode"),
        ]
    );
    let error = Finding::to_error(&exotel().audit(&description)).unwrap();
    assert!(!error.to_string().contains("canary"), "{error}");
}

#[test]
fn what_contradicts_the_way_of_authentication_is_refused() {
    let digest = described(TerminationAuth::Digest).with_acl([acl("44.248.146.11")]);
    let by_address = described(TerminationAuth::IpAcl)
        .with_credentials([CredentialSpec::new("user", "Password1234".into())]);
    for description in [digest, by_address] {
        let found = audit(&description);
        assert_eq!(found, [(Severity::Refused, ErrorKind::AuthModeChange, "trunk.auth".to_owned())]);
    }
    let target = described(TerminationAuth::Digest)
        .with_origination([origination("sip:44.248.146.11:5061;transport=tls")]);
    let found = exotel().audit(&target);
    assert_eq!((found[0].severity, found[0].kind), (Severity::Refused, ErrorKind::AclRequired));
    assert!(found[0].to_string().contains("use a host name"), "{}", found[0]);
}

#[test]
fn each_capability_names_its_evidence() {
    let exotel = exotel();
    let capabilities = exotel.capabilities();
    for (name, value, evidence) in capabilities.claims() {
        assert!(!evidence.source.is_empty() && evidence.date.len() == 10, "{name}: {value}");
    }
    assert!(capabilities.ipv4_origination_needs_acl.value && !capabilities.acl_ranges.value);
    assert_eq!(capabilities.requests_per_minute.value, Some(200));
}
