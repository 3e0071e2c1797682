//! Twilio: where inbound calls go.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    ext::{OriginationExt as _, collect},
    model::{
        Action, ObjectId, OriginationUriId, OriginationUriPatch, OriginationUriSpec, Replaced, Step,
        TwilioOriginationOptions, WarningCode,
    },
    provider::OriginationProvider as _,
    twilio::wire::{NewOriginationUrl, OriginationUrlParams},
};

use crate::support::*;

const URI: &str = "sip:sbc.example.com:5061;transport=tls";

fn spec() -> OriginationUriSpec {
    OriginationUriSpec::new(URI.parse().unwrap())
}

fn id() -> OriginationUriId {
    OriginationUriId::new(OU).unwrap()
}

fn route() -> String {
    format!("/v1/Trunks/{TK}/OriginationUrls")
}

fn target(sid: &str, uri: &str) -> Value {
    with(origination_url(), json!({"sid": sid, "sip_url": uri}))
}

async fn there(twilio: &Carrier, targets: Value) {
    twilio.on(&format!("GET {}", route()), 200, v1_page("origination_urls", targets, None)).await;
}

#[tokio::test]
async fn client_origination_urls() {
    let twilio = carrier().await;
    let (all, one) = (route(), format!("{}/{OU}", route()));
    // Twilio OpenAPI 2.6.7: CreateOriginationUrl, FetchOriginationUrl, UpdateOriginationUrl, ListOriginationUrl
    // (readFull), DeleteOriginationUrl.
    twilio.on(&format!("POST {all}"), 201, with(origination_url(), json!({"enabled": true}))).await;
    twilio.on(&format!("GET {one}"), 200, origination_url()).await;
    let updated = json!({"weight": 2, "priority": 2, "friendly_name": "updated_name", "sip_url": "sip://sip-updated.com:4321"});
    twilio.on(&format!("POST {one}"), 200, with(origination_url(), updated)).await;
    there(&twilio, json!([origination_url()])).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let mut new = NewOriginationUrl::new("sip://sip-box.com:1234", "friendly_name");
    new.priority = 1;
    let created = client.create_origination_url(TK, &new).await.unwrap();
    let fetched = client.fetch_origination_url(TK, OU).await.unwrap();
    let mut params = OriginationUrlParams::default();
    params.friendly_name = Some("updated_name".into());
    params.weight = Some(2);
    params.priority = Some(2);
    params.sip_url = Some("sip://sip-updated.com:4321".into());
    params.enabled = Some(false);
    let updated = client.update_origination_url(TK, OU, &params).await.unwrap();
    let listed = collect(client.list_origination_urls(TK).stream()).await.unwrap();
    client.delete_origination_url(TK, OU).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!(
                "POST {all} Weight=1&Priority=1&Enabled=true&FriendlyName=friendly_name&SipUrl=sip%3A%2F%2Fsip-box.com%3A1234"
            ),
            format!("GET {one}"),
            format!(
                "POST {one} Weight=2&Priority=2&Enabled=false&FriendlyName=updated_name&SipUrl=sip%3A%2F%2Fsip-updated.com%3A4321"
            ),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!(
        (created.sid.as_str(), created.weight, created.priority, created.enabled),
        (OU, 1, 1, Some(true))
    );
    assert_eq!(created.date_created, Some("2018-05-07T20:20:46Z".parse().unwrap()));
    assert_eq!(listed, [fetched]);
    assert_eq!((updated.weight, updated.sip_url.as_deref()), (2, Some("sip://sip-updated.com:4321")));
}

#[tokio::test]
async fn add_looks_first_and_labels_a_target_with_its_uri() {
    let twilio = carrier().await;
    there(&twilio, json!([])).await;
    twilio.on(&format!("POST {}", route()), 201, target(OU, URI)).await;
    let done = twilio.twilio.add_origination_uri(&tk(), &spec()).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("GET {}?PageSize=50", route()),
            format!(
                "POST {} Weight=1&Priority=0&Enabled=true&FriendlyName=sip%3Asbc.example.com%3A5061%3Btransport%3Dtls\
                 &SipUrl=sip%3Asbc.example.com%3A5061%3Btransport%3Dtls",
                route()
            )
        ]
    );
    assert_eq!(done.value.uri, spec().uri);

    // A label is cut to what Twilio's documentation takes; a label given is sent as it is.
    let long = format!("sip:{}.example.com", "x".repeat(63));
    there(&twilio, json!([])).await;
    twilio.on(&format!("POST {}", route()), 201, target(OU, &long)).await;
    let options = TwilioOriginationOptions::default().with_enabled(false);
    let off =
        OriginationUriSpec::new(long.parse().unwrap()).with_priority(10).with_weight(20).with_twilio(options);
    assert!(twilio.twilio.add_origination_uri(&tk(), &off).await.unwrap().changed);
    let label = format!("sip%3A{}", "x".repeat(60));
    assert!(
        twilio.asked().await[1]
            .contains(&format!("Weight=20&Priority=10&Enabled=false&FriendlyName={label}&"))
    );
}

#[tokio::test]
async fn an_equal_target_or_an_eleventh_is_not_sent() {
    let twilio = carrier().await;
    there(&twilio, json!([target(OU, "sip:SBC.example.com:5061;transport=TLS")])).await;
    let error = twilio.twilio.add_origination_uri(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::None));
    assert!(error.message().contains(OU), "{error}");

    let ten: Vec<Value> =
        (0..10).map(|i| target(&format!("OU{i:032x}"), &format!("sip:{i}.example.com"))).collect();
    there(&twilio, json!(ten)).await;
    let error = twilio.twilio.add_origination_uri(&tk(), &spec()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::LimitReached, Effect::None));

    let nine: Vec<Value> = ten.into_iter().skip(1).collect();
    there(&twilio, json!(nine)).await;
    let two = [spec(), OriginationUriSpec::new("sip:b.example.com".parse().unwrap())];
    let error = twilio.twilio.add_origination_uris(&tk(), &two).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::LimitReached, Effect::None));
    assert!(twilio.asked().await.iter().all(|line| line.starts_with("GET")));
}

