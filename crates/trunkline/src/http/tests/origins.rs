//! Where requests go, and where they do not.

use crate::{
    Effect, ErrorKind,
    http::{Method, Repeat},
};

use super::{
    EVERY_REPEAT, OURS, call, call_to, client, options,
    script::{Script, status},
    try_client_at,
};

#[tokio::test(start_paused = true)]
async fn a_foreign_origin_gets_nothing() {
    for foreign in ["https://evil.example.net", "http://api.example.com", "https://api.example.com:8443"] {
        for repeat in EVERY_REPEAT {
            let script = Script::new([status(200)]);
            let error = client(&script, options()).send(call_to(foreign, repeat)).await.unwrap_err();
            assert_eq!(
                (error.kind(), error.effect()),
                (ErrorKind::MalformedResponse, Effect::None),
                "{foreign}"
            );
            assert_eq!(script.sends(), 0, "{foreign}");
            assert!(error.to_string().contains(foreign), "{error}");
        }
    }
}

#[test]
fn a_link_is_checked_before_it_is_followed() {
    let client = client(&Script::new([status(200)]), options());
    client.check_origin(&format!("{OURS}/v1/trunks?page=2").parse().unwrap()).unwrap();
    let error = client.check_origin(&"https://evil.example.net/v1?page=canary".parse().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MalformedResponse);
    assert_eq!(error.identity(), Some(client.identity()));
    assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed_and_only_its_origin_is_shown() {
    for code in [301, 302, 303, 307, 308] {
        let there = status(code).with_header("Location", "https://evil.example.net/v1/canary?token=canary");
        let script = Script::new([there, status(200)]);
        let error = client(&script, options()).send(call(Repeat::Read)).await.unwrap_err();
        assert_eq!((error.kind(), error.http_status()), (ErrorKind::MalformedResponse, Some(code)));
        assert_eq!(script.sends(), 1, "{code}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("https://evil.example.net") && !shown.contains("canary"), "{shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_is_what_the_call_says() {
    let script = Script::new([status(200)]);
    let client = client(&script, options().with_user_agent("platform/1"));
    client.send(call(Repeat::Create)).await.unwrap();
    client.send(call(Repeat::Idempotent)).await.unwrap();
    client.send(call(Repeat::Read)).await.unwrap();
    let requests = script.take_requests();
    let types = requests.iter().map(|request| {
        let header =
            |wanted: &str| request.headers().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        assert_eq!((header("user-agent"), header("accept")), (Some("platform/1"), Some("application/json")));
        assert_eq!(request.url(), "https://api.example.com/v1/trunks");
        assert_eq!((request.auth().user.as_str(), request.max_body()), ("key", 8 * 1024 * 1024));
        (request.method(), header("content-type"), request.body())
    });
    assert_eq!(
        types.collect::<Vec<_>>(),
        [
            (Method::Post, Some("application/x-www-form-urlencoded"), Some(&b"name=n"[..])),
            (Method::Put, Some("application/json"), Some(&br#"{"name":"n"}"#[..])),
            (Method::Get, None, None),
        ]
    );
}

#[test]
fn plain_http_is_for_loopback() {
    for good in ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", OURS] {
        try_client_at(good, options()).unwrap();
    }
    for bad in
        ["http://api.example.com", "http://10.0.0.1", "http://0.0.0.0:1", "http://localhost.example.com"]
    {
        let error = try_client_at(bad, options()).unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::Configuration, Effect::None), "{bad}");
        assert_eq!(error.identity().map(|identity| identity.account.as_str()), Some("AC1"));
    }
}
