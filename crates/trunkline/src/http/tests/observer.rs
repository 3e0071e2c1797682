//! What an observer is told.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use crate::{
    Effect,
    http::{AttemptEnd, AttemptOutcome, AttemptStart, Method, Observer, Repeat, TransportErrorKind},
};

use super::{
    EVERY_REPEAT, call, client, options,
    script::{Event, Script, html, status},
};

#[derive(Debug, Clone, PartialEq)]
enum Said {
    Started {
        operation: &'static str,
        method: Method,
        attempt: u32,
    },
    Ended {
        attempt: u32,
        outcome: AttemptOutcome,
        status: Option<u16>,
        id: Option<String>,
        sent: bool,
        effect: Effect,
    },
}

#[derive(Debug, Default)]
struct Diary {
    said: Mutex<Vec<Said>>,
    took: Mutex<Vec<Duration>>,
}

impl Observer for Diary {
    fn attempt_started(&self, start: &AttemptStart<'_>) {
        assert_eq!(start.identity.account, "AC1");
        let AttemptStart { operation, method, attempt, .. } = *start;
        self.said.lock().unwrap().push(Said::Started { operation, method, attempt });
    }

    fn attempt_finished(&self, end: &AttemptEnd<'_>) {
        self.took.lock().unwrap().push(end.duration);
        self.said.lock().unwrap().push(Said::Ended {
            attempt: end.start.attempt,
            outcome: end.outcome,
            status: end.status,
            id: end.request_id.map(str::to_owned),
            sent: end.sent,
            effect: end.effect,
        });
    }
}

impl Diary {
    fn ends(&self) -> Vec<Said> {
        let said = self.said.lock().unwrap();
        said.iter().filter(|said| matches!(said, Said::Ended { .. })).cloned().collect()
    }
}

fn ended(attempt: u32, outcome: AttemptOutcome, status: Option<u16>, effect: Effect) -> Said {
    Said::Ended { attempt, outcome, status, id: None, sent: outcome != AttemptOutcome::NotSent, effect }
}

async fn watched(events: impl IntoIterator<Item = Event>, repeat: Repeat) -> Vec<Said> {
    let diary = Arc::new(Diary::default());
    let client = client(&Script::new(events), options().with_observer(Arc::<Diary>::clone(&diary)));
    // How the call ends is not the observer's affair.
    let _ = client.send(call(repeat)).await;
    diary.ends()
}

#[tokio::test(start_paused = true)]
async fn each_attempt_is_seen_to_begin_and_to_end() {
    let script = Script::new([
        status(503).with_header("X-Request-Id", "RQ1"),
        status(201).with_header("X-Request-Id", "RQ2"),
    ]);
    let diary = Arc::new(Diary::default());
    let client = client(&script, options().with_observer(Arc::<Diary>::clone(&diary)));
    client.send(call(Repeat::Idempotent)).await.unwrap();

    let started = |attempt| Said::Started { operation: "update trunk", method: Method::Put, attempt };
    let answered = |attempt, status, id: &str, effect| Said::Ended {
        attempt,
        outcome: AttemptOutcome::Answered,
        status: Some(status),
        id: Some(id.to_owned()),
        sent: true,
        effect,
    };
    assert_eq!(
        *diary.said.lock().unwrap(),
        [
            started(1),
            answered(1, 503, "RQ1", Effect::Unknown),
            started(2),
            answered(2, 201, "RQ2", Effect::Applied),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_end_says_what_may_have_happened() {
    use AttemptOutcome::{Answered, Lost, NotSent, TimedOut};

    for repeat in EVERY_REPEAT {
        let (doubt, done) = if repeat == Repeat::Read {
            (Effect::None, Effect::None)
        } else {
            (Effect::Unknown, Effect::Applied)
        };
        for (event, wanted) in [
            (status(200), ended(1, Answered, Some(200), done)),
            (status(404), ended(1, Answered, Some(404), Effect::None)),
            (status(500), ended(1, Answered, Some(500), doubt)),
            (status(429), ended(1, Answered, Some(429), Effect::None)),
            (html(200, "<h1>hello</h1>"), ended(1, Answered, Some(200), doubt)),
            (status(302), ended(1, Answered, Some(302), doubt)),
            (Event::Fail(TransportErrorKind::Unreachable), ended(1, NotSent, None, Effect::None)),
            (Event::Fail(TransportErrorKind::Certificate), ended(1, NotSent, None, Effect::None)),
            (Event::Fail(TransportErrorKind::Interrupted), ended(1, Lost, None, doubt)),
            (Event::Fail(TransportErrorKind::BodyCut), ended(1, Lost, None, doubt)),
            (Event::Silence, ended(1, TimedOut, None, doubt)),
        ] {
            let ends = watched([event.clone()], repeat).await;
            assert_eq!(ends.first(), Some(&wanted), "{event:?}, {repeat:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_status_is_the_one_on_the_wire() {
    let nested = super::script::json(200, r#"{"message":"duplicate","code":"1008","status":409}"#);
    let ends = watched([nested], Repeat::Create).await;
    assert_eq!(ends, [ended(1, AttemptOutcome::Answered, Some(200), Effect::None)]);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_future_is_dropped_is_abandoned() {
    for (repeat, effect) in EVERY_REPEAT
        .map(|repeat| (repeat, if repeat == Repeat::Read { Effect::None } else { Effect::Unknown }))
    {
        let diary = Arc::new(Diary::default());
        let client =
            client(&Script::new([Event::Silence]), options().with_observer(Arc::<Diary>::clone(&diary)));
        let dropped = tokio::time::timeout(Duration::from_secs(3), client.send(call(repeat))).await;
        dropped.expect_err("there is no answer");
        assert_eq!(diary.ends(), [ended(1, AttemptOutcome::Abandoned, None, effect)], "{repeat:?}");
        assert_eq!(*diary.took.lock().unwrap(), [Duration::from_secs(3)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_between_attempts_is_no_attempt() {
    let diary = Arc::new(Diary::default());
    let script = Script::new([status(429).with_header("Retry-After", "30")]);
    let client = client(&script, options().with_observer(Arc::<Diary>::clone(&diary)));
    let dropped = tokio::time::timeout(Duration::from_secs(3), client.send(call(Repeat::Create))).await;
    dropped.expect_err("it waits for half a minute");
    assert_eq!(diary.ends(), [ended(1, AttemptOutcome::Answered, Some(429), Effect::None)]);
}
