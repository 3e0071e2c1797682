//! Value types: what they take, what they refuse, and in which words.

use std::{fmt::Debug, str::FromStr};

use proptest::prelude::*;
use trunkline::model::{
    Cidr, E164, InvalidValue, NumberMode, Observed, SipUri, Transport, TrunkId, TrunkName,
};

/// Every text is refused with a rule that holds the words.
fn refused<T: FromStr<Err = InvalidValue> + Debug>(cases: &[(&str, &str)]) {
    for (text, words) in cases {
        let error = text.parse::<T>().expect_err(text);
        assert!(error.rule().contains(words), "{text:?} is refused by {:?}, not by {words:?}", error.rule());
    }
}

#[test]
fn e164_takes_plus_and_seven_to_fifteen_digits() {
    for number in ["+1234567", "+918040264208", "+14155550100", "+123456789012345"] {
        assert_eq!(number.parse::<E164>().unwrap().as_str(), number);
    }
}

#[test]
fn e164_names_the_rule_it_refuses_by() {
    refused::<E164>(&[
        ("08040264208", "country code"),
        ("14155550100", "starts with +"),
        ("", "starts with +"),
        ("++14155550100", "digits only"),
        ("+1 415 555 0100", "digits only"),
        ("+1415KITTENS", "digits only"),
        ("+１４１５５５５０１００", "digits only"),
        ("tel:+14155550100", "starts with +"),
        ("+0123456789", "country code starts with 0"),
        ("+123456", "7 to 15"),
        ("+1234567890123456", "7 to 15"),
    ]);
}

#[test]
fn a_cidr_is_printed_with_its_prefix() {
    for (text, canonical) in [
        ("44.248.146.11", "44.248.146.11/32"),
        ("44.248.146.11/32", "44.248.146.11/32"),
        ("54.172.60.0/30", "54.172.60.0/30"),
    ] {
        assert_eq!(text.parse::<Cidr>().unwrap().to_string(), canonical);
    }
}

