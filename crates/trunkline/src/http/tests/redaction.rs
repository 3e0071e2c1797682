//! What is secret stays secret, whatever the carrier does with it.

use std::{cell::RefCell, error::Error as _, fmt::Write as _, io, sync::Arc};

use tracing_subscriber::{filter::LevelFilter, fmt::format::FmtSpan, util::SubscriberInitExt as _};

use crate::{
    Effect, Error,
    http::{
        BasicAuth, Body, Call, Client, Method, Options, RawResponse, Repeat, Response, TransportError,
        TransportErrorKind,
    },
    model::{Carrier, Identity},
};

use super::{
    PlainWords, call_to, options,
    script::{Script, status},
    server::{Reply, Server, answer},
};

const TOKEN: &str = "canary-token";
/// base64 of `canary-key:canary-token`
const BASIC: &str = "Y2FuYXJ5LWtleTpjYW5hcnktdG9rZW4=";
/// A digest password with what forms and JSON escape.
const DIGEST: &str = r#"canary "digest"&1"#;
const DIGEST_IN_A_FORM: &str = "canary+%22digest%22%261";
const DIGEST_IN_JSON: &str = r#"canary \"digest\"&1"#;

fn assert_clean(shown: &str) {
    for secret in ["canary", BASIC] {
        assert!(!shown.contains(secret), "`{secret}` is in: {shown}");
    }
}

fn client_at(origin: &str, options: Options) -> Client {
    let identity = Identity::new(Carrier::new("testcarrier"), "AC1", "here");
    let auth = BasicAuth { user: "canary-key".to_owned(), password: TOKEN.into() };
    Client::new(identity, &[origin.parse().unwrap()], auth, Arc::new(PlainWords), options).unwrap()
}

/// A call that sets a password, and one that reads.
fn calls(origin: &str) -> Vec<Call> {
    let with = |method, body| Call { method, body, ..call_to(origin, Repeat::Create) };
    let mut query = call_to(origin, Repeat::Read);
    query.url.set_query(Some("user_name=canary"));
    vec![
        with(Method::Post, Body::Form(format!("Username=u&Password={DIGEST_IN_A_FORM}"))),
        with(Method::Post, Body::Json(format!(r#"{{"user_name":"u","password":"{DIGEST_IN_JSON}"}}"#))),
        query,
    ]
}

/// All that an error shows.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut next = error.source();
    while let Some(cause) = next {
        write!(text, "{cause}\n{cause:?}\n").unwrap();
        next = cause.source();
    }
    text
}

fn json_text(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

#[tokio::test]
async fn an_echo_of_the_request_is_shown_without_its_secrets() {
    let json = |status, body: &str| answer(status, "application/json", body);
    let echoes: [fn(&str) -> String; 4] = [
        // All of the request, with the header and the body as they were sent.
        |request| json_text(request),
        |_| json_text(&format!("token {TOKEN} is wrong")),
        |_| json_text(&format!("password {DIGEST} is weak")),
        |_| json_text(&format!("{}{TOKEN}", " filler".repeat(80))),
    ];
    for echo in echoes {
        let server = Server::start(move |request| {
            let echo = echo(request);
            json("400 Bad Request", &format!(r#"{{"message":{echo},"code":{echo}}}"#))
        })
        .await;
        let client = client_at(&server.origin, options());
        for mut call in calls(&server.origin) {
            call.url.set_query(None);
            let reads = call.repeat == Repeat::Read;
            let error = client.send(call).await.unwrap_err();
            assert_eq!((error.http_status(), error.effect()), (Some(400), Effect::None));
            // What a read did not send is no secret that could be known.
            if !(reads && error.message().contains("is weak")) {
                assert_clean(&shown(&error));
            }
        }
    }
}

#[tokio::test]
async fn an_echo_that_is_no_json_is_shown_without_secrets() {
    // The excerpt ends in the middle of the token.
    let pages: [fn(&str) -> String; 4] = [
        |request| format!("<pre>{request}"),
        |_| format!("<p>{}{TOKEN}", "x".repeat(50)),
        |_| format!("<p>{DIGEST}"),
        |_| "<p>canary &quot;digest&quot;&amp;1".to_owned(),
    ];
    for page in pages {
        for code in ["502 Bad Gateway", "200 OK", "404 Not Found"] {
            let server = Server::start(move |request| answer(code, "text/html", &page(request))).await;
            let client = client_at(&server.origin, options());
            for mut call in calls(&server.origin) {
                call.url.set_query(None);
                let reads = call.repeat == Repeat::Read;
                let error = client.send(call).await.unwrap_err();
                if !(reads && error.message().contains("digest")) {
                    assert_clean(&shown(&error));
                }
            }
        }
    }
}

#[tokio::test]
async fn headers_that_repeat_the_token_are_shown_without_it() {
    for (code, page) in [("400 Bad Request", ""), ("200 OK", "<p>")] {
        let server = Server::start(move |_| {
            Reply::Bytes(format!(
                "HTTP/1.1 {code}\r\nContent-Type: text/{TOKEN}\r\nX-Request-Id: {TOKEN}\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            ))
        })
        .await;
        let client = client_at(&server.origin, options());
        let error = client.send(call_to(&server.origin, Repeat::Read)).await.unwrap_err();
        assert_eq!(error.request_id(), Some("[REDACTED]"));
        assert!(error.message().contains("text/[REDACTED]"), "{error}");
        assert_clean(&shown(&error));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_of_ours_shows_a_secret_in_debug() {
    let origin = "https://api.example.com";
    let script = Script::new([status(200)]);
    let options = options().with_transport(Arc::<Script>::clone(&script));
    let client = client_at(origin, options.clone());
    let mut debug = format!("{client:?} {:?} {options:?}", client_at(origin, Options::new()));
    for call in calls(origin) {
        write!(debug, "{call:?} {:?}", call.body).unwrap();
        let answer: Response = client.send(call).await.unwrap();
        write!(debug, "{answer:?}").unwrap();
    }
    for request in script.take_requests() {
        write!(debug, "{request:?} {:?} {}", request.auth(), request.path()).unwrap();
    }
    let raw = RawResponse::new(200).with_header("x", "canary").with_body("canary");
    let failed = TransportError::new(TransportErrorKind::Interrupted, "it broke");
    write!(debug, "{raw:?} {failed:?}").unwrap();
    assert_clean(&debug);
}

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Keeps what its own thread logs, which is one test's.
struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// On one thread, so that all of it, reqwest's tasks too, is logged here.
#[tokio::test(flavor = "current_thread")]
async fn a_trace_has_the_facts_and_no_secret() {
    // For all threads: whether a place in the code is logged is decided once, by whichever thread comes first.
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(|| Log)
        .finish()
        .init();

    let server = Server::start(|request| {
        let body = format!(r#"{{"message":{}}}"#, json_text(request));
        let length = body.len();
        Reply::Bytes(format!(
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nX-Request-Id: RQ-{TOKEN}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    })
    .await;
    let client = client_at(&server.origin, options());
    for call in calls(&server.origin) {
        client.send(call).await.unwrap_err();
    }
    let text = String::from_utf8(LOG.take()).unwrap();
    for fact in [
        "http.request.method=\"POST\"",
        "operation=\"create trunk\"",
        "carrier=\"testcarrier\"",
        "account=\"AC1\"",
        "http.response.status_code=503",
        "attempt=4",
        "request_id=",
        "outcome=Answered",
    ] {
        assert!(text.contains(fact), "{fact} is not in: {text}");
    }
    assert_clean(&text);
}
