//! A call of which an earlier attempt may have been carried out.

use crate::{
    Effect, ErrorKind,
    http::{Refusal, Repeat, TransportErrorKind},
};

use super::{
    call, client, options,
    script::{Event, Script, json, status},
};

const LOST: Event = Event::Fail(TransportErrorKind::Interrupted);

#[tokio::test(start_paused = true)]
async fn no_later_refusal_makes_the_outcome_of_a_write_known() {
    for first in [LOST, status(503), Event::Silence, Event::Fail(TransportErrorKind::BodyCut)] {
        for (then, kind, sends) in [
            (status(400), ErrorKind::InvalidInput, 2),
            (status(401), ErrorKind::Unauthenticated, 2),
            (status(409), ErrorKind::AlreadyExists, 2),
            (status(429), ErrorKind::RateLimited, 4),
            (Event::Fail(TransportErrorKind::Unreachable), ErrorKind::Unreachable, 4),
            (Event::Fail(TransportErrorKind::Certificate), ErrorKind::Certificate, 2),
        ] {
            for (repeat, effect) in [
                (Repeat::Read, Effect::None),
                (Repeat::Idempotent, Effect::Unknown),
                (Repeat::Delete, Effect::Unknown),
            ] {
                let script = Script::new([first.clone(), then.clone()]);
                let error = client(&script, options()).send(call(repeat)).await.unwrap_err();
                let cell = format!("{first:?}, {then:?}, {repeat:?}: {error}");
                assert_eq!((error.kind(), error.effect(), script.sends()), (kind, effect, sends), "{cell}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_never_in_doubt_stays_without_effect() {
    for first in [status(429), Event::Fail(TransportErrorKind::Unreachable)] {
        for repeat in super::EVERY_REPEAT {
            let script = Script::new([first.clone(), status(409)]);
            let error = client(&script, options()).send(call(repeat)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::AlreadyExists, "{first:?}, {repeat:?}");
            assert_eq!((error.effect(), script.sends()), (Effect::None, 2), "{first:?}, {repeat:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_retried_delete_that_finds_nothing_has_been_done() {
    for first in [LOST, status(502), Event::Silence] {
        let script = Script::new([first.clone(), status(429), status(404)]);
        let answer = client(&script, options()).send(call(Repeat::Delete)).await.unwrap();
        assert!(answer.already_gone(), "{first:?}");
        assert_eq!((answer.status(), script.sends()), (404, 3), "{first:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_was_not_processed_before_and_finds_nothing_found_nothing() {
    let before = [vec![], vec![status(429)], vec![Event::Fail(TransportErrorKind::Unreachable)]];
    for mut events in before {
        events.push(status(404));
        let script = Script::new(events.clone());
        let error = client(&script, options()).send(call(Repeat::Delete)).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::None), "{events:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn only_a_delete_is_done_when_nothing_is_there() {
    let script = Script::new([LOST, status(404)]);
    let error = client(&script, options()).send(call(Repeat::Idempotent)).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::NotFound, Effect::Unknown));
}

#[tokio::test(start_paused = true)]
async fn an_entry_that_is_refused_in_a_later_answer_leaves_the_earlier_attempt_in_doubt() {
    let no = || Refusal {
        kind: ErrorKind::InvalidInput,
        status: 400,
        code: None,
        message: "this entry is wrong".to_owned(),
        advice: None,
    };
    for (events, repeat, effect) in [
        (vec![LOST, json(207, "[]")], Repeat::Idempotent, Effect::Unknown),
        (vec![LOST, json(207, "[]")], Repeat::Read, Effect::None),
        (vec![status(429), json(207, "[]")], Repeat::Idempotent, Effect::None),
        (vec![json(207, "[]")], Repeat::Create, Effect::None),
    ] {
        let script = Script::new(events.clone());
        let answer = client(&script, options()).send(call(repeat)).await.unwrap();
        assert_eq!(answer.refused(no()).effect(), effect, "{events:?}, {repeat:?}");
    }
}
