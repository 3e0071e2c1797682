//! Who is told by `trunkline failover watch`: Prometheus, and a web server.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use serde_json::Value;
use trunkline_engine::watch::sign;

use crate::{
    one_file::Desk,
    watch::{FILE, args, endless, started, words},
};

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_gets_metrics_while_it_watches() {
    let desk = Desk::with(FILE).await;
    let args = endless(args("200 OK", "503 Service Unavailable", &["--metrics", "127.0.0.1:0"]));
    let mut child = started(&desk, &args);
    let mut note = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut note).unwrap();
    let address = note.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    // The text is there after the first look.
    let text = loop {
        let mut stream = TcpStream::connect(&address).unwrap();
        stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        if text.contains("trunkline_up") {
            break text;
        }
    };
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(text.contains("trunkline_up{profile=\"exotel\",kind=\"edge\",target=\"sip:127.0.0.1:"), "{text}");
    assert!(text.contains("text/plain; version=0.0.4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_is_told_of_a_change_and_can_tell_who_sent_it() {
    let mut desk = Desk::with(FILE).await;
    desk.world.set("HOOK_SECRET", "shared-by-both");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/changed", listener.local_addr().unwrap());
    let heard = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim().split_once(": ") else {
                if line.trim().is_empty() {
                    break;
                }
                continue;
            };
            headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        let header = |name: &str| headers.iter().find(|(known, _)| known == name).unwrap().1.clone();
        let mut body = vec![0; header("content-length").parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
        (header("trunkline-timestamp"), header("trunkline-signature"), String::from_utf8(body).unwrap())
    });
    let hook = ["--webhook", &url, "--webhook-secret-env", "HOOK_SECRET"];
    desk.ends(1, &words(&args("503 Service Unavailable", "200 OK", &hook)));
    let (time, signature, body) = heard.join().unwrap();
    assert_eq!(signature, format!("v1={}", sign("shared-by-both", time.parse().unwrap(), &body)));
    let change: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&change["to"], &change["advice"][0]["do"]), (&"down".into(), &"fail_over".into()));
}
