//! A count of requests that processes share, as calls meet it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use tokio::time::Instant;

use crate::{
    Effect, ErrorKind,
    http::{Ask, Budget, BudgetError, Grant, Leave, Priority, RateLimit, Repeat},
    model::Identity,
};

use super::{
    Client, call, client, options,
    script::{Event, Script, status},
};

const GRANTED: Leave = Leave::Granted(Grant { place: 0, turn: 1 });

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Gives these answers in order, and then none.
#[derive(Debug)]
struct Answers {
    answers: Mutex<VecDeque<Result<Leave, &'static str>>>,
    /// The times for which it was told to close the account.
    closed: Mutex<Vec<Duration>>,
}

impl Answers {
    fn new(answers: impl IntoIterator<Item = Result<Leave, &'static str>>) -> Arc<Self> {
        Arc::new(Self { answers: Mutex::new(answers.into_iter().collect()), closed: Mutex::default() })
    }
}

#[async_trait]
impl Budget for Answers {
    async fn ask(&self, _: &Ask<'_>) -> Result<Leave, BudgetError> {
        let next = self.answers.lock().unwrap().pop_front();
        match next {
            Some(answer) => Ok(answer?),
            None => std::future::pending().await,
        }
    }

    async fn end(&self, _: &Identity, _: Grant) -> Result<(), BudgetError> {
        Ok(())
    }

    async fn refused(&self, _: &Identity, wait: Duration) -> Result<(), BudgetError> {
        self.closed.lock().unwrap().push(wait);
        Ok(())
    }
}

/// A minute for a call, 15 s for an attempt.
fn shared(script: &Arc<Script>, answers: impl IntoIterator<Item = Result<Leave, &'static str>>) -> Client {
    let shared =
        options().with_rate_limit(RateLimit::new(Some(200), None)).with_budget(Answers::new(answers));
    client(script, shared.with_deadline(s(60)).with_attempt_timeout(s(15)))
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_leaves_an_attempt_its_time_is_waited() {
    let script = Script::new([Event::Silence]);
    let began = Instant::now();
    let one = shared(&script, [Ok(Leave::Later(s(20))), Ok(Leave::Later(s(24))), Ok(GRANTED)]);
    let error = one.send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!((began.elapsed(), script.sends()), (s(44 + 15), 1), "the attempt has its whole timeout");
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Timeout, Effect::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_leaves_an_attempt_less_is_not_begun_and_nothing_is_sent() {
    let script = Script::new([status(200)]);
    let began = Instant::now();
    let one = shared(&script, [Ok(Leave::Later(s(20))), Ok(Leave::Later(s(25))), Ok(GRANTED)]);
    let error = one.send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!((began.elapsed(), script.sends()), (s(20), 0));
    assert_eq!((error.kind(), error.effect()), (ErrorKind::RateLimited, Effect::None));
    assert_eq!(error.retry_after(), Some(s(25)));
}

#[tokio::test(start_paused = true)]
async fn a_count_that_does_not_answer_holds_a_call_no_longer_than_leaves_time_for_an_attempt() {
    let script = Script::new([status(200)]);
    let began = Instant::now();
    let error = shared(&script, []).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!((began.elapsed(), script.sends()), (s(45), 0));
    assert_eq!((error.kind(), error.effect()), (ErrorKind::RateLimited, Effect::None));
}

#[tokio::test(start_paused = true)]
async fn a_count_that_cannot_be_read_lets_nothing_through() {
    let script = Script::new([status(200)]);
    let error = shared(&script, [Err("the disk is full")]).send(call(Repeat::Create)).await.unwrap_err();
    assert_eq!(script.sends(), 0);
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Other, Effect::None));
    assert!(error.message().contains("the disk is full"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn where_it_does_not_count_the_client_does() {
    let script = Script::new([status(200)]);
    let answers = Answers::new([Ok(Leave::Uncounted); 3]);
    let limited = options().with_rate_limit(RateLimit::new(Some(2), None)).with_budget(answers);
    let one = client(&script, limited.with_deadline(s(90)).with_attempt_timeout(s(15)));
    let began = Instant::now();
    for _ in 0..3 {
        one.send(call(Repeat::Read)).await.unwrap();
    }
    assert_eq!((began.elapsed(), script.sends()), (s(60), 3));
}

#[tokio::test(start_paused = true)]
async fn where_it_ceases_to_count_what_it_let_out_still_counts() {
    let script = Script::new([status(200)]);
    let answers = Answers::new([Ok(GRANTED), Ok(GRANTED), Ok(Leave::Uncounted)]);
    let limited = options().with_rate_limit(RateLimit::new(Some(2), None)).with_budget(answers);
    let one = client(&script, limited.with_deadline(s(90)).with_attempt_timeout(s(15)));
    let began = Instant::now();
    for _ in 0..3 {
        one.send(call(Repeat::Read)).await.unwrap();
    }
    assert_eq!((began.elapsed(), script.sends()), (s(60), 3));
}

#[tokio::test(start_paused = true)]
async fn a_429_is_told_to_the_other_processes() {
    let script = Script::new([status(429).with_header("Retry-After", "30"), status(200)]);
    let answers = Answers::new([Ok(GRANTED), Ok(GRANTED)]);
    let budget = Arc::<Answers>::clone(&answers);
    let limited = options().with_rate_limit(RateLimit::new(Some(200), None)).with_budget(budget);
    client(&script, limited).send(call(Repeat::Create)).await.unwrap();
    assert_eq!(*answers.closed.lock().unwrap(), [s(30)]);
}

/// Lets bulk through, and tells everyone else to wait.
#[derive(Debug)]
struct BulkFirst;

#[async_trait]
impl Budget for BulkFirst {
    async fn ask(&self, ask: &Ask<'_>) -> Result<Leave, BudgetError> {
        Ok(if ask.priority == Priority::Bulk { GRANTED } else { Leave::Later(s(20)) })
    }

    async fn end(&self, _: &Identity, _: Grant) -> Result<(), BudgetError> {
        Ok(())
    }

    async fn refused(&self, _: &Identity, _: Duration) -> Result<(), BudgetError> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn who_goes_first_is_said_by_who_counts() {
    let script = Script::new([status(200)]);
    let limited = options().with_rate_limit(RateLimit::new(Some(200), None)).with_budget(Arc::new(BulkFirst));
    let interactive = client(&script, limited.clone());
    let waits = tokio::spawn(async move { interactive.send(call(Repeat::Read)).await });
    tokio::task::yield_now().await;
    let began = Instant::now();
    let bulk = client(&script, limited.with_priority(Priority::Bulk));
    bulk.send(call(Repeat::Read)).await.unwrap();
    assert_eq!((began.elapsed(), script.sends()), (s(0), 1));
    waits.abort();
}
