//! The account's limits, as calls meet them.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::{Instant, sleep};

use crate::{
    ErrorKind,
    http::{RateLimit, Repeat, RetryOptions},
};

use super::{
    call, client, options,
    script::{Script, status},
};

#[tokio::test(start_paused = true)]
async fn every_attempt_counts_also_one_that_is_answered_with_429() {
    let script = Script::new([status(429), status(429), status(200)]);
    let limited =
        options().with_rate_limit(RateLimit::new(Some(2), None)).with_deadline(Duration::from_secs(90));
    let began = Instant::now();
    client(&script, limited).send(call(Repeat::Create)).await.unwrap();
    assert_eq!((began.elapsed(), script.sends()), (Duration::from_mins(1), 3));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_its_retry_is_in_nobodys_way() {
    let script = Script::new([status(503).with_header("Retry-After", "30"), status(200)]);
    let one = client(&script, options().with_rate_limit(RateLimit::new(None, Some(1))));
    let began = Instant::now();
    let (first, second) = futures::join!(one.send(call(Repeat::Idempotent)), async {
        let second = one.send(call(Repeat::Read)).await;
        assert_eq!(began.elapsed(), Duration::ZERO, "the slot is free while the first waits");
        second
    });
    assert_eq!((first.unwrap().status(), second.unwrap().status()), (200, 200));
    assert_eq!(began.elapsed(), Duration::from_secs(30));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_gives_its_slot_back() {
    let script = Script::new([super::script::Event::Silence, status(200)]);
    let one = client(&script, options().with_rate_limit(RateLimit::new(None, Some(1))));
    tokio::time::timeout(Duration::from_secs(1), one.send(call(Repeat::Read))).await.unwrap_err();
    one.send(call(Repeat::Read)).await.unwrap();
}

/// A carrier that refuses the first request and takes the others from 30 s on.
fn refused_once() -> std::sync::Arc<Script> {
    Script::new([status(429).with_header("Retry-After", "30"), status(200)])
}

#[tokio::test(start_paused = true)]
async fn after_a_429_nobody_sends_before_the_time_it_names() {
    let script = refused_once();
    let limit = RateLimit::new(Some(200), Some(1));
    let [one, other] = [(); 2].map(|()| client(&script, options().with_rate_limit(limit.clone())));
    let began = Instant::now();
    let calls = (0..8).map(|number| if number % 2 == 0 { &one } else { &other }.send(call(Repeat::Create)));
    let ((), answers) = futures::join!(
        async {
            sleep(Duration::from_millis(29_999)).await;
            assert_eq!(script.sends(), 1, "seven wait, of two clients");
        },
        join_all(calls)
    );
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!((began.elapsed(), script.sends()), (Duration::from_secs(30), 9));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_who_cannot_wait_so_long_is_told_at_once_how_long_it_is() {
    let script = refused_once();
    let limit = RateLimit::new(None, Some(1));
    let patient = client(&script, options().with_rate_limit(limit.clone()));
    let hurried = options().with_rate_limit(limit).with_deadline(Duration::from_secs(20));
    let hurried = client(&script, hurried);
    let began = Instant::now();
    let told = async {
        // One waits for the answer that is the refusal, one comes after it.
        for call in [hurried.send(call(Repeat::Read)), hurried.send(call(Repeat::Read))] {
            let error = call.await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::RateLimited, "{error}");
            assert_eq!(error.retry_after(), Some(Duration::from_secs(30)), "{error}");
        }
        assert_eq!((began.elapsed(), script.sends()), (Duration::ZERO, 1));
    };
    let (answer, ()) = futures::join!(patient.send(call(Repeat::Create)), told);
    answer.unwrap();
}

#[tokio::test(start_paused = true)]
async fn after_a_429_that_names_no_time_the_others_wait_as_the_refused_call_does() {
    let script = Script::new([status(429), status(200)]);
    let minutes = RetryOptions::new().with_base(Duration::from_mins(5)).with_cap(Duration::from_mins(5));
    let patient = options().with_retry(minutes).with_deadline(Duration::from_mins(10));
    let one = client(&script, patient.with_rate_limit(RateLimit::new(None, Some(1))));
    let began = Instant::now();
    let ended = || async {
        one.send(call(Repeat::Create)).await.unwrap();
        began.elapsed()
    };
    let (refused, other) = futures::join!(ended(), ended());
    assert_eq!(refused, other);
    assert!(refused > Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_names_a_day_closes_nothing() {
    let script = Script::new([status(429).with_header("Retry-After", "86400"), status(200)]);
    let one = client(&script, options().with_rate_limit(RateLimit::new(None, Some(1))));
    let began = Instant::now();
    one.send(call(Repeat::Create)).await.unwrap_err();
    one.send(call(Repeat::Create)).await.unwrap();
    assert_eq!((began.elapsed(), script.sends()), (Duration::ZERO, 2));
}