#[tokio::test]
async fn what_twilio_would_refuse_is_refused_before_anything_is_sent() {
    let twilio = carrier().await;
    let options = TwilioOriginationOptions::default().with_friendly_name("x".repeat(65));
    for specs in
        [vec![spec().with_weight(0)], vec![spec().with_twilio(options.clone())], vec![spec(), spec()]]
    {
        let error = twilio.twilio.add_origination_uris(&tk(), &specs).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidInput, Effect::None));
    }
    for patch in
        [OriginationUriPatch::default().with_weight(0), OriginationUriPatch::default().with_twilio(options)]
    {
        let error = twilio.twilio.update_origination_uri(&tk(), &id(), &patch).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::InvalidInput, Effect::None));
    }
    assert_eq!(twilio.asked().await, [""; 0]);
}

#[tokio::test]
async fn several_that_stop_in_the_middle_say_what_was_done_and_what_was_not_tried() {
    for (status, effect) in [(400, Effect::Partial), (503, Effect::Unknown)] {
        let twilio = carrier().await;
        there(&twilio, json!([])).await;
        twilio.on(&format!("POST {}", route()), 201, target(OU, "sip:a.example.com")).await;
        twilio.on(&format!("POST {}", route()), status, refusal(20001, "no", status)).await;
        let uris = ["sip:a.example.com", "sip:b.example.com", "sip:c.example.com"];
        let specs = uris.map(|uri| OriginationUriSpec::new(uri.parse().unwrap()));
        let error = twilio.twilio.add_origination_uris(&tk(), &specs).await.unwrap_err();
        assert_eq!(error.effect(), effect);
        assert_eq!(error.done(), [Step::new(Action::Created, ObjectId::OriginationUri(id()))]);
        let text = error.to_string();
        assert!(text.contains("sip:b.example.com that failed; not tried: sip:c.example.com"), "{text}");
    }
}

#[tokio::test]
async fn ensure_after_a_lost_answer_makes_no_second_one() {
    let twilio = carrier().await;
    there(&twilio, json!([])).await;
    twilio.on(&format!("POST {}", route()), 502, json!({"message": "bad gateway"})).await;
    there(&twilio, json!([with(target(OU, URI), json!({"priority": 0}))])).await;
    let done = twilio.twilio.ensure_origination_uri(&tk(), &spec()).await.unwrap();
    assert_eq!((done.value.id, done.warnings[0].code), (id(), WarningCode::FoundAfterUnknown));
    assert_eq!(twilio.asked().await.iter().filter(|line| line.starts_with("POST")).count(), 1);
}

#[tokio::test]
async fn update_sends_only_what_differs() {
    let twilio = carrier().await;
    let one = format!("{}/{OU}", route());
    twilio.on(&format!("GET {one}"), 200, origination_url()).await;
    twilio
        .on(&format!("POST {one}"), 200, with(origination_url(), json!({"priority": 5, "enabled": true})))
        .await;
    let options = TwilioOriginationOptions::default().with_enabled(true).with_friendly_name("friendly_name");
    let patch = OriginationUriPatch::default().with_priority(5).with_weight(1).with_twilio(options);
    let done = twilio.twilio.update_origination_uri(&tk(), &id(), &patch).await.unwrap();
    assert_eq!(twilio.asked().await, [format!("GET {one}"), format!("POST {one} Priority=5&Enabled=true")]);
    assert_eq!((done.value.priority, done.value.enabled), (5, Some(true)));
    assert!(matches!(done.replaced, Some(Replaced::OriginationUri(before)) if before.priority == 1));

    twilio
        .on(&format!("GET {one}"), 200, with(origination_url(), json!({"priority": 5, "enabled": true})))
        .await;
    let again = twilio.twilio.update_origination_uri(&tk(), &id(), &patch).await.unwrap();
    assert!(!again.changed);
    assert_eq!(twilio.asked().await, [format!("GET {one}")]);
}

#[tokio::test]
async fn remove_says_what_was_there() {
    let twilio = carrier().await;
    let one = format!("{}/{OU}", route());
    twilio.on(&format!("GET {one}"), 200, target(OU, URI)).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let done = twilio.twilio.remove_origination_uri(&tk(), &id()).await.unwrap();
    assert!(matches!(done.replaced, Some(Replaced::OriginationUri(before)) if before.uri == spec().uri));
    twilio.on(&format!("GET {one}"), 404, not_found()).await;
    let error = twilio.twilio.remove_origination_uri(&tk(), &id()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::None));
}

/// Live, by a third party: weight 0 is accepted; Twilio OpenAPI 2.6.7: `sip://` in its own example.
#[tokio::test]
async fn what_a_spec_refuses_is_listed_nevertheless() {
    let twilio = carrier().await;
    there(&twilio, json!([with(origination_url(), json!({"weight": 0, "priority": "7", "enabled": null}))]))
        .await;
    let listed = collect(twilio.twilio.list_origination_uris(&tk())).await.unwrap();
    assert_eq!(listed[0].uri.to_string(), "sip://sip-box.com:1234");
    assert!(listed[0].uri.valid().is_none());
    assert_eq!((listed[0].weight, listed[0].priority, listed[0].enabled), (0, 7, None));
}
