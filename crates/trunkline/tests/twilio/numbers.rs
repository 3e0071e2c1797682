//! Twilio: numbers.

use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    ext::{NumberExt as _, collect},
    model::{BoundNumberId, E164, NumberMode, NumberSpec, Replaced, WarningCode, WebMethod},
    provider::NumberProvider as _,
    twilio::wire::{NumberFilter, NumberParams},
};

use crate::support::*;

fn e164() -> E164 {
    "+18089255327".parse().unwrap()
}

fn spec() -> NumberSpec {
    NumberSpec::new(e164())
}

fn id() -> BoundNumberId {
    BoundNumberId::new(PN).unwrap()
}

fn route() -> String {
    format!("/v1/Trunks/{TK}/PhoneNumbers")
}

async fn owned(twilio: &Carrier, numbers: Value) {
    let page = v2010_page("incoming_phone_numbers", numbers, None);
    twilio.on("GET …/IncomingPhoneNumbers.json", 200, page).await;
}

const LOOK_UP: &str = "GET …/IncomingPhoneNumbers.json?PhoneNumber=%2B18089255327&PageSize=50";

#[tokio::test]
async fn client_numbers_of_a_trunk() {
    let twilio = carrier().await;
    let (all, one) = (route(), format!("{}/{PN}", route()));
    // Twilio OpenAPI 2.6.7, trunking v1: CreatePhoneNumber, FetchPhoneNumber, ListPhoneNumber (readFull),
    // DeletePhoneNumber.
    twilio.on(&format!("POST {all}"), 201, bound_number()).await;
    twilio.on(&format!("GET {one}"), 200, bound_number()).await;
    twilio.on(&format!("GET {all}"), 200, v1_page("phone_numbers", json!([bound_number()]), None)).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let client = &twilio.client;
    let created = client.associate_phone_number(TK, PN).await.unwrap();
    let fetched = client.fetch_associated_phone_number(TK, PN).await.unwrap();
    let listed = collect(client.list_associated_phone_numbers(TK).stream()).await.unwrap();
    client.dissociate_phone_number(TK, PN).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!("POST {all} PhoneNumberSid={PN}"),
            format!("GET {one}"),
            format!("GET {all}?PageSize=50"),
            format!("DELETE {one}")
        ]
    );
    assert_eq!((created.sid.as_str(), created.phone_number.as_deref()), (PN, Some("+14158675309")));
    assert_eq!(created.trunk_sid.as_deref(), Some(TK));
    // The example's "" and null are both none.
    assert_eq!((&created.voice_application_sid, &created.voice_fallback_url), (&None, &None));
    assert_eq!((&created.status_callback, &created.sms_fallback_url), (&None, &None));
    assert!(!created.voice_caller_id_lookup);
    assert_eq!(created.date_created, Some("2010-12-10T17:27:34Z".parse().unwrap()));
    assert_eq!((&fetched, listed), (&created, vec![created.clone()]));
}

#[tokio::test]
async fn client_numbers_of_the_account() {
    let twilio = carrier().await;
    let (all, one) = ("…/IncomingPhoneNumbers.json", format!("…/IncomingPhoneNumbers/{PN}.json"));
    // Twilio OpenAPI 2.6.7, 2010 API: ListIncomingPhoneNumber (readFull, readEmpty), FetchIncomingPhoneNumber,
    // UpdateIncomingPhoneNumber.
    owned(&twilio, json!([number()])).await;
    owned(&twilio, json!([])).await;
    twilio.on(&format!("GET {one}"), 200, number()).await;
    twilio.on(&format!("POST {one}"), 200, with(number(), json!({"emergency_status": "Inactive"}))).await;
    let client = &twilio.client;
    let mut filter = NumberFilter::default();
    filter.beta = Some(true);
    filter.friendly_name = Some("friendly name".into());
    filter.phone_number = Some("+1987654*".into());
    filter.origin = Some("twilio".into());
    let listed = collect(client.list_incoming_phone_numbers(&filter).stream()).await.unwrap();
    assert_eq!(
        collect(client.list_incoming_phone_numbers(&NumberFilter::default()).stream()).await.unwrap(),
        []
    );
    let fetched = client.fetch_incoming_phone_number(PN).await.unwrap();
    let mut params = NumberParams::default();
    params.friendly_name = Some("n".into());
    params.trunk_sid = Some(TK.into());
    params.voice_application_sid = Some("AP1".into());
    params.voice_url = Some("https://example.com/a?b=c".into());
    params.voice_method = Some(WebMethod::Get);
    params.voice_caller_id_lookup = Some(true);
    let updated = client.update_incoming_phone_number(PN, &params).await.unwrap();
    assert_eq!(
        twilio.asked().await,
        [
            format!(
                "GET {all}?Beta=true&FriendlyName=friendly+name&PhoneNumber=%2B1987654*&Origin=twilio&PageSize=50"
            ),
            format!("GET {all}?PageSize=50"),
            format!("GET {one}"),
            format!(
                "POST {one} FriendlyName=n&TrunkSid={TK}&VoiceApplicationSid=AP1\
                 &VoiceUrl=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc&VoiceMethod=GET&VoiceCallerIdLookup=true"
            )
        ]
    );
    assert_eq!(listed, std::slice::from_ref(&fetched));
    assert_eq!(fetched.phone_number.as_deref(), Some("+18089255327"));
    assert_eq!(fetched.date_created, Some("2015-07-30T23:19:04Z".parse().unwrap()));
    let features = fetched.capabilities.unwrap();
    assert!(features.voice && !features.sms && features.mms && !features.fax);
    assert_eq!((fetched.kind.as_deref(), fetched.status.as_deref()), (Some("local"), Some("in-use")));
    assert_eq!(updated.emergency_status.as_deref(), Some("Inactive"));
}

