//! The account's limits, as calls meet them.

use std::time::Duration;

use tokio::time::Instant;

use crate::http::{RateLimit, Repeat};

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
    let script = Script::new([status(429).with_header("Retry-After", "30"), status(200)]);
    let one = client(&script, options().with_rate_limit(RateLimit::new(None, Some(1))));
    let began = Instant::now();
    let (first, second) = futures::join!(one.send(call(Repeat::Create)), async {
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
