//! Trunks, user names and targets that could be taken for one another.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{EffectiveAuth, OriginationUri, OriginationUriId, TerminationAuth};
use trunkline_engine::{Noun, WantedCredential, WantedTrunk, loss::Left, observe::ObservedTrunk};

use crate::{
    rules::{field, moved, moved_to, on_exotel, on_twilio},
    samples::{address, credential, target, trunk},
};

#[test]
fn one_domain_has_a_user_name_and_an_address_once() {
    let there = ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(TerminationAuth::Digest)),
        credentials: Some(vec![credential("agent"), credential("other")]),
        ..on_twilio()
    };
    let (_, wanted) = moved_to(&there, |target| {
        target.shared.usernames.insert("agent".to_owned());
    });
    assert_eq!(usernames(&wanted), ["agentx2", "other"]);
    let there =
        ObservedTrunk { acl: Some(vec![address("44.229.228.186"), address("52.9.9.9")]), ..on_twilio() };
    let (loss, wanted) = moved_to(&there, |target| {
        target.shared.addresses.insert("44.229.228.184/30".parse().unwrap());
    });
    assert_eq!(wanted.acl.unwrap().len(), 2);
    let verdict = |key: &str| &field(&loss, Some(Noun::Acl), key, "cidr").verdict;
    assert!(verdict("44.229.228.186/32").words().contains("which trunk a call from it is of"), "{loss:#?}");
    assert_eq!(verdict("52.9.9.9/32").word(), "exact");
}

fn usernames(wanted: &WantedTrunk) -> Vec<String> {
    wanted.credentials.iter().flatten().map(WantedCredential::carrier_username).collect()
}

/// What an earlier migration left on a trunk of this name.
fn left(id: &str, name: &str, username: &str) -> Left {
    Left {
        trunk: trunk(id, name),
        usernames: BTreeSet::from([username.to_owned()]),
        addresses: BTreeSet::from(["44.229.228.186/32".parse().unwrap()]),
        rotations: BTreeMap::new(),
    }
}

/// It places calls as before.
#[test]
fn what_was_left_on_another_trunk_of_the_domain_is_not_asked_for_once_more() {
    let digest = Some(EffectiveAuth::Mode(TerminationAuth::Digest));
    let agent = || Some(vec![credential("agent")]);
    let there = ObservedTrunk { auth: digest, credentials: agent(), ..on_twilio() };
    let own = |username| left("trmum1cccccccccccccccccccccc", "cc", username);
    let other = |username| left("trmum1dddddddddddddddddddddd", "other", username);
    for (lefts, username) in [
        (vec![other("agent")], "agentx2"),
        (vec![own("agentx2"), other("agent")], "agentx2_2"),
        (vec![own("agent"), other("agent_2")], "agent_3"),
        (vec![own("agent")], "agent_2"),
    ] {
        let (_, wanted) = moved_to(&there, |target| target.left = lefts);
        assert_eq!(usernames(&wanted), [username]);
    }
    let there = ObservedTrunk { acl: Some(vec![address("44.229.228.186")]), ..on_twilio() };
    for (left, told) in [(other("agent"), "approximated"), (own("agent"), "exact")] {
        let (loss, _) = moved_to(&there, |target| target.left = vec![left]);
        assert_eq!(field(&loss, Some(Noun::Acl), "", "cidr").verdict.word(), told);
    }
    // On Twilio each has a domain of its own.
    let there = ObservedTrunk { auth: digest, credentials: agent(), ..on_exotel() };
    let mut other = left("TK00000000000000000000000000000009", "other", "agent");
    other.trunk.termination.domain = Some("other.pstn.twilio.com".to_owned());
    let (_, wanted) = moved_to(&there, |target| target.left = vec![other]);
    assert_eq!(usernames(&wanted), ["agent"]);
}

