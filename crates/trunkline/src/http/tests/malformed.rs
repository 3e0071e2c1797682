//! A success that is not what it should be.

use std::collections::BTreeMap;

use crate::{Effect, ErrorKind, http::Repeat};

use super::{
    EVERY_REPEAT, call, client, options,
    script::{Event, Script, html, json, status},
};

type Object = BTreeMap<String, u32>;

fn doubt(repeat: Repeat) -> Effect {
    if repeat == Repeat::Read { Effect::None } else { Effect::Unknown }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_no_success_even_where_nothing_is_read_from_it() {
    for repeat in EVERY_REPEAT {
        let script = Script::new([html(200, "<html>Sign in to the network")]);
        let error = client(&script, options()).send(call(repeat)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.effect()),
            (ErrorKind::MalformedResponse, doubt(repeat)),
            "{repeat:?}"
        );
        let message = error.message();
        assert!(
            message.contains("text/html") && message.contains("`<html>Sign in to the network`"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn half_an_object_is_no_success() {
    for repeat in EVERY_REPEAT {
        let script = Script::new([json(200, r#"{"id": 1, "na"#)]);
        let error = client(&script, options()).send(call(repeat)).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.effect()),
            (ErrorKind::MalformedResponse, doubt(repeat)),
            "{repeat:?}"
        );
        assert!(error.message().contains("it ends in the middle"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_empty_success_is_one_until_an_object_is_asked_for() {
    for empty in [html(200, ""), json(200, "\n"), Event::Answer { status: 204, headers: vec![], body: "" }] {
        let script = Script::new([empty.clone()]);
        let answer = client(&script, options()).send(call(Repeat::Delete)).await.unwrap();
        let error = answer.decode::<Object>().unwrap_err();
        assert_eq!(
            (error.kind(), error.effect()),
            (ErrorKind::MalformedResponse, Effect::Unknown),
            "{empty:?}"
        );
        assert!(error.message().contains("it is empty"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_object_of_another_kind_is_refused_where_it_is_read() {
    let script = Script::new([json(200, r#"{"id":"canary"}"#).with_header("X-Request-Id", "RQ1")]);
    let client = client(&script, options());
    let answer = client.send(call(Repeat::Create)).await.unwrap();
    assert!(answer.is_json());
    let error = answer.decode::<Object>().unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::MalformedResponse, Effect::Unknown));
    assert_eq!((error.operation(), error.request_id()), (Some("create trunk"), Some("RQ1")));
    assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_object_is_read() {
    let script = Script::new([status(503), json(200, r#"{"id":7}"#)]);
    let answer = client(&script, options()).send(call(Repeat::Read)).await.unwrap();
    assert_eq!(answer.decode::<Object>().unwrap(), Object::from([("id".to_owned(), 7)]));
    assert_eq!(answer.malformed("no name in it").effect(), Effect::None);
}
