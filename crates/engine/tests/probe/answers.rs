//! What a report says of each answer, and of none.

use std::{sync::Arc, time::Duration};

use tokio::net::{TcpListener, UdpSocket};
use trunkline_engine::probe::{Health, Prober, Srv};

use crate::peer::{answer, probe, says, tcp, udp, zone};

#[tokio::test]
async fn every_final_answer_says_how_the_peer_is() {
    for (status, health, meaning) in [
        ("200 OK", Health::Alive, "takes OPTIONS"),
        ("302 Moved Temporarily", Health::Alive, "points elsewhere"),
        ("401 Unauthorized", Health::Alive, "asks for a password"),
        ("403 Forbidden", Health::Alive, "does not take requests from here"),
        ("404 Not Found", Health::Alive, "does not know this user"),
        ("405 Method Not Allowed", Health::Alive, "does not do OPTIONS"),
        ("408 Request Timeout", Health::Unhealthy, "what stands behind it does not"),
        ("483 Too Many Hops", Health::Alive, "routing loop"),
        ("486 Busy Here", Health::Alive, "busy"),
        ("500 Server Internal Error", Health::Alive, "says nothing about calls"),
        ("502 Bad Gateway", Health::Unhealthy, "nonsense"),
        ("503 Service Unavailable", Health::Unhealthy, "takes no calls now"),
        ("504 Server Time-out", Health::Unhealthy, "what stands behind it does not"),
        ("603 Decline", Health::Alive, "declines"),
        ("299 Whatever", Health::Alive, "reachable"),
        ("699 Whatever", Health::Alive, "reachable"),
    ] {
        let port = udp(says(status)).await;
        let report = probe(&format!("sip:127.0.0.1:{port}")).await;
        assert_eq!(report.health, health, "{status}");
        assert!(report.why().starts_with(status) && report.why().contains(meaning), "{}", report.why());
        assert!(report.attempts[0].latency_us.is_some());
    }
}

#[tokio::test]
async fn a_peer_that_asks_for_time_is_taken_at_its_word_when_it_is_unhealthy() {
    let port =
        udp(says("503 Service Unavailable\nRetry-After: 120 (maintenance);duration=60\nServer: Edge 1"))
            .await;
    let report = probe(&format!("sip:127.0.0.1:{port}")).await;
    assert_eq!((report.health, report.retry_after()), (Health::Unhealthy, Some(Duration::from_mins(2))));
    assert_eq!(report.attempts[0].answer.as_ref().unwrap().server.as_deref(), Some("Edge 1"));

    let port = udp(says("486 Busy Here\nRetry-After: 120")).await;
    assert_eq!(probe(&format!("sip:127.0.0.1:{port}")).await.retry_after(), None);
    let port = udp(says("503 Service Unavailable\nRetry-After: soon")).await;
    assert_eq!(probe(&format!("sip:127.0.0.1:{port}")).await.retry_after(), None);
}

#[tokio::test]
async fn tcp_reads_an_answer_in_pieces_after_keep_alives_and_others_messages() {
    let port = tcp(Arc::new(|request| {
        let mut stranger = String::from_utf8(answer(request, "200 OK")).unwrap();
        stranger = stranger.replace("branch=z9hG4bK", "branch=z9hG4bKx");
        let whole = String::from_utf8(answer(request, "404 Not Found")).unwrap();
        let whole =
            whole.replace("Content-Length: 0", "Content-Type: text/plain\r\nContent-Length: 4") + "gone";
        let (first, second) = whole.split_at(40);
        vec![
            b"\r\n\r\n".to_vec(),
            stranger.into_bytes(),
            answer(request, "100 Trying"),
            first.into(),
            second.into(),
        ]
    }))
    .await;
    let report = probe(&format!("sip:127.0.0.1:{port};transport=tcp")).await;
    assert_eq!(report.health, Health::Alive);
    let lines: Vec<&str> = report.trace.iter().map(|event| event.what.as_str()).collect();
    let parts = [
        "connected",
        "OPTIONS sent",
        "passed over: its branch is not ours",
        "100 Trying",
        "404 Not Found",
        "alive",
    ];
    let mut rest = lines.iter();
    for part in parts {
        assert!(rest.any(|line| line.contains(part)), "{part:?} in {lines:#?}");
    }
}

#[tokio::test]
async fn a_peer_that_breaks_off_or_is_no_sip_is_dead_and_it_is_said_how() {
    let closes = tcp(Arc::new(|_| Vec::new())).await;
    let cut = tcp(Arc::new(|request| vec![answer(request, "200 OK")[..50].to_vec()])).await;
    let http = tcp(Arc::new(|_| vec![b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()])).await;
    let unused = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    for (port, why) in [
        (closes, "closed the connection without an answer"),
        (cut, "closed the connection without an answer"),
        (http, "what it sends is not SIP"),
        (unused, "no connection: "),
    ] {
        let report = probe(&format!("sip:127.0.0.1:{port};transport=tcp")).await;
        assert_eq!(report.health, Health::Dead);
        assert!(report.why().contains(why), "{why:?} in {:?}", report.why());
    }
}

#[tokio::test]
async fn a_closed_udp_port_is_dead_at_once_and_a_silent_one_after_the_time_given() {
    let unused = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let report = probe(&format!("sip:127.0.0.1:{unused}")).await;
    assert_eq!(report.health, Health::Dead);
    assert!(report.why().contains("refuse"), "{}", report.why());

    let silent = udp(Arc::new(|_| Vec::new())).await;
    let prober = Prober::new(zone()).with_timeout(Duration::from_millis(30));
    let report = prober.probe(&format!("sip:127.0.0.1:{silent}").parse().unwrap()).await;
    assert_eq!((report.health, &*report.why()), (Health::Dead, "no answer in 30 ms"));
}

#[tokio::test]
async fn servers_are_tried_in_their_order_until_one_is_alive() {
    let (busy, well) =
        (udp(says("503 Service Unavailable\nRetry-After: 30")).await, udp(says("200 OK")).await);
    let server = |priority, port| Srv { priority, weight: 1, port, host: "sbc.example.com".into() };
    let mut names = zone();
    names.srv.insert("_sip._udp.example.com", vec![server(2, well), server(1, busy), server(3, 9)]);
    let uri = "sip:example.com;transport=udp".parse().unwrap();
    let report = Prober::new(names.clone()).probe(&uri).await;
    assert_eq!((report.health, report.retry_after()), (Health::Alive, None));
    let tried: Vec<u16> = report.attempts.iter().map(|attempt| attempt.hop.address.port()).collect();
    assert_eq!(tried, [busy, well]);

    names.srv.insert("_sip._udp.example.com", vec![server(1, busy)]);
    let report = Prober::new(names.clone()).probe(&uri).await;
    assert_eq!((report.health, report.retry_after()), (Health::Unhealthy, Some(Duration::from_secs(30))));
    names.srv.insert("_sip._udp.example.com", vec![server(1, busy), server(2, 9)]);
    let report = Prober::new(names).probe(&uri).await;
    assert_eq!(
        (report.health, report.retry_after()),
        (Health::Unhealthy, None),
        "the other may be asked again"
    );
}

#[tokio::test]
async fn what_a_peer_sends_does_not_reach_a_terminal_raw() {
    let port = udp(says("404 \u{1b}[31mred\u{1b}[0m")).await;
    let report = probe(&format!("sip:127.0.0.1:{port}")).await;
    let text = serde_json::to_string(&report).unwrap() + &report.why();
    assert!(!text.contains('\u{1b}') && !text.contains("\\u001b"), "{text}");
}
