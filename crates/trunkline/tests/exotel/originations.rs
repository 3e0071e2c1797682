//! Origination URIs on Exotel: every request on the wire, every documented answer, and what the contract makes of them.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    exotel::wire::DestinationUpdate,
    model::{
        Action, ManualStepCode, ObjectId, OriginationUriId, OriginationUriPatch, OriginationUriSpec,
        Replaced, Step,
    },
    provider::OriginationProvider as _,
};
use wiremock::ResponseTemplate;

use crate::support::*;

const NAME: &str = "sip:sip.company.com:5061;transport=tls";
const ADDRESS: &str = "sip:44.248.146.11:5061;transport=tls";

fn spec(uri: &str) -> OriginationUriSpec {
    OriginationUriSpec::new(uri.parse().unwrap())
}

fn id() -> OriginationUriId {
    "2544".parse().unwrap()
}

fn held() -> Value {
    destination("2544", NAME)
}

fn created(id: &str) -> Step {
    Step::new(Action::Created, ObjectId::OriginationUri(id.parse().unwrap()))
}

/// Exotel's vSIP trunk API reference on GitHub, captured samples c06dc463… and f4909884…
fn not_whitelisted() -> Value {
    failure(400, 1002, "Invalid parameter", "Destination not whitelisted")
}

