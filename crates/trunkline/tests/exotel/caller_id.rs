//! The caller id on Exotel: every request on the wire, every documented answer, and what the contract makes of them.

use serde_json::json;
use trunkline::{
    ErrorKind,
    exotel::wire::TRUNK_EXTERNAL_ALIAS,
    model::{CallerId, E164, Observed, Replaced},
    provider::CallerIdProvider as _,
};

use crate::support::*;

fn e164() -> E164 {
    "+919876543210".parse().unwrap()
}

fn caller_id() -> CallerId {
    CallerId::new(Observed::Valid(e164()))
}

#[tokio::test]
async fn every_call_on_the_wire() {
    let answers = vec![batch(200, &[success(&alias())]), list(&[alias()]), one(&alias())];
    let ((), sent) = exchange(answers, async |client| {
        let trunk = trunk_id();
        let outcomes = client.set_settings(&trunk, &[(TRUNK_EXTERNAL_ALIAS, "+919876543210")]).await.unwrap();
        assert_eq!(outcomes[0].as_ref().unwrap().value, "+919876543210");
        assert_eq!(client.list_settings(&trunk).first_page().await.unwrap().items.len(), 1);
        assert!(client.delete_setting(&trunk, TRUNK_EXTERNAL_ALIAS).await.unwrap().is_some());
        let error = client.delete_setting(&trunk, "").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "an empty name would name them all");
    })
    .await;
    assert_eq!(
        sent,
        [
            on_trunk(
                "POST",
                r#"settings {"settings":[{"name":"trunk_external_alias","value":"+919876543210"}]}"#
            ),
            on_trunk("GET", "settings"),
            on_trunk("DELETE", "settings?name=trunk_external_alias"),
        ]
    );
}

#[tokio::test]
async fn set_reports_what_was_there_and_sends_nothing_when_it_is_the_same() {
    let before = with(alias(), "value", &json!("+918040264208"));
    let (done, _) = provided(vec![list(&[before]), batch(200, &[success(&alias())])], async |exotel| {
        exotel.set_caller_id(&trunk_id(), &e164()).await.unwrap()
    })
    .await;
    assert_eq!(done.value, caller_id());
    assert!(
        matches!(done.replaced, Some(Replaced::CallerId(before)) if before.number.to_string() == "+918040264208")
    );

    let (done, sent) = provided(vec![list(&[alias()])], async |exotel| {
        exotel.set_caller_id(&trunk_id(), &e164()).await.unwrap()
    })
    .await;
    assert!(!done.changed);
    assert_eq!(sent.len(), 1);
}

#[tokio::test]
async fn a_setting_that_is_refused_is_told_from_its_entry() {
    let refusal = failure(400, 1002, "Invalid parameter", "Invalid value");
    for http in [200, 207] {
        let (done, _) =
            provided(vec![empty(), batch(http, std::slice::from_ref(&refusal))], async |exotel| {
                exotel.set_caller_id(&trunk_id(), &e164()).await
            })
            .await;
        let error = done.unwrap_err();
        assert_eq!(told(&error), "InvalidInput, None");
        assert!(error.to_string().contains("Invalid value"), "{error}");
    }
}

#[tokio::test]
async fn another_setting_is_no_caller_id_and_clearing_none_changes_nothing() {
    let other = with(alias(), "name", &json!("something_else"));
    let (read, sent) = provided(vec![list(std::slice::from_ref(&other)), list(&[other])], async |exotel| {
        assert_eq!(exotel.get_caller_id(&trunk_id()).await.unwrap(), None);
        exotel.clear_caller_id(&trunk_id()).await.unwrap().changed
    })
    .await;
    assert!(!read);
    assert_eq!(sent.len(), 2);
}

#[tokio::test]
async fn clearing_names_the_setting_and_keeps_its_value() {
    let (done, sent) = provided(vec![list(&[alias()]), one(&alias())], async |exotel| {
        exotel.clear_caller_id(&trunk_id()).await.unwrap()
    })
    .await;
    assert_eq!(done.replaced, Some(Replaced::CallerId(caller_id())));
    assert_eq!(sent[1], on_trunk("DELETE", "settings?name=trunk_external_alias"));
    let (read, _) = provided(vec![missing()], async |exotel| exotel.get_caller_id(&trunk_id()).await).await;
    assert_eq!(told(&read.unwrap_err()), "NotFound, None");
}
