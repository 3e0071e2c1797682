//! Numbers on Exotel: every request on the wire, every documented answer, and what the contract makes of them.

use serde_json::json;
use trunkline::{
    ErrorKind,
    exotel::wire::{NewPhoneNumber, PhoneNumberUpdate},
    model::{
        BoundNumberId, E164, ExotelNumberOptions, ManualStepCode, NumberMode, NumberSpec, Observed, Replaced,
    },
    provider::NumberProvider as _,
};
use wiremock::ResponseTemplate;

use crate::support::*;

fn e164() -> E164 {
    "+918040264208".parse().unwrap()
}

fn id() -> BoundNumberId {
    "41523".parse().unwrap()
}

/// Exotel's docs portal, Trunk maps, a sample typed by hand.
fn map(trunk: &str) -> serde_json::Value {
    json!({"exophone": "+918040264208", "trunk_sid": trunk, "phone_number_id": "41523", "mode": "flow"})
}

#[tokio::test]
async fn every_call_on_the_wire() {
    let answers = vec![
        one(&number()),
        one(&number()),
        list(&[number()]),
        one(&number()),
        one(&json!(null)),
        one(&map(TRUNK)),
    ];
    let ((), sent) = exchange(answers, async |client| {
        let trunk = trunk_id();
        let plain = NewPhoneNumber::new(e164());
        let mapped = client.map_phone_number(&trunk, &plain).await.unwrap();
        assert_eq!((mapped.id, mapped.phone_number.as_str()), (id(), "+918040264208"));
        let flow = plain.with_mode(NumberMode::Flow);
        assert_eq!(client.map_phone_number(&trunk, &flow).await.unwrap().mode, Some(NumberMode::Flow));
        assert_eq!(client.list_phone_numbers(&trunk).first_page().await.unwrap().items.len(), 1);
        let update = PhoneNumberUpdate::new("+918040264208", NumberMode::Pstn);
        assert!(client.update_phone_number(&trunk, &id(), &update).await.unwrap().is_some());
        assert!(client.unmap_phone_number(&trunk, &id()).await.unwrap().is_none());
        let found = client.find_trunk_map(&e164(), Some(&trunk)).await.unwrap().unwrap();
        assert_eq!((found.trunk_sid, found.phone_number_id), (trunk, Some(id())));
    })
    .await;
    assert_eq!(
        sent,
        [
            on_trunk("POST", r#"phone-numbers {"phone_number":"+918040264208"}"#),
            on_trunk("POST", r#"phone-numbers {"mode":"flow","phone_number":"+918040264208"}"#),
            on_trunk("GET", "phone-numbers"),
            on_trunk("PUT", r#"phone-numbers/41523 {"mode":"pstn","phone_number":"+918040264208"}"#),
            on_trunk("DELETE", "phone-numbers?id=41523"),
            format!("GET /trunk-maps?exophone=%2B918040264208&trunk_sid={TRUNK}"),
        ]
    );
}

/// `mode` is null when none was given (Exotel's vSIP trunk API reference on GitHub, captured sample); an older page
/// has ids as numbers.
#[tokio::test]
async fn null_as_mode_reads_as_pstn_and_a_number_as_id_is_taken() {
    let odd = with(with(number(), "mode", &json!(null)), "id", &json!(41523));
    let (bound, _) = provided(vec![list(&[odd])], async |exotel| {
        trunkline::ext::collect(exotel.list_bound_numbers(&trunk_id())).await.unwrap()
    })
    .await;
    assert_eq!(bound[0].mode, Some(NumberMode::Pstn));
    assert_eq!((&bound[0].id, &bound[0].trunk), (&id(), &trunk_id()));
    assert_eq!(bound[0].number, Observed::Valid(e164()));
}

#[tokio::test]
async fn a_number_and_a_mode_we_would_not_write_are_listed_as_they_are() {
    let odd = with(with(number(), "phone_number", &json!("08040264208")), "mode", &json!("sip"));
    let (bound, _) = provided(vec![list(&[odd])], async |exotel| {
        trunkline::ext::collect(exotel.list_bound_numbers(&trunk_id())).await.unwrap()
    })
    .await;
    assert_eq!(bound[0].number.to_string(), "08040264208");
    assert_eq!(bound[0].mode, Some(NumberMode::Other("sip".to_owned())));
}

#[tokio::test]
async fn finding_a_number_asks_where_it_is_mapped() {
    let other = with(map("trmum1other"), "exophone", &json!("+911111111111"));
    let without_id = json!({"exophone": "+918040264208", "trunk_sid": TRUNK, "mode": null});
    let cases: Vec<(Vec<ResponseTemplate>, Option<&str>)> = vec![
        (vec![one(&map("trmum1other"))], Some("trmum1other")),
        // The sample has no envelope.
        (vec![answer(200, &map(TRUNK))], Some(TRUNK)),
        (vec![list(&[map(TRUNK)])], Some(TRUNK)),
        (vec![one(&without_id), list(&[number()])], Some(TRUNK)),
        // Of another number: a server that ignores the parameter finds nothing for us.
        (vec![one(&other)], None),
        (vec![missing()], None),
        (vec![empty()], None),
        (vec![one(&json!(null))], None),
    ];
    for (answers, wanted) in cases {
        let requests = answers.len();
        let (found, sent) =
            provided(answers, async |exotel| exotel.find_number(&e164()).await.unwrap()).await;
        assert_eq!(found.as_ref().map(|bound| bound.trunk.as_str()), wanted);
        assert!(found.is_none_or(|bound| bound.id == id()));
        assert_eq!(sent.len(), requests);
        assert_eq!(sent[0], "GET /trunk-maps?exophone=%2B918040264208");
    }
    let refusal = refused(403, 1003, "Authorization failed", "");
    let (found, _) = provided(vec![refusal], async |exotel| exotel.find_number(&e164()).await).await;
    assert_eq!(told(&found.unwrap_err()), "PermissionDenied, None", "no trunk was named");
}

#[tokio::test]
async fn binding_says_what_to_do_in_the_dashboard() {
    let spec =
        NumberSpec::new(e164()).with_exotel(ExotelNumberOptions::default().with_mode(NumberMode::Flow));
    let (done, sent) = provided(vec![missing(), one(&number())], async |exotel| {
        exotel.bind_number(&trunk_id(), &spec).await.unwrap()
    })
    .await;
    assert!(done.changed);
    assert_eq!(done.value.id, id());
    assert_eq!(done.manual_steps[0].code, ManualStepCode::ExotelInboundFlow);
    assert_eq!(sent[0], "GET /trunk-maps?exophone=%2B918040264208");
    assert!(sent[1].starts_with(&on_trunk("POST", "phone-numbers")) && sent.len() == 2, "{sent:?}");
}

/// "Safe to ignore", says one of Exotel's pages of 1008; the number may be another trunk's.
#[tokio::test]
async fn a_duplicate_is_read_back_and_compared() {
    for (found, wanted, words) in [
        (vec![one(&map(TRUNK))], "AlreadyExists, None", TRUNK),
        (vec![one(&map("trmum1other"))], "Conflict, None", "trmum1other"),
        (vec![missing(), empty()], "Conflict, None", "finds none"),
        (vec![ResponseTemplate::new(503), empty()], "Conflict, None", "look-up failed"),
        (vec![ResponseTemplate::new(405), list(&[number()])], "AlreadyExists, None", TRUNK),
    ] {
        let asked = 2 + found.len();
        let (done, sent) = provided([vec![missing(), duplicate()], found].concat(), async |exotel| {
            exotel.bind_number(&trunk_id(), &NumberSpec::new(e164())).await
        })
        .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), wanted);
        assert_eq!((error.carrier_code(), error.http_status()), (Some("1008"), Some(409)));
        assert!(error.to_string().contains(words), "{words} in {error}");
        assert_eq!(sent.len(), asked);
    }
}

/// Whether Exotel would refuse the number or take it from the other trunk, no source tells.
#[tokio::test]
async fn a_number_that_is_bound_is_not_sent() {
    for (found, wanted, words) in [
        (one(&map(TRUNK)), "AlreadyExists, None", TRUNK),
        (one(&map("trmum1other")), "Conflict, None", "trmum1other"),
        (
            refused(400, 1002, "Invalid parameter", "Invalid PhoneNumber"),
            "InvalidInput, None",
            "Invalid PhoneNumber",
        ),
    ] {
        let (done, sent) = provided(vec![found], async |exotel| {
            exotel.bind_number(&trunk_id(), &NumberSpec::new(e164())).await
        })
        .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), wanted);
        assert!(error.to_string().contains(words), "{words} in {error}");
        assert_eq!(sent.len(), 1);
    }
}