#[tokio::test]
async fn every_call_on_the_wire() {
    let answers = vec![batch(200, &[success(&held())]), list(&[held()]), one(&held()), one(&held())];
    let ((), sent) = exchange(answers, async |client| {
        let trunk = trunk_id();
        let destinations = ["sip.company.com:5061;transport=tls"];
        let outcomes = client.map_destination_uris(&trunk, &destinations).await.unwrap();
        let mapped = outcomes[0].as_ref().unwrap();
        assert_eq!((&mapped.id, mapped.destination.as_str()), (&id(), NAME));
        assert_eq!((mapped.priority, mapped.weight, mapped.r#type.as_deref()), (0, 1, Some("public")));
        assert_eq!(client.list_destination_uris(&trunk).first_page().await.unwrap().items.len(), 1);
        let update = DestinationUpdate::default().with_priority(0).with_weight(5);
        assert!(client.update_destination_uri(&trunk, &id(), &update).await.unwrap().is_some());
        assert!(client.delete_destination_uri(&trunk, &id()).await.unwrap().is_some());
    })
    .await;
    assert_eq!(
        sent,
        [
            on_trunk(
                "POST",
                r#"destination-uris {"destinations":[{"destination":"sip.company.com:5061;transport=tls"}]}"#
            ),
            on_trunk("GET", "destination-uris"),
            on_trunk("PUT", r#"destination-uris/2544 {"priority":0,"weight":5}"#),
            on_trunk("DELETE", "destination-uris?id=2544"),
        ]
    );
}

#[tokio::test]
async fn each_entry_of_a_batch_is_judged_by_itself_whatever_the_status() {
    for http in [200, 207] {
        let answer = batch(http, &[not_whitelisted(), success(&held())]);
        let ((), _) = exchange(vec![answer], async |client| {
            let outcomes = client.map_destination_uris(&trunk_id(), &["a", "b"]).await.unwrap();
            let error = outcomes[0].as_ref().unwrap_err();
            assert_eq!(told(error), "AclRequired, None");
            assert_eq!((error.carrier_code(), error.http_status()), (Some("1002"), Some(400)));
            assert_eq!(error.request_id(), Some("10a67da360d446378d5c2b66407b7f18"));
            assert_eq!(outcomes[1].as_ref().unwrap().id, id());
        })
        .await;
    }
}

#[tokio::test]
async fn a_target_is_sent_without_its_scheme_and_read_with_it() {
    let (done, sent) = provided(vec![empty(), batch(200, &[success(&held())])], async |exotel| {
        exotel.add_origination_uri(&trunk_id(), &spec(NAME)).await.unwrap()
    })
    .await;
    assert!(done.changed);
    assert_eq!(done.value.uri, spec(NAME).uri);
    assert_eq!((done.value.priority, done.value.weight), (0, 1));
    assert_eq!(done.manual_steps[0].code, ManualStepCode::ExotelInboundFlow);
    assert_eq!(
        sent,
        [
            // A host name needs no look at the ACL.
            on_trunk("GET", "destination-uris"),
            on_trunk(
                "POST",
                r#"destination-uris {"destinations":[{"destination":"sip.company.com:5061;transport=tls"}]}"#
            ),
        ]
    );
}

#[tokio::test]
async fn what_exotel_cannot_call_is_refused_before_sending() {
    for (uri, words) in [
        ("sips:sip.company.com:5061", "sips:"),
        ("sip:sip.company.com;transport=tls", "port"),
        ("sip:sip.company.com:5060", "transport"),
        ("sip:sip.company.com:5060;transport=udp", "UDP"),
        ("sip:[2001:4860:4860::8888]:5061;transport=tls", "IPv6"),
    ] {
        let (done, sent) =
            provided(vec![], async |exotel| exotel.add_origination_uri(&trunk_id(), &spec(uri)).await).await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), "InvalidInput, None");
        assert!(error.to_string().contains(words) && error.to_string().contains(uri), "{error}");
        assert!(sent.is_empty());
    }
    let ((), sent) = provided(vec![], async |exotel| {
        let nothing = spec(NAME).with_weight(0);
        let error = exotel.add_origination_uri(&trunk_id(), &nothing).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let twice = [spec(NAME), spec("sip:SIP.company.com:5061;transport=TLS")];
        let error = exotel.add_origination_uris(&trunk_id(), &twice).await.unwrap_err();
        assert!(error.to_string().contains("twice"), "{error}");
        assert!(!exotel.add_origination_uris(&trunk_id(), &[]).await.unwrap().changed);
    })
    .await;
    assert!(sent.is_empty());
}

#[tokio::test]
async fn an_ipv4_target_must_be_on_the_acl() {
    let range = with(with(row(), "ip", &json!("44.248.0.0")), "mask", &json!(16));
    for rows in [list(&[row()]), list(&[range])] {
        let target = destination("2543", ADDRESS);
        let (done, sent) = provided(vec![rows, empty(), batch(200, &[success(&target)])], async |exotel| {
            exotel.add_origination_uri(&trunk_id(), &spec(ADDRESS)).await
        })
        .await;
        assert!(done.is_ok());
        assert_eq!(sent[0], on_trunk("GET", "whitelisted-ips"));
    }
    let other = with(row(), "ip", &json!("44.248.146.12"));
    for (answers, words) in [
        (vec![list(&[other])], "add it first"),
        (vec![empty(), empty()], "add it first"),
        // On a digest trunk the entry would do more than it is for.
        (vec![empty(), list(&[credential()])], "use a host name: the trunk authenticates calls by digest"),
    ] {
        let requests = answers.len();
        let (done, sent) =
            provided(answers, async |exotel| exotel.add_origination_uri(&trunk_id(), &spec(ADDRESS)).await)
                .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), "AclRequired, None");
        assert!(error.to_string().contains("44.248.146.11") && error.to_string().contains(words), "{error}");
        assert_eq!(sent.len(), requests, "reads only: {sent:?}");
    }
}

