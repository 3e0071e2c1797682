//! The same over real sockets: what reqwest and rustls say, and what we make of it.

use tokio::net::TcpListener;

use crate::{Effect, ErrorKind, http::Repeat};

use super::{
    EVERY_REPEAT, call_to, client_at, options,
    server::{Reply, Server, announced, answer},
};

const CREATED: &str = r#"{"id":1}"#;

/// Sends one call of each kind to a server, and checks how often it came and what became of it.
async fn check(kind: ErrorKind, writes: Effect, retried: bool, reply: fn() -> Reply) {
    for repeat in EVERY_REPEAT {
        let server = Server::start(move |_| reply()).await;
        let client = client_at(&server.origin, options());
        let error = client.send(call_to(&server.origin, repeat)).await.unwrap_err();
        let effect = if repeat == Repeat::Read { Effect::None } else { writes };
        assert_eq!((error.kind(), error.effect()), (kind, effect), "{repeat:?}: {error}");
        let sends = if retried && repeat != Repeat::Create { 4 } else { 1 };
        assert_eq!(server.requests().len(), sends, "{repeat:?}: {error}");
    }
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    for repeat in EVERY_REPEAT {
        let error = client_at(&origin, options()).send(call_to(&origin, repeat)).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Unreachable, Effect::None), "{repeat:?}");
        assert_eq!(error.not_retried(), Some("4 attempts were made"));
        assert!(
            error.message().starts_with(&format!("{} cannot be reached: ", &origin["http://".len()..])),
            "{error}"
        );
        assert!(error.message().contains("refused"), "{error}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_after_the_request_leaves_a_write_in_doubt() {
    check(ErrorKind::Interrupted, Effect::Unknown, true, || Reply::Close).await;
    check(ErrorKind::Interrupted, Effect::Unknown, true, || Reply::Reset).await;
}

#[tokio::test]
async fn half_a_head_leaves_a_write_in_doubt() {
    let half = || Reply::Bytes("HTTP/1.1 201 Created\r\nContent-Ty".to_owned());
    check(ErrorKind::Interrupted, Effect::Unknown, true, half).await;
}

#[tokio::test]
async fn half_a_body_leaves_a_write_in_doubt() {
    let half = || announced("201 Created", "application/json", 100, CREATED);
    check(ErrorKind::MalformedResponse, Effect::Unknown, true, half).await;
    let chunk = || {
        let head =
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        Reply::Bytes(format!("{head}8\r\n{CREATED}\r\n"))
    };
    check(ErrorKind::MalformedResponse, Effect::Unknown, true, chunk).await;
}

#[tokio::test]
async fn half_a_body_is_said_to_be_one() {
    let server = Server::start(|_| announced("201 Created", "application/json", 100, CREATED)).await;
    let client = client_at(&server.origin, options());
    let error = client.send(call_to(&server.origin, Repeat::Create)).await.unwrap_err();
    assert!(error.message().contains("broke off in the middle: after 8 bytes of its body"), "{error}");
    assert_eq!(error.http_status(), Some(201));
}

#[tokio::test]
async fn a_body_may_be_as_long_as_allowed_and_no_longer() {
    let server = Server::start(|_| answer("200 OK", "application/json", CREATED)).await;
    let room = |bytes| client_at(&server.origin, options().with_max_body(bytes));
    let enough = room(CREATED.len()).send(call_to(&server.origin, Repeat::Create)).await.unwrap();
    assert_eq!(enough.body(), CREATED.as_bytes());

    let error = room(CREATED.len() - 1).send(call_to(&server.origin, Repeat::Create)).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::MalformedResponse, Effect::Unknown));
    assert_eq!(error.http_status(), Some(200));
    assert!(error.message().ends_with("is too large: more than 7 bytes"), "{error}");
    room(1).send(call_to(&server.origin, Repeat::Read)).await.unwrap_err();
    assert_eq!(server.requests().len(), 3, "it would be too large again");
}

#[tokio::test]
async fn a_page_is_no_answer() {
    check(ErrorKind::Unavailable, Effect::Unknown, true, || {
        answer("502 Bad Gateway", "text/html", "<html>502 Bad Gateway")
    })
    .await;
    check(ErrorKind::MalformedResponse, Effect::Unknown, false, || {
        answer("200 OK", "text/html", "<html>It works!")
    })
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_| answer("200 OK", "application/json", CREATED)).await;
    let location = elsewhere.origin.clone();
    let server = Server::start(move |_| {
        Reply::Bytes(format!(
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: {location}/x\r\nContent-Length: 0\r\n\r\n"
        ))
    })
    .await;
    let client = client_at(&server.origin, options());
    let error = client.send(call_to(&server.origin, Repeat::Create)).await.unwrap_err();
    assert_eq!((error.kind(), error.http_status()), (ErrorKind::MalformedResponse, Some(307)));
    assert!(error.message().contains(&elsewhere.origin), "{error}");
    assert_eq!((server.requests().len(), elsewhere.requests().len()), (1, 0));
}

#[tokio::test]
async fn credentials_go_out_once_in_the_header_and_nowhere_else() {
    let server = Server::start(|_| answer("200 OK", "application/json", CREATED)).await;
    let client = client_at(&server.origin, options());
    for repeat in EVERY_REPEAT {
        client.send(call_to(&server.origin, repeat)).await.unwrap();
    }
    let requests = server.requests();
    let first_lines = requests.iter().map(|request| request.lines().next().unwrap());
    assert_eq!(
        first_lines.collect::<Vec<_>>(),
        [
            "GET /v1/trunks HTTP/1.1",
            "PUT /v1/trunks HTTP/1.1",
            "DELETE /v1/trunks HTTP/1.1",
            "POST /v1/trunks HTTP/1.1"
        ]
    );
    for request in requests {
        let authorization =
            request.lines().filter(|line| line.to_ascii_lowercase().starts_with("authorization:"));
        // base64 of key:token
        assert_eq!(authorization.collect::<Vec<_>>(), ["authorization: Basic a2V5OnRva2Vu"], "{request}");
        assert_eq!(request.matches("a2V5OnRva2Vu").count(), 1, "{request}");
        assert!(!request.contains("token"), "{request}");
    }
}
