//! Faults of connections: refused, blackholed, reset, slow, cut.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use trunkline_sim::{Carrier, Fault, FaultError, Faults, Reachability, Simulator, StartError, When};

use super::support::{Sim, TRUNK, TRUNKS};

const TWILIO: &str = "/v1/Trunks";

async fn apart() -> Sim {
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    Sim::of(|builder| builder.exotel_listen(any_port).twilio_listen(any_port)).await
}

fn reach(sim: &Sim, carrier: Carrier, reachability: Reachability) {
    sim.simulator.faults().set(Faults::none().with_reachability(carrier, reachability)).unwrap();
}

#[tokio::test]
async fn a_carrier_that_refuses_is_refused_at_once_and_back_on_the_same_port() {
    let sim = apart().await;
    for _ in 0..3 {
        reach(&sim, Carrier::Exotel, Reachability::Refused);
        let error = sim.connect(TRUNKS).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert_eq!(sim.get(TWILIO).await.status, 200);
        sim.simulator.faults().clear().unwrap();
        assert!(sim.raw("GET", TRUNKS, "").await.unwrap().starts_with("HTTP/1.1 200"));
    }
}

#[tokio::test]
async fn refusing_resets_the_connections_there_are() {
    let sim = apart().await;
    let mut open = sim.connect(TRUNKS).await.unwrap();
    let request = sim.bytes("GET", TRUNKS, "").replace("Connection: close\r\n", "");
    open.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 1];
    open.read_exact(&mut answer).await.unwrap();
    reach(&sim, Carrier::Exotel, Reachability::Refused);
    let error = open.read_to_end(&mut vec![]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

/// One listener cannot refuse one of two carriers.
#[tokio::test]
async fn refusing_needs_a_listener_of_the_carriers_own() {
    let sim = Sim::start().await;
    let faults = Faults::none().with_reachability(Carrier::Twilio, Reachability::Refused);
    let error = sim.simulator.faults().set(faults.clone()).unwrap_err();
    assert!(matches!(error, FaultError::SharedListener { carrier: Carrier::Twilio }));
    assert_eq!(sim.get(TWILIO).await.status, 200);
    let error = Simulator::builder().faults(faults).start().await.unwrap_err();
    assert!(matches!(error, StartError::Faults(FaultError::SharedListener { .. })), "{error}");
}

/// The request is read, and nothing comes back until the carrier is reachable: then the connection is reset.
#[tokio::test]
async fn a_blackholed_carrier_accepts_and_never_answers() {
    let sim = Sim::start().await;
    reach(&sim, Carrier::Exotel, Reachability::Blackholed);
    let mut waiting = sim.connect(TRUNKS).await.unwrap();
    waiting.write_all(sim.bytes("POST", TRUNKS, TRUNK).as_bytes()).await.unwrap();
    while sim.simulator.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    assert_eq!(sim.get(TWILIO).await.status, 200);
    assert_eq!(sim.seen()[0], ("POST".to_owned(), Some("create trunk"), Some("blackholed"), None));
    sim.simulator.faults().clear().unwrap();
    let error = waiting.read_to_end(&mut vec![]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert_eq!(sim.get(TRUNKS).await.json["response"], json!([]));
}

#[tokio::test]
async fn a_simulator_stops_although_somebody_waits_in_a_black_hole() {
    let sim = Sim::start().await;
    reach(&sim, Carrier::Exotel, Reachability::Blackholed);
    let mut waiting = sim.connect(TRUNKS).await.unwrap();
    waiting.write_all(sim.bytes("GET", TRUNKS, "").as_bytes()).await.unwrap();
    while sim.simulator.requests().is_empty() {
        tokio::task::yield_now().await;
    }
    sim.simulator.stop().await;
    let error = waiting.read_to_end(&mut vec![]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

/// The request is read, and nothing comes of it: to who sent it, it is as if it had not been.
#[tokio::test]
async fn an_unanswered_request_is_not_carried_out() {
    for (carrier, operation, path, body, list) in [
        (Carrier::Exotel, "create trunk", TRUNKS, TRUNK, "/response"),
        (Carrier::Twilio, "CreateTrunk", TWILIO, "FriendlyName=a", "/trunks"),
    ] {
        let sim = Sim::failing(carrier, operation, When::Requests(vec![1]), Fault::Unanswered).await;
        let mut waiting = sim.connect(path).await.unwrap();
        waiting.write_all(sim.bytes("POST", path, body).as_bytes()).await.unwrap();
        while sim.simulator.requests().is_empty() {
            tokio::task::yield_now().await;
        }
        let listed = |sim: &Sim, json: &serde_json::Value| {
            assert_eq!(sim.seen()[0], ("POST".to_owned(), Some(operation), Some("unanswered"), None));
            json.pointer(list).unwrap().as_array().unwrap().len()
        };
        assert_eq!(listed(&sim, &sim.get(path).await.json), 0);
        sim.simulator.faults().clear().unwrap();
        let error = waiting.read_to_end(&mut vec![]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert_eq!(listed(&sim, &sim.get(path).await.json), 0);
    }
}

#[tokio::test]
async fn a_reset_before_changes_nothing() {
    let sim = Sim::failing(Carrier::Exotel, "create trunk", When::Always, Fault::ResetBefore).await;
    let error = sim.raw("POST", TRUNKS, TRUNK).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert_eq!(sim.get(TRUNKS).await.json["response"], json!([]));
    assert_eq!(sim.seen()[0], ("POST".to_owned(), Some("create trunk"), Some("reset_before"), None));
}

/// The lost response.
#[tokio::test]
async fn a_reset_after_has_changed_everything() {
    for (carrier, operation, path, body, list) in [
        (Carrier::Exotel, "create trunk", TRUNKS, TRUNK, "/response"),
        (Carrier::Twilio, "CreateTrunk", TWILIO, "FriendlyName=a", "/trunks"),
    ] {
        let sim = Sim::failing(carrier, operation, When::Always, Fault::ResetAfter).await;
        let error = sim.raw("POST", path, body).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        let listed = sim.get(path).await.json;
        assert_eq!(listed.pointer(list).unwrap().as_array().unwrap().len(), 1, "{listed}");
        assert_eq!(sim.seen()[0], ("POST".to_owned(), Some(operation), Some("reset_after"), None));
    }
}

/// Held until the clock says so; carried out before.
#[tokio::test]
async fn a_delay_is_one_of_the_simulators_clock() {
    let fault = Fault::Delay { milliseconds: 1_500 };
    let sim = Sim::failing(Carrier::Twilio, "CreateTrunk", When::Always, fault).await;
    let mut waiting = sim.connect(TWILIO).await.unwrap();
    waiting.write_all(sim.bytes("POST", TWILIO, "FriendlyName=a").as_bytes()).await.unwrap();
    while sim.get(TWILIO).await.json["trunks"] == json!([]) {}
    sim.advance_millis(1_499);
    let held = sim.simulator.requests().into_iter().find(|request| request.method == "POST").unwrap();
    assert_eq!(held.status, None);
    sim.advance_millis(1);
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
}

#[tokio::test]
async fn a_body_trickles_piece_by_piece() {
    let fault = Fault::Trickle { bytes: 100, every_milliseconds: 10 };
    let sim = Sim::start().await.with_trunks().await;
    let whole = sim.get(TWILIO).await.text;
    sim.set(Carrier::Twilio, "ListTrunk", When::Always, fault);
    let host = sim.simulator.twilio_url().trim_start_matches("http://");
    let request = sim.bytes("GET", TWILIO, "").replace("Host: sim", &format!("Host: {host}"));
    let mut slow = sim.connect(TWILIO).await.unwrap();
    slow.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    while !answer.ends_with(&whole[..100]) {
        answer.push(char::from(slow.read_u8().await.unwrap()));
    }
    assert!(answer.contains(&format!("content-length: {}\r\n", whole.len())), "{answer}");
    for piece in whole.as_bytes()[100..].chunks(100) {
        sim.advance_millis(10);
        let mut read = vec![0; piece.len()];
        slow.read_exact(&mut read).await.unwrap();
        assert_eq!(read, piece);
    }
}

#[tokio::test]
async fn a_body_is_cut_in_half() {
    let sim = Sim::failing(Carrier::Exotel, "create trunk", When::Always, Fault::CutBody).await;
    let answer = sim.raw("POST", TRUNKS, TRUNK).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert_eq!(body.len(), length.parse::<usize>().unwrap() / 2);
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert_eq!(sim.get(TRUNKS).await.json["response"].as_array().unwrap().len(), 1);
}