#[test]
fn a_cidr_names_what_is_wrong_with_it() {
    refused::<Cidr>(&[
        ("0.0.0.0/0", "whole internet"),
        ("54.172.60.1/30", "54.172.60.0/30"),
        ("54.172.60.1/30", "host bits"),
        ("10.1.2.3", "10.0.0.0/8, which is private (RFC 1918)"),
        ("172.16.0.0/12", "private"),
        ("192.168.1.1/32", "private"),
        ("100.64.0.1", "carrier-grade NAT"),
        ("127.0.0.1", "loopback"),
        ("169.254.169.254", "link-local"),
        ("203.0.113.50", "documentation"),
        ("198.18.0.1", "benchmarks"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("192.0.0.0/2", "contains"),
        ("2001:db8::1/128", "IPv4 only"),
        ("44.248.146.11/33", "1 to 32"),
        ("44.248.146.11/", "1 to 32"),
        ("44.248.146.11/+8", "1 to 32"),
        ("44.248.146", "not an IPv4 address"),
        ("44.248.146.011", "not an IPv4 address"),
        ("sbc.example.com", "not an IPv4 address"),
    ]);
}

#[test]
fn a_cidr_says_which_addresses_it_holds() {
    let cidr: Cidr = "54.172.60.0/30".parse().unwrap();
    assert!(cidr.contains([54, 172, 60, 3].into()));
    assert!(!cidr.contains([54, 172, 60, 4].into()));
    assert!(!cidr.is_host());
    let single: Vec<String> = cidr.single_addresses().map(|single| single.to_string()).collect();
    assert_eq!(single, ["54.172.60.0/32", "54.172.60.1/32", "54.172.60.2/32", "54.172.60.3/32"]);
    let host: Cidr = "44.248.146.11".parse().unwrap();
    assert_eq!(host.single_addresses().collect::<Vec<_>>(), [host]);
}

#[test]
fn a_sip_uri_is_taken_apart() {
    let uri: SipUri = "sip:SBC.example.com:5061;transport=TLS".parse().unwrap();
    assert_eq!(uri.host(), "sbc.example.com");
    assert_eq!(uri.port(), Some(5061));
    assert_eq!(uri.transport(), Some(Transport::Tls));
    assert_eq!(uri.ipv4(), None);
    assert_eq!(uri.without_scheme(), Some("SBC.example.com:5061;transport=TLS"));
    assert_eq!(uri.to_string(), "sip:SBC.example.com:5061;transport=TLS");

    let uri: SipUri = "sips:44.248.146.11".parse().unwrap();
    assert!(uri.is_sips());
    assert_eq!(uri.ipv4(), Some([44, 248, 146, 11].into()));
    assert_eq!(uri.without_scheme(), None);
}

#[test]
fn sip_uris_are_the_same_target_when_their_canonical_forms_are() {
    let canonical = |text: &str| text.parse::<SipUri>().unwrap().canonical().to_owned();
    for (one, other) in [
        ("sip:SBC.Example.com:5061;transport=TLS", "sip:sbc.example.com:5061;transport=tls"),
        ("sip:sbc.example.com.:5060", "sip:sbc.example.com:5060"),
        ("sip:sbc.example.com;edge=dublin;transport=tls", "sip:sbc.example.com;transport=tls;edge=dublin"),
        ("sip:44.248.146.11", "sip:44.248.146.11:5060;transport=udp"),
        ("sip:44.248.146.11;transport=tls", "sip:44.248.146.11:5061;transport=tls"),
        ("sips:44.248.146.11", "sips:44.248.146.11:5061;transport=tls"),
    ] {
        assert_eq!(canonical(one), canonical(other), "{one} and {other}");
    }
    for (one, other) in [
        ("sip:sbc.example.com", "sip:sbc.example.com:5060"),
        ("sip:sbc.example.com", "sip:sbc.example.com;transport=udp"),
        ("sip:sbc.example.com:5061", "sips:sbc.example.com:5061"),
        ("sip:sbc.example.com;edge=dublin", "sip:sbc.example.com;edge=tokyo"),
        ("sip:a@sbc.example.com", "sip:b@sbc.example.com"),
    ] {
        assert_ne!(canonical(one), canonical(other), "{one} and {other}");
    }
}

#[test]
fn a_sip_uri_names_the_rule_it_refuses_by() {
    refused::<SipUri>(&[
        ("sbc.example.com:5061;transport=tls", "start with sip:"),
        ("tel:+14155550100", "start with sip:"),
        ("http://sbc.example.com", "start with sip:"),
        ("sip:", "not a SIP URI"),
        ("sip:sbc.example.com:0", "port 0"),
        ("sip:sbc.example.com:70000", "port 70000"),
        ("sips:[2606:4700::1]:99999;transport=tls", "port 99999"),
        ("sip:1.2.3.999", "neither a name nor an IPv4 address"),
        ("sip:sbc", "no domain"),
        ("sip:sbc.example.com;transport=carrier-pigeon", "none of udp, tcp and tls"),
        ("sip:sbc.example.com;transport=tls;transport=tcp", "twice"),
        ("sips:sbc.example.com;transport=udp", "TLS"),
        ("sip:sbc.example.com?subject=hi", "headers after ?"),
        ("sip:sbc.example.com\r\nX: y", "without spaces"),
        ("sip:sbc.example.com :5060", "without spaces"),
    ]);
}

#[test]
fn a_target_that_the_internet_cannot_reach_is_told() {
    for target in
        ["10.0.0.1", "127.0.0.1", "0.0.0.0", "100.64.0.1", "203.0.113.5", "[::1]", "[fd00::1]", "[fe80::1]"]
    {
        assert!(format!("sip:{target}:5060").parse::<SipUri>().unwrap().unreachable().is_some(), "{target}");
    }
    for target in ["44.248.146.11", "sbc.example.com", "[2606:4700::1]"] {
        assert_eq!(format!("sip:{target}:5060").parse::<SipUri>().unwrap().unreachable(), None, "{target}");
    }
}

#[test]
fn a_password_in_a_sip_uri_is_refused_and_not_repeated() {
    let error = "sip:trunk:hunter2@sbc.example.com".parse::<SipUri>().unwrap_err();
    assert!(error.rule().contains("password"));
    assert!(!error.to_string().contains("hunter2"), "{error}");
}

#[test]
fn a_trunk_name_is_one_that_every_carrier_can_hold() {
    assert!("outbound_trunk_1".parse::<TrunkName>().is_ok());
    refused::<TrunkName>(&[
        ("", "empty"),
        ("contact-centre", "'-'"),
        ("contact centre", "' '"),
        ("contact_centre_eu", "17 characters"),
        ("zentrale_köln", "'ö'"),
    ]);
}

#[test]
fn what_a_spec_refuses_is_still_listed_with_the_reason() {
    let observed = Observed::<Cidr>::read("192.168.1.1/32");
    assert_eq!(observed.to_string(), "192.168.1.1/32");
    let Observed::Raw { reason, .. } = observed else { panic!("a private address is no spec") };
    assert!(reason.rule().contains("private"));
}

#[test]
fn an_identifier_that_would_change_a_path_or_query_is_refused() {
    for id in ["", "a?b", "a#b", "a b", "%2e", "a\n", "..", "a/../b", "/", "a//b"] {
        assert!(TrunkId::new(id).is_err(), "{id:?}");
    }
}

#[test]
fn a_number_mode_is_read_openly_and_written_strictly() {
    assert_eq!(NumberMode::from("siprec".to_owned()), NumberMode::Other("siprec".into()));
    refused::<NumberMode>(&[("siprec", "neither pstn nor flow")]);
}

#[test]
fn values_keep_their_rules_when_deserialised() {
    assert!(serde_json::from_str::<Cidr>("\"0.0.0.0/0\"").is_err());
    assert!(serde_json::from_str::<E164>("\"0123\"").is_err());
    assert_eq!(serde_json::to_string(&"1.1.1.1".parse::<Cidr>().unwrap()).unwrap(), "\"1.1.1.1/32\"");
}

proptest! {
    #[test]
    fn no_text_makes_a_value_type_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<E164>();
        let _ = text.parse::<Cidr>();
        let _ = text.parse::<TrunkName>();
        let _ = format!("sip:{text}").parse::<SipUri>();
    }

    #[test]
    fn a_canonical_sip_uri_is_its_own_canonical_form(
        host in "[a-z]{1,8}\\.[a-z]{2,5}|[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}",
        port in proptest::option::of(1u16..),
        transport in proptest::option::of("udp|tcp|tls|UDP"),
    ) {
        let port = port.map_or(String::new(), |p| format!(":{p}"));
        let transport = transport.map_or(String::new(), |t| format!(";transport={t}"));
        if let Ok(uri) = format!("sip:{host}{port}{transport}").parse::<SipUri>() {
            let again: SipUri = uri.canonical().parse().unwrap();
            prop_assert_eq!(uri.canonical(), again.canonical());
        }
    }

    #[test]
    fn a_cidr_survives_being_printed(bytes in any::<[u8; 4]>(), prefix in 1u8..=32) {
        if let Ok(cidr) = Cidr::new(bytes.into(), prefix) {
            prop_assert_eq!(cidr, cidr.to_string().parse().unwrap());
        }
    }
}