#[tokio::test]
async fn the_carriers_own_refusal_means_the_same() {
    let (done, _) = provided(vec![empty(), batch(207, &[not_whitelisted()])], async |exotel| {
        exotel.add_origination_uri(&trunk_id(), &spec(NAME)).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "AclRequired, None");
    assert!(error.to_string().contains("Destination not whitelisted"), "{error}");
    assert!(error.to_string().contains("ACL first"), "{error}");

    let invalid = failure(400, 1002, "Invalid parameter", "Destination is not a valid Ip or Fqdn");
    let duplicate = failure(409, 1008, "Duplicate resource", "");
    for (entry, wanted) in [(invalid, "InvalidInput, None"), (duplicate, "AlreadyExists, None")] {
        let (done, _) = provided(vec![empty(), batch(207, &[entry])], async |exotel| {
            exotel.add_origination_uri(&trunk_id(), &spec(NAME)).await
        })
        .await;
        assert_eq!(told(&done.unwrap_err()), wanted);
    }
}

#[tokio::test]
async fn a_target_that_is_there_in_other_letters_is_not_sent_again() {
    let (done, sent) = provided(vec![list(&[held()])], async |exotel| {
        exotel.add_origination_uri(&trunk_id(), &spec("sip:SIP.Company.com:5061;transport=TLS")).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "AlreadyExists, None");
    assert!(error.message().contains("2544"));
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn priority_and_weight_take_a_second_request() {
    let wanted = spec(NAME).with_priority(3).with_weight(7);
    let adjusted = with(with(held(), "priority", &json!(3)), "weight", &json!(7));
    for after in [one(&adjusted), one(&json!(null))] {
        let (done, sent) = provided(vec![empty(), batch(200, &[success(&held())]), after], async |exotel| {
            exotel.add_origination_uri(&trunk_id(), &wanted).await.unwrap()
        })
        .await;
        assert_eq!((done.value.priority, done.value.weight), (3, 7));
        assert_eq!(sent[2], on_trunk("PUT", r#"destination-uris/2544 {"priority":3,"weight":7}"#));
    }
}

#[tokio::test]
async fn when_the_second_request_fails_the_error_says_how_the_target_stands() {
    let wanted = spec(NAME).with_weight(7);
    for (failed, effect) in [
        (refused(400, 1002, "Invalid parameter", "no"), Effect::Partial),
        (ResponseTemplate::new(503), Effect::Unknown),
    ] {
        let (done, _) = provided(vec![empty(), batch(200, &[success(&held())]), failed], async |exotel| {
            exotel.add_origination_uri(&trunk_id(), &wanted).await
        })
        .await;
        let error = done.unwrap_err();
        assert_eq!(error.effect(), effect);
        assert_eq!(error.done(), [created("2544")]);
        let words =
            "target 2544 (sip:sip.company.com:5061;transport=tls) was added with priority 0 and weight 1";
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[tokio::test]
async fn a_batch_is_one_request_and_matched_by_target_not_by_place() {
    let second = "sip:b.company.com:5060;transport=tcp";
    let specs = [spec(NAME), spec(second)];
    let answers =
        vec![empty(), batch(200, &[success(&destination("2", second)), success(&destination("1", NAME))])];
    let (done, sent) =
        provided(answers, async |exotel| exotel.add_origination_uris(&trunk_id(), &specs).await.unwrap())
            .await;
    let ids: Vec<&str> = done.value.iter().map(|uri| uri.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(sent.len(), 2);
    assert!(sent[1].contains(r#"[{"destination":"sip.company.com:5061;transport=tls"},{"destination":"b.company.com:5060;transport=tcp"}]"#));
}

#[tokio::test]
async fn a_batch_of_which_some_are_refused_is_partial_and_names_them() {
    let second = "sip:b.company.com:5060;transport=tcp";
    let specs = [spec(second), spec(NAME).with_priority(1)];
    // The refused one comes last here, and was asked for first.
    let answers = vec![
        empty(),
        batch(207, &[success(&held()), not_whitelisted()]),
        one(&with(held(), "priority", &json!(1))),
    ];
    let (done, sent) =
        provided(answers, async |exotel| exotel.add_origination_uris(&trunk_id(), &specs).await).await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "AclRequired, Partial");
    assert_eq!(error.done(), [created("2544")]);
    assert!(error.message().contains(second) && !error.message().contains(NAME), "{error}");
    assert_eq!(sent.len(), 3, "what was added gets its priority");

    let all = batch(207, &[not_whitelisted(), not_whitelisted()]);
    let (done, _) =
        provided(vec![empty(), all], async |exotel| exotel.add_origination_uris(&trunk_id(), &specs).await)
            .await;
    assert_eq!(told(&done.unwrap_err()), "AclRequired, None");
}

#[tokio::test]
async fn an_answer_that_leaves_a_target_out_is_not_taken_for_success() {
    let specs = [spec(NAME), spec("sip:b.company.com:5060;transport=tcp")];
    let (done, _) = provided(vec![empty(), batch(200, &[success(&held())])], async |exotel| {
        exotel.add_origination_uris(&trunk_id(), &specs).await
    })
    .await;
    let error = done.unwrap_err();
    assert_eq!(told(&error), "MalformedResponse, Unknown");
    assert_eq!(error.done(), [created("2544")]);
}

#[tokio::test]
async fn a_lost_answer_leaves_the_outcome_unknown_and_is_not_sent_again() {
    let html = ResponseTemplate::new(504).set_body_raw("<html>", "text/html");
    let (done, sent) = with_attempts(3, vec![empty(), html], async |client| {
        trunkline::exotel::Exotel::new(client).add_origination_uri(&trunk_id(), &spec(NAME)).await
    })
    .await;
    assert_eq!(done.unwrap_err().effect(), Effect::Unknown);
    assert_eq!(sent.len(), 2);
}

#[tokio::test]
async fn an_update_sends_what_changes_and_nothing_else() {
    let patch = OriginationUriPatch::default().with_priority(0).with_weight(9);
    let after = with(held(), "weight", &json!(9));
    let (done, sent) = provided(vec![list(&[held()]), one(&after)], async |exotel| {
        exotel.update_origination_uri(&trunk_id(), &id(), &patch).await.unwrap()
    })
    .await;
    assert_eq!(done.value.weight, 9);
    assert!(matches!(done.replaced, Some(Replaced::OriginationUri(before)) if before.weight == 1));
    assert_eq!(sent[1], on_trunk("PUT", r#"destination-uris/2544 {"weight":9}"#));

    let same = OriginationUriPatch::default().with_weight(1);
    let (done, sent) = provided(vec![list(&[held()])], async |exotel| {
        exotel.update_origination_uri(&trunk_id(), &id(), &same).await.unwrap()
    })
    .await;
    assert!(!done.changed);
    assert_eq!(sent.len(), 1);

    let nothing = OriginationUriPatch::default().with_weight(0);
    let (done, sent) =
        provided(vec![], async |exotel| exotel.update_origination_uri(&trunk_id(), &id(), &nothing).await)
            .await;
    assert_eq!(told(&done.unwrap_err()), "InvalidInput, None");
    assert!(sent.is_empty());
}

#[tokio::test]
async fn removing_keeps_the_target_and_is_not_found_the_second_time() {
    let (done, sent) = provided(vec![list(&[held()]), one(&held())], async |exotel| {
        exotel.remove_origination_uri(&trunk_id(), &id()).await.unwrap()
    })
    .await;
    assert!(matches!(done.replaced, Some(Replaced::OriginationUri(before)) if before.id == id()));
    assert_eq!(done.manual_steps.len(), 1);
    assert_eq!(sent[1], on_trunk("DELETE", "destination-uris?id=2544"));

    let (done, _) =
        provided(vec![empty()], async |exotel| exotel.remove_origination_uri(&trunk_id(), &id()).await).await;
    assert_eq!(told(&done.unwrap_err()), "NotFound, None");
}

#[tokio::test]
async fn a_target_we_would_not_write_is_listed_as_it_is() {
    // A live create without a transport went through in August 2025.
    let odd = with(destination("1", "44.248.146.11:5060"), "priority", &json!(70000));
    let (uris, _) = provided(vec![list(&[odd, destination("2", "sip:not a host")])], async |exotel| {
        trunkline::ext::collect(exotel.list_origination_uris(&trunk_id())).await.unwrap()
    })
    .await;
    assert_eq!(uris[0].uri.to_string(), "sip:44.248.146.11:5060");
    assert_eq!(uris[0].priority, u16::MAX);
    assert!(uris[1].uri.valid().is_none());
}