#[tokio::test]
async fn where_there_is_no_look_up_the_number_is_sent() {
    let (done, sent) = provided(vec![ResponseTemplate::new(405), one(&number())], async |exotel| {
        exotel.bind_number(&trunk_id(), &NumberSpec::new(e164())).await.unwrap()
    })
    .await;
    assert!(done.changed);
    assert_eq!(sent.len(), 2);
}

#[tokio::test]
async fn an_unknown_trunk_or_a_bad_number_is_told() {
    for (answer, wanted) in [
        (missing(), "NotFound, None"),
        (refused(403, 1003, "Authorization failed", ""), "NotFound, None"),
        (refused(400, 1002, "Invalid parameter", "Invalid PhoneNumber"), "InvalidInput, None"),
    ] {
        let (done, _) = provided(vec![missing(), answer], async |exotel| {
            exotel.bind_number(&trunk_id(), &NumberSpec::new(e164())).await
        })
        .await;
        assert_eq!(told(&done.unwrap_err()), wanted);
    }
}

#[tokio::test]
async fn a_mode_we_do_not_know_is_not_written() {
    let mode = NumberMode::Other("sip".to_owned());
    let spec = NumberSpec::new(e164()).with_exotel(ExotelNumberOptions::default().with_mode(mode.clone()));
    let ((), sent) = provided(vec![], async |exotel| {
        let bound = exotel.bind_number(&trunk_id(), &spec).await.unwrap_err();
        let set = exotel.set_number_mode(&trunk_id(), &id(), &mode).await.unwrap_err();
        assert_eq!([bound.kind(), set.kind()], [ErrorKind::InvalidInput; 2]);
        assert!(bound.to_string().contains("pstn and flow"), "{bound}");
    })
    .await;
    assert!(sent.is_empty());
}

