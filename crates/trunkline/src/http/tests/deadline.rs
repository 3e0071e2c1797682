//! Every call ends.

use std::time::Duration;

use tokio::time::Instant;

use crate::{
    Effect, ErrorKind,
    http::{Options, RateLimit, Repeat, RetryOptions},
};

use super::{
    EVERY_REPEAT, OURS, call, client, options,
    script::{Event, Script, status},
    try_client_at,
};

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_by_its_timeout_and_a_call_by_its_deadline() {
    let script = Script::new([Event::Silence]);
    let began = Instant::now();
    let patience = options().with_attempt_timeout(s(15)).with_deadline(s(20));
    let error = client(&script, patience).send(call(Repeat::Read)).await.unwrap_err();
    assert_eq!((began.elapsed(), script.sends()), (s(20), 2));
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Timeout, Effect::None));
    assert!(error.not_retried().is_some(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_create_without_an_answer_ends_by_the_attempts_timeout() {
    let script = Script::new([Event::Silence]);
    let began = Instant::now();
    let error =
        client(&script, options().with_attempt_timeout(s(15))).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!((began.elapsed(), script.sends()), (s(15), 1));
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Timeout, Effect::Unknown));
    assert!(error.message().contains("api.example.com gave no answer within 15 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_no_clock_can_hold_is_none() {
    let script = Script::new([status(200)]);
    let forever = options().with_deadline(Duration::MAX).with_attempt_timeout(Duration::MAX);
    client(&script, forever).send(call(Repeat::Read)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_fits_is_waited() {
    let date = |event: Event| event.with_header("Date", "Sun, 06 Nov 1994 08:49:30 GMT");
    for slow in [
        status(429).with_header("Retry-After", "7"),
        date(status(429)).with_header("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ] {
        for repeat in EVERY_REPEAT {
            let script = Script::new([slow.clone(), status(200)]);
            let began = Instant::now();
            client(&script, options().with_deadline(s(8))).send(call(repeat)).await.unwrap();
            assert_eq!((began.elapsed(), script.sends()), (s(7), 2), "{slow:?}, {repeat:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_is_not_begun() {
    let date = |event: Event| event.with_header("Date", "Sun, 06 Nov 1994 08:49:00 GMT");
    for slow in [
        status(429).with_header("Retry-After", "120"),
        date(status(429)).with_header("Retry-After", "Sun, 06 Nov 1994 08:51:00 GMT"),
    ] {
        let script = Script::new([slow.clone(), status(200)]);
        let began = Instant::now();
        let error = client(&script, options()).send(call(Repeat::Create)).await.unwrap_err();
        assert_eq!((began.elapsed(), script.sends()), (s(0), 1), "{slow:?}");
        assert_eq!((error.kind(), error.effect()), (ErrorKind::RateLimited, Effect::None), "{slow:?}");
        assert_eq!(error.retry_after(), Some(s(120)));
        let reason = error.not_retried().unwrap();
        assert!(reason.contains("120 s") && reason.contains("60 s"), "the wait and what is left: {reason}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_beyond_the_deadline_is_refused_before_anything_is_sent() {
    let script = Script::new([status(200)]);
    let one = client(&script, options().with_rate_limit(RateLimit::new(Some(1), None)).with_deadline(s(10)));
    one.send(call(Repeat::Create)).await.unwrap();
    let began = Instant::now();
    let error = one.send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!((began.elapsed(), script.sends()), (s(0), 1));
    assert_eq!((error.kind(), error.effect()), (ErrorKind::RateLimited, Effect::None));
    assert_eq!(error.retry_after(), Some(s(60)));
    assert_eq!(error.operation(), Some("create trunk"));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_others_to_finish_leaves_time_for_an_attempt() {
    for (attempt, waited) in [(s(3), s(7)), (s(15), s(5))] {
        let script = Script::new([Event::Silence]);
        let limit = RateLimit::new(None, Some(1));
        let slow = client(&script, options().with_rate_limit(limit.clone()).with_attempt_timeout(s(50)));
        let hasty = options().with_deadline(s(10)).with_attempt_timeout(attempt);
        let quick = client(&script, hasty.with_rate_limit(limit));
        let began = Instant::now();
        let (_, error) = futures::join!(slow.send(call(Repeat::Create)), async {
            let error = quick.send(call(Repeat::Create)).await.unwrap_err();
            assert_eq!(began.elapsed(), waited);
            error
        });
        assert_eq!(script.sends(), 1);
        assert_eq!((error.kind(), error.effect()), (ErrorKind::RateLimited, Effect::None));
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_whose_turn_comes_too_late_reports_what_went_wrong_first() {
    let script = Script::new([status(503)]);
    let one = options().with_rate_limit(RateLimit::new(Some(1), None)).with_deadline(s(30));
    let error = client(&script, one).send(call(Repeat::Idempotent)).await.unwrap_err();
    assert_eq!(script.sends(), 1);
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Unavailable, Effect::Unknown));
    assert!(error.not_retried().unwrap().contains("limit of 1 requests a minute"), "{error}");
}

#[test]
fn what_leaves_no_time_or_room_is_refused() {
    for wrong in [
        Options::new().with_deadline(s(0)),
        Options::new().with_attempt_timeout(s(0)),
        Options::new().with_connect_timeout(s(0)),
        Options::new().with_max_body(0),
        Options::new().with_rate_limit(RateLimit::new(Some(0), None)),
        Options::new().with_rate_limit(RateLimit::new(None, Some(0))),
        Options::new().with_retry(crate::http::RetryOptions::new().with_max_attempts(0)),
        Options::new().with_user_agent("line\nbreak"),
        Options::new().with_user_agent(""),
    ] {
        let error = try_client_at(OURS, wrong).unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Configuration, Effect::None), "{error}");
    }
    try_client_at(OURS, Options::new()).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_carrier_that_asks_for_no_wait_is_not_hammered() {
    let script = Script::new([status(429).with_header("Retry-After", "0")]);
    let retry = RetryOptions::new()
        .with_max_attempts(40)
        .with_base(Duration::from_secs(1))
        .with_cap(Duration::from_secs(1));
    let began = Instant::now();
    client(&script, options().with_retry(retry)).send(call(Repeat::Read)).await.unwrap_err();
    // 39 waits drawn between 0 and 1 s: that all of them together stay below 2 s does not happen.
    assert!(began.elapsed() > Duration::from_secs(2), "{:?}", began.elapsed());
}