#[tokio::test]
async fn bind_finds_the_number_itself_and_reports_what_binding_replaces() {
    let twilio = carrier().await;
    let routed = json!({
        "voice_application_sid": "APaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "voice_url": "https://example.com/voice",
        "voice_method": "GET",
    });
    // Twilio's filter finds parts of numbers.
    let longer = json!({"sid": PN2, "phone_number": "+180892553271"});
    owned(&twilio, json!([with(number(), longer), with(number(), routed)])).await;
    twilio
        .on(&format!("POST {}", route()), 201, with(bound_number(), json!({"phone_number": "+18089255327"})))
        .await;
    let done = twilio.twilio.bind_number(&tk(), &spec()).await.unwrap();
    assert_eq!(twilio.asked().await, [LOOK_UP.to_owned(), format!("POST {} PhoneNumberSid={PN}", route())]);
    assert_eq!((done.value.id, done.value.trunk), (id(), tk()));
    assert_eq!((done.value.number, done.value.mode), (trunkline::model::Observed::Valid(e164()), None));
    let Some(Replaced::TwilioNumberRouting(before)) = done.replaced else {
        panic!("what was there is reported")
    };
    assert_eq!(before.voice_application_sid.as_deref(), Some("APaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_eq!(before.voice_url.as_deref(), Some("https://example.com/voice"));
    assert_eq!(before.voice_method, Some(WebMethod::Get));
    assert_eq!(done.warnings[0].code, WarningCode::NumberRoutingReplaced);
}

#[tokio::test]
async fn a_number_that_was_routed_nowhere_has_nothing_replaced() {
    let twilio = carrier().await;
    owned(&twilio, json!([number()])).await;
    twilio.on(&format!("POST {}", route()), 201, bound_number()).await;
    let done = twilio.twilio.bind_number(&tk(), &spec()).await.unwrap();
    assert!(done.replaced.is_none() && done.warnings.is_empty());
}

#[tokio::test]
async fn a_number_that_cannot_be_bound_is_not_sent() {
    for (numbers, kind, says) in [
        (json!([]), ErrorKind::NotFound, "+18089255327"),
        (
            json!([with(number(), json!({"phone_number": "+180892553270"}))]),
            ErrorKind::NotFound,
            "does not own",
        ),
        (json!([with(number(), json!({"trunk_sid": TK}))]), ErrorKind::AlreadyExists, TK),
        (json!([with(number(), json!({"trunk_sid": TK2}))]), ErrorKind::Conflict, TK2),
    ] {
        let twilio = carrier().await;
        owned(&twilio, numbers).await;
        let error = twilio.twilio.bind_number(&tk(), &spec()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (kind, Effect::None));
        assert!(error.message().contains(says), "{error}");
        assert_eq!(twilio.asked().await, [LOOK_UP]);
    }
}

/// Whether Twilio refuses a number that is bound, and with which code, is not documented: 21245 is that of lists.
#[tokio::test]
async fn a_number_that_someone_else_bound_meanwhile_is_looked_at_again() {
    for (trunk, kind, code) in [
        (TK, ErrorKind::AlreadyExists, 21245),
        (TK2, ErrorKind::Conflict, 21245),
        (TK2, ErrorKind::Conflict, 99999),
    ] {
        let twilio = carrier().await;
        owned(&twilio, json!([number()])).await;
        twilio.on(&format!("POST {}", route()), 400, refusal(code, "no", 400)).await;
        owned(&twilio, json!([with(number(), json!({"trunk_sid": trunk}))])).await;
        let error = twilio.twilio.bind_number(&tk(), &spec()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (kind, Effect::None));
        assert!(error.message().contains(trunk), "{error}");
        let said = (error.carrier_code(), error.request_id());
        assert_eq!(said, (Some(code.to_string().as_str()), Some("RQ1")), "the carrier's words stay");
    }
}

/// Only the call that binds knows which application it takes away.
#[tokio::test]
async fn what_binding_replaces_is_reported_also_when_the_answer_is_lost() {
    const APPLICATION: &str = "APaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    for read in [200, 404] {
        let twilio = carrier().await;
        owned(&twilio, json!([with(number(), json!({"voice_application_sid": APPLICATION}))])).await;
        twilio.on(&format!("POST {}", route()), 503, refusal(20503, "Service unavailable", 503)).await;
        let answer = if read == 200 { bound_number() } else { not_found() };
        twilio.on(&format!("GET {}/{PN}", route()), read, answer).await;
        let bound = twilio.twilio.bind_number(&tk(), &spec()).await;
        let asked = twilio.asked().await;
        assert_eq!(asked.iter().filter(|line| line.starts_with("POST")).count(), 1);
        match bound {
            Ok(done) => {
                assert_eq!((read, done.warnings[0].code), (200, WarningCode::FoundAfterUnknown));
                let Some(Replaced::TwilioNumberRouting(before)) = done.replaced else {
                    panic!("what was there is reported")
                };
                assert_eq!(before.voice_application_sid.as_deref(), Some(APPLICATION));
            }
            Err(error) => {
                assert_eq!((read, error.effect()), (404, Effect::Unknown));
                assert!(error.to_string().contains(APPLICATION), "{error}");
            }
        }
    }
}

#[tokio::test]
async fn find_says_where_a_number_is_bound() {
    for (numbers, trunk) in [
        (json!([]), None),
        (json!([number()]), None),
        (json!([with(number(), json!({"trunk_sid": ""}))]), None),
        (json!([with(number(), json!({"trunk_sid": TK2}))]), Some(TK2)),
    ] {
        let twilio = carrier().await;
        owned(&twilio, numbers).await;
        let found = twilio.twilio.find_number(&e164()).await.unwrap();
        assert_eq!(found.map(|bound| bound.trunk.to_string()).as_deref(), trunk);
        assert_eq!(twilio.asked().await, [LOOK_UP]);
    }
}

#[tokio::test]
async fn the_numbers_of_a_trunk_are_listed() {
    let twilio = carrier().await;
    let number = with(bound_number(), json!({"phone_number": "+18089255327"}));
    twilio.on(&format!("GET {}", route()), 200, v1_page("phone_numbers", json!([number]), None)).await;
    let listed = collect(twilio.twilio.list_bound_numbers(&tk())).await.unwrap();
    assert_eq!((&listed[0].id, listed[0].label.as_deref()), (&id(), Some("(415) 867-5309")));
}

#[tokio::test]
async fn ensure_looks_the_number_up_once() {
    let twilio = carrier().await;
    owned(&twilio, json!([with(number(), json!({"trunk_sid": TK}))])).await;
    assert!(!twilio.twilio.ensure_number(&tk(), &spec()).await.unwrap().changed);
    assert_eq!(twilio.asked().await, [LOOK_UP]);

    owned(&twilio, json!([number()])).await;
    twilio.on(&format!("POST {}", route()), 201, bound_number()).await;
    assert!(twilio.twilio.ensure_number(&tk(), &spec()).await.unwrap().changed);
    assert_eq!(twilio.asked().await, [LOOK_UP.to_owned(), format!("POST {} PhoneNumberSid={PN}", route())]);
}

#[tokio::test]
async fn unbind_never_touches_the_account_s_number() {
    let twilio = carrier().await;
    let one = format!("{}/{PN}", route());
    twilio.on(&format!("GET {one}"), 200, with(bound_number(), json!({"voice_url": ""}))).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let done = twilio.twilio.unbind_number(&tk(), &id()).await.unwrap();
    assert_eq!(twilio.asked().await, [format!("GET {one}"), format!("DELETE {one}")]);
    assert_eq!(done.warnings[0].code, WarningCode::NumberUnrouted);
    assert!(done.warnings[0].message.contains("nowhere"));
    assert!(matches!(done.replaced, Some(Replaced::BoundNumber(before)) if before.id == id()));

    // With a voice URL, that is where calls go again.
    twilio.on(&format!("GET {one}"), 200, bound_number()).await;
    twilio.on(&format!("DELETE {one}"), 204, json!(null)).await;
    let done = twilio.twilio.unbind_number(&tk(), &id()).await.unwrap();
    assert!(done.warnings[0].message.contains("voice URLs"));

    twilio.on(&format!("GET {one}"), 404, not_found()).await;
    let error = twilio.twilio.unbind_number(&tk(), &id()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::None));
}

#[tokio::test]
async fn a_mode_is_unsupported_and_nothing_is_sent() {
    let twilio = carrier().await;
    let error = twilio.twilio.set_number_mode(&tk(), &id(), &NumberMode::Flow).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Unsupported, Effect::None));
    assert_eq!(error.identity().unwrap().account, AC);
    assert_eq!(twilio.asked().await, [""; 0]);
}
