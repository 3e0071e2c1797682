//! Who is told of a change, and what.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};
use trunkline_engine::watch::{Change, Thresholds, Watch, Webhook, sign};

use crate::world::{edge, take};

fn change() -> Change {
    let mut watch =
        Watch::new(vec![edge("exotel", "sip:in.voip.exotel.com:443;transport=tls")], Thresholds::USUAL);
    take(&mut watch, 0, 3, &[0]).remove(0)
}

/// A web server that answers with these statuses, one after the other; its URL, and the requests it got.
async fn server(statuses: &'static [&'static str]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/changed", listener.local_addr().unwrap());
    let requests = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&requests);
    tokio::spawn(async move {
        for status in statuses {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            let text = loop {
                stream.read_buf(&mut request).await.unwrap();
                let text = String::from_utf8_lossy(&request).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned)
                });
                if body.len() == length.unwrap().parse::<usize>().unwrap() {
                    break text;
                }
            };
            seen.lock().unwrap().push(text);
            let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, requests)
}

#[test]
fn a_signature_is_hmac_sha256_over_time_and_body() {
    // From `printf '1800000000.{}' | openssl dgst -sha256 -hmac key`.
    let expected = "7321475872b03ff21bdc2dfd86ea2d99ec29c479fbe4a77aa6acf4509505493f";
    assert_eq!(sign("key", 1_800_000_000, "{}"), expected);
    assert_ne!(sign("key", 1_800_000_001, "{}"), expected);
    assert_ne!(sign("yek", 1_800_000_000, "{}"), expected);
}

#[tokio::test]
async fn a_webhook_gets_the_change_and_can_tell_who_sent_it() {
    let (url, requests) = server(&["204 No Content"]).await;
    Webhook::new(&url, "shared".to_owned().into()).unwrap().tell(&change()).await.unwrap();
    let request = requests.lock().unwrap().remove(0);
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let header = |name: &str| {
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).unwrap().1.to_owned()
    };
    let timestamp: i64 = header("Trunkline-Timestamp").parse().unwrap();
    assert_eq!(header("Trunkline-Signature"), format!("v1={}", sign("shared", timestamp, body)));
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!((&body["to"], &body["point"]["profile"]), (&"down".into(), &"exotel".into()));
    assert_eq!(body["advice"][0]["do"], "fail_over");
    assert!(!request.contains("shared"));
}

#[tokio::test]
async fn a_webhook_that_refuses_is_not_tried_again() {
    let (url, requests) = server(&["403 Forbidden", "204 No Content"]).await;
    let refused = Webhook::new(&url, "shared".to_owned().into()).unwrap().tell(&change()).await.unwrap_err();
    assert_eq!(refused, "the webhook at 127.0.0.1 answers 403 Forbidden");
    assert_eq!(requests.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_webhook_that_fails_is_tried_again() {
    let (url, requests) = server(&["503 Service Unavailable", "204 No Content"]).await;
    Webhook::new(&url, "shared".to_owned().into()).unwrap().tell(&change()).await.unwrap();
    assert_eq!(requests.lock().unwrap().len(), 2);
}

#[test]
fn a_url_that_cannot_be_is_refused() {
    for (url, why) in
        [("ftp://a.example", "https://"), ("https://a:b@c.example", "no user name"), ("x", "cannot be read")]
    {
        assert!(Webhook::new(url, String::new().into()).unwrap_err().contains(why), "{url}");
    }
}
