//! A carrier's no, as it is told.

use crate::{Effect, ErrorKind, http::Repeat};

use super::{
    call, client, options,
    script::{Script, html, json, status},
};

#[tokio::test(start_paused = true)]
async fn a_no_is_told_in_the_carriers_words() {
    let script = Script::new([status(409).with_header("X-Request-Id", "RQ1")]);
    let error = client(&script, options()).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "testcarrier AC1 (here): create trunk: the carrier says no (carrier code 1008, HTTP 409, request RQ1); \
         nothing was changed"
    );
}

#[tokio::test(start_paused = true)]
async fn a_no_inside_a_success_is_a_no() {
    let script = Script::new([json(200, r#"{"message":"duplicate","code":"1008","status":409}"#)]);
    let error = client(&script, options()).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::AlreadyExists, Effect::None));
    assert_eq!((error.http_status(), error.carrier_code(), script.sends()), (Some(409), Some("1008"), 1));
}

#[tokio::test(start_paused = true)]
async fn a_failure_inside_a_success_is_retried_by_its_true_status() {
    let busy = json(200, r#"{"message":"busy","status":503}"#);
    for (repeat, sends) in [(Repeat::Read, 2), (Repeat::Create, 1)] {
        let script = Script::new([busy.clone(), status(200)]);
        let outcome = client(&script, options()).send(call(repeat)).await;
        assert_eq!((script.sends(), outcome.is_ok()), (sends, repeat == Repeat::Read), "{repeat:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_or_nothing_in_place_of_a_reason_is_said_as_such() {
    for (event, kind, words) in [
        (html(502, "<html><h1>Bad Gateway"), ErrorKind::Unavailable, "text/html: `<html><h1>Bad Gateway`"),
        (html(401, "<html>who?"), ErrorKind::Unauthenticated, "text/html: `<html>who?`"),
        (html(403, ""), ErrorKind::PermissionDenied, "(text/html)"),
        (html(404, "<p>no"), ErrorKind::NotFound, "text/html: `<p>no`"),
        (html(409, ""), ErrorKind::Conflict, "(text/html)"),
        (json(422, ""), ErrorKind::InvalidInput, "(application/json)"),
        (json(418, "[]"), ErrorKind::Other, "(application/json)"),
    ] {
        let script = Script::new([event.clone()]);
        let error = client(&script, options()).send(call(Repeat::Read)).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (kind, Effect::None), "{event:?}");
        assert!(
            error.message().starts_with("api.example.com answers without a reason of its own"),
            "{error}"
        );
        assert!(error.message().contains(words), "{event:?}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_a_carrier_says_an_error_stays_one_line_of_some_length() {
    let script = Script::new([json(400, r#"{"message":"two\nlines \u001b[31mred","code":"1\r\n2"}"#)]);
    let line = client(&script, options()).send(call(Repeat::Read)).await.unwrap_err().to_string();
    assert!(!line.contains(char::is_control), "{line:?}");

    let long: &'static str = format!(r#"{{"message":"{}"}}"#, "no ".repeat(100_000)).leak();
    let script = Script::new([json(400, long)]);
    let line = client(&script, options()).send(call(Repeat::Read)).await.unwrap_err().to_string();
    assert!(line.len() < 2_000, "{}", line.len());
}