#[tokio::test]
async fn setting_a_mode_sends_the_number_with_the_id() {
    let pstn = with(number(), "mode", &json!("pstn"));
    for answers in [
        vec![list(&[number()]), one(&pstn)],
        vec![list(&[number()]), one(&json!(null)), list(std::slice::from_ref(&pstn))],
    ] {
        let (done, sent) = provided(answers, async |exotel| {
            exotel.set_number_mode(&trunk_id(), &id(), &NumberMode::Pstn).await.unwrap()
        })
        .await;
        assert_eq!(done.value.mode, Some(NumberMode::Pstn));
        assert!(
            matches!(&done.replaced, Some(Replaced::BoundNumber(before)) if before.mode == Some(NumberMode::Flow))
        );
        assert_eq!(done.manual_steps.len(), 1);
        assert_eq!(
            sent[1],
            on_trunk("PUT", r#"phone-numbers/41523 {"mode":"pstn","phone_number":"+918040264208"}"#)
        );
    }
    let (done, sent) = provided(vec![list(&[number()])], async |exotel| {
        exotel.set_number_mode(&trunk_id(), &id(), &NumberMode::Flow).await.unwrap()
    })
    .await;
    assert!(!done.changed);
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn unbinding_keeps_what_is_needed_to_put_it_back_and_is_not_found_the_second_time() {
    let (done, sent) = provided(vec![list(&[number()]), one(&number())], async |exotel| {
        exotel.unbind_number(&trunk_id(), &id()).await.unwrap()
    })
    .await;
    assert!(matches!(done.replaced, Some(Replaced::BoundNumber(before)) if before.number == e164()));
    assert_eq!(sent, [on_trunk("GET", "phone-numbers"), on_trunk("DELETE", "phone-numbers?id=41523")]);

    let (done, sent) =
        provided(vec![empty()], async |exotel| exotel.unbind_number(&trunk_id(), &id()).await).await;
    assert_eq!(told(&done.unwrap_err()), "NotFound, None");
    assert_eq!(sent.len(), 1);
}
