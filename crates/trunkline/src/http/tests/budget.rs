//! What the calls of a client may spend on retries together.

use crate::http::{Repeat, RetryOptions};

use super::{
    call, client, options,
    script::{Script, status},
};

#[tokio::test(start_paused = true)]
async fn clones_share_a_budget_that_is_used_up_and_earned_back() {
    let ten_good = || std::iter::repeat_n(status(200), 10);
    let failures = std::iter::repeat_n(status(503), 4);
    let events = failures.chain(ten_good()).chain([status(503)]);
    let script = Script::new(events);
    let retry = RetryOptions::new().with_base(std::time::Duration::ZERO).with_budget(2);
    let first = client(&script, options().with_retry(retry));
    let second = first.clone();

    let error = first.send(call(Repeat::Read)).await.unwrap_err();
    assert_eq!(script.sends(), 1 + 2, "a budget of two retries");
    assert!(error.not_retried().unwrap().contains("budget"), "{error}");
    second.send(call(Repeat::Read)).await.unwrap_err();
    assert_eq!(script.sends(), 4, "nothing is left for the clone");

    for _ in 0..10 {
        second.send(call(Repeat::Read)).await.unwrap();
    }
    assert_eq!(script.sends(), 14);
    first.send(call(Repeat::Read)).await.unwrap_err();
    assert_eq!(script.sends(), 14 + 2, "ten answers have earned one retry");
}

#[tokio::test(start_paused = true)]
async fn no_budget_means_no_retries() {
    let script = Script::new([status(429)]);
    let retry = RetryOptions::new().with_budget(0);
    client(&script, options().with_retry(retry)).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!(script.sends(), 1);
}