/// A name that a file has for another trunk would lead to that one.
#[test]
fn what_files_call_another_trunk_is_no_name_for_this_one() {
    for there in [on_exotel(), on_twilio()] {
        let (loss, wanted) = moved_to(&there, |target| {
            target.names.insert("cc".to_owned());
        });
        assert_eq!((loss.becomes.as_str(), wanted.spec.name.as_str()), ("cc_2", "cc_2"));
    }
}

/// A trunk on Twilio that has no domain is known by its name alone.
#[test]
fn what_another_trunk_is_known_by_on_twilio_is_no_name_for_this_one() {
    let mut there = on_exotel();
    there.trunk.name = "Contact centre!".to_owned();
    let (loss, wanted) = moved_to(&there, |target| {
        target.names.insert("Contact centre!".to_owned());
    });
    assert_eq!(loss.becomes.as_str(), "Contact_centre_2");
    assert_eq!(wanted.spec.twilio.friendly_name, None);
}

/// Whether its records lead to the port that is written out, nobody has said.
#[test]
fn a_target_that_is_found_by_records_is_told() {
    for (uri, becomes) in [
        ("sip:sbc.example.com;transport=tls", "tls on port 5061 of sbc.example.com"),
        ("sip:sbc.example.com", "tcp on port 5060 of sbc.example.com"),
    ] {
        let (_, wanted) = moved(&ObservedTrunk { origination: Some(vec![target(uri)]), ..on_twilio() });
        let told: Vec<String> = wanted.shortfalls.iter().map(ToString::to_string).collect();
        assert!(matches!(&told[..], [one] if one.contains(becomes)), "{told:?}");
        assert!(wanted.shortfalls[0].stops_calls(wanted.spec.auth));
    }
}

fn at(id: &str, uri: &str, priority: u16) -> OriginationUri {
    OriginationUri::new(OriginationUriId::new(id).unwrap(), target(uri).uri, priority, 1)
}

#[test]
fn targets_that_become_one_keep_their_place_in_the_order() {
    let (tcp, udp) = ("sip:sbc.example.com:5060;transport=tcp", "sip:sbc.example.com:5060;transport=udp");
    let targets =
        vec![at("1", tcp, 20), at("2", "sip:b.example.com:5060;transport=tcp", 15), at("3", udp, 10)];
    let (loss, wanted) = moved(&ObservedTrunk { origination: Some(targets), ..on_twilio() });
    let order: Vec<(&str, u16)> =
        wanted.origination.iter().flatten().map(|spec| (spec.uri.host(), spec.priority)).collect();
    assert_eq!(order, [("sbc.example.com", 10), ("b.example.com", 15)]);
    let priority = |uri| field(&loss, Some(Noun::Origination), uri, "priority");
    assert_eq!((priority(tcp).verdict.word(), priority(tcp).after.as_deref()), ("approximated", Some("10")));
    assert_eq!(priority(udp).verdict.word(), "exact");
    let uri = &field(&loss, Some(Noun::Origination), tcp, "uri").verdict;
    assert!(uri.words().contains("one target with others"), "{uri:?}");
}

#[test]
fn a_target_that_is_in_use_stands_for_its_double_that_is_not() {
    let uri = "sip:sbc.example.com:5061;transport=tls";
    for there in [on_twilio(), on_exotel()] {
        let mut off = at("1", uri, 0);
        off.enabled = Some(false);
        let there = ObservedTrunk { origination: Some(vec![off, at("2", uri, 10)]), ..there };
        let (loss, wanted) = moved(&there);
        let [only] = &wanted.origination.as_deref().unwrap() else { panic!("{wanted:?}") };
        assert_eq!((only.priority, only.twilio.enabled), (10, None));
        let verdicts = loss.objects.iter().filter(|object| object.noun == Some(Noun::Origination));
        for object in verdicts {
            let uri = object.fields.iter().find(|field| field.field == "uri").unwrap();
            assert_eq!(uri.verdict.word(), "approximated", "{uri:?}");
        }
    }
}
