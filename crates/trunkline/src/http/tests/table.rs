//! The retry table, cell by cell: how often a call is sent, and what is said about it in the end.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    Effect, ErrorKind,
    http::{Repeat, TransportErrorKind},
};

use super::{
    EVERY_REPEAT, call, client, options,
    script::{Event, Script, html, status},
};

const FOUR: Option<&str> = Some("4 attempts were made");
const NEVER_TWICE: Option<&str> = Some("a create is never sent twice when the first may have been done");

/// Sends, effect and reason not to retry, for a read, an idempotent write, a DELETE and a create.
type Row = [(usize, Effect, Option<&'static str>); 4];

const NOT_PROCESSED: Row = [(4, Effect::None, FOUR); 4];
const IN_DOUBT: Row = [
    (4, Effect::None, FOUR),
    (4, Effect::Unknown, FOUR),
    (4, Effect::Unknown, FOUR),
    (1, Effect::Unknown, NEVER_TWICE),
];
const REFUSED: Row = [(1, Effect::None, None); 4];
const IN_DOUBT_FOR_GOOD: Row = [
    (1, Effect::None, None),
    (1, Effect::Unknown, None),
    (1, Effect::Unknown, None),
    (1, Effect::Unknown, None),
];

async fn check(event: Event, kind: ErrorKind, row: Row) {
    for (repeat, (sends, effect, not_retried)) in EVERY_REPEAT.into_iter().zip(row) {
        let script = Script::new([event.clone()]);
        let patient = options().with_deadline(Duration::from_mins(10));
        let error = client(&script, patient).send(call(repeat)).await.unwrap_err();
        let cell = format!("{event:?}, {repeat:?}: {error}");
        assert_eq!(script.sends(), sends, "{cell}");
        assert_eq!((error.kind(), error.effect()), (kind, effect), "{cell}");
        assert_eq!(error.not_retried(), not_retried, "{cell}");
        assert_eq!(error.operation(), Some(call(repeat).operation), "{cell}");
        assert_eq!(error.identity().map(|identity| identity.account.as_str()), Some("AC1"), "{cell}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_not_sent_is_sent_again() {
    check(Event::Fail(TransportErrorKind::Unreachable), ErrorKind::Unreachable, NOT_PROCESSED).await;
}

#[tokio::test(start_paused = true)]
async fn a_429_was_not_processed() {
    check(status(429), ErrorKind::RateLimited, NOT_PROCESSED).await;
    check(status(429).with_header("Retry-After", "7"), ErrorKind::RateLimited, NOT_PROCESSED).await;
    check(html(429, "<h1>slow down</h1>"), ErrorKind::RateLimited, NOT_PROCESSED).await;
}

#[tokio::test(start_paused = true)]
async fn a_5xx_may_have_been_processed() {
    for code in [500, 502, 503, 504] {
        check(status(code), ErrorKind::Unavailable, IN_DOUBT).await;
        check(html(code, "<h1>bad gateway</h1>"), ErrorKind::Unavailable, IN_DOUBT).await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_got_no_whole_answer_may_have_been_processed() {
    check(Event::Silence, ErrorKind::Timeout, IN_DOUBT).await;
    check(html(408, "<h1>request timeout</h1>"), ErrorKind::Timeout, IN_DOUBT).await;
    check(Event::Fail(TransportErrorKind::Interrupted), ErrorKind::Interrupted, IN_DOUBT).await;
    check(Event::Fail(TransportErrorKind::BodyCut), ErrorKind::MalformedResponse, IN_DOUBT).await;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_would_be_the_same_again_is_not_asked_for_again() {
    check(Event::Fail(TransportErrorKind::TooLarge), ErrorKind::MalformedResponse, IN_DOUBT_FOR_GOOD).await;
    check(html(200, "<h1>hello</h1>"), ErrorKind::MalformedResponse, IN_DOUBT_FOR_GOOD).await;
    let elsewhere = status(307).with_header("Location", "https://evil.example.net/v1/trunks?token=canary");
    check(elsewhere, ErrorKind::MalformedResponse, IN_DOUBT_FOR_GOOD).await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final_and_changed_nothing() {
    for (code, kind) in [
        (400, ErrorKind::InvalidInput),
        (401, ErrorKind::Unauthenticated),
        (403, ErrorKind::PermissionDenied),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::AlreadyExists),
        (415, ErrorKind::InvalidInput),
        (422, ErrorKind::InvalidInput),
    ] {
        check(status(code), kind, REFUSED).await;
    }
    check(Event::Fail(TransportErrorKind::Certificate), ErrorKind::Certificate, REFUSED).await;
}

#[tokio::test(start_paused = true)]
async fn each_retry_waits_as_long_as_the_carrier_asks() {
    let script = Script::new([status(429).with_header("Retry-After", "7")]);
    let began = Instant::now();
    let error = client(&script, options()).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(3 * 7));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_answered_in_the_end_succeeds() {
    for repeat in EVERY_REPEAT {
        let script = Script::new([Event::Fail(TransportErrorKind::Unreachable), status(429), status(200)]);
        let answer = client(&script, options()).send(call(repeat)).await.unwrap();
        assert_eq!((answer.status(), answer.already_gone(), script.sends()), (200, false, 3), "{repeat:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_attempt_means_one_attempt() {
    let once = options().with_retry(crate::http::RetryOptions::new().with_max_attempts(1));
    let script = Script::new([status(503)]);
    let error = client(&script, once).send(call(Repeat::Read)).await.unwrap_err();
    assert_eq!((script.sends(), error.not_retried()), (1, None));
}
