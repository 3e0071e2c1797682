use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use trunkline_sim::switches::exotel::{RateLimitAnswer, RateModel};

use super::support::Sim;

/// developer.exotel.com: 200 requests a minute.
#[tokio::test]
async fn the_201st_request_of_a_minute_is_429() {
    let sim = Sim::start().await;
    for _ in 0..200 {
        assert_eq!(sim.get("trunks").await.status, 200);
    }
    let reply = sim.get("trunks").await;
    assert_eq!(reply.status, 429);
    assert_eq!(reply.json["RestException"]["Status"], 429);
    assert_eq!(reply.json["RestException"]["Code"], "RATE_LIMIT_EXCEEDED");
}

/// developer.exotel.com, Rate limits: the general page's headers.
#[tokio::test]
async fn a_429_says_when_to_come_back() {
    let sim = Sim::with(|switches| switches.rate_limit = Some(0)).await;
    let reply = sim.get("trunks").await;
    assert_eq!(reply.headers["retry-after"], "30");
    assert_eq!(reply.headers["x-ratelimit-limit"], "0");
    assert_eq!(reply.headers["x-ratelimit-remaining"], "0");
    assert!(reply.headers.contains_key("x-ratelimit-reset"));
}

/// Nothing shows it for these operations; switch.
#[tokio::test]
async fn a_429_can_be_bare() {
    let sim = Sim::with(|switches| {
        switches.rate_limit = Some(0);
        switches.rate_limit_answer = RateLimitAnswer::Bare;
    })
    .await;
    let reply = sim.get("trunks").await;
    assert_eq!((reply.status, reply.text.as_str()), (429, ""));
    assert!(!reply.headers.contains_key("retry-after"));
}

/// "Rejected": what is over the limit changes nothing.
#[tokio::test]
async fn a_429_is_not_processed() {
    let sim = Sim::with(|switches| switches.rate_limit = Some(1)).await;
    sim.trunk("first").await;
    assert_eq!(sim.post("trunks", sim.trunk_body("second")).await.status, 429);
    sim.advance_seconds(60);
    assert_eq!(sim.get("trunks").await.column("trunk_name"), ["first"]);
}

/// A sliding minute: each request leaves it sixty seconds after it came.
#[tokio::test]
async fn the_minute_slides() {
    let sim = Sim::with(|switches| switches.rate_limit = Some(2)).await;
    assert_eq!(sim.get("trunks").await.status, 200);
    sim.advance_seconds(40);
    assert_eq!(sim.get("trunks").await.status, 200);
    sim.advance_seconds(20);
    assert_eq!(sim.get("trunks").await.status, 200);
    assert_eq!(sim.get("trunks").await.status, 429);
    sim.advance_seconds(40);
    assert_eq!(sim.get("trunks").await.status, 200);
}

/// Switch: from one whole minute of the clock to the next, which is a second away.
#[tokio::test]
async fn the_minute_can_be_the_clocks() {
    let sim = Sim::with(|switches| {
        switches.rate_limit = Some(2);
        switches.rate_model = RateModel::FixedWindow;
    })
    .await;
    let statuses = async |times: usize| {
        let mut statuses = vec![];
        for _ in 0..times {
            statuses.push(sim.get("trunks").await.status);
        }
        statuses
    };
    assert_eq!(statuses(3).await, [200, 200, 429]);
    sim.advance_seconds(1);
    assert_eq!(statuses(3).await, [200, 200, 429]);
    sim.advance_seconds(59);
    assert_eq!(statuses(1).await, [429]);
}

/// Switch: a third of a minute brings back one of three.
#[tokio::test]
async fn the_minute_can_be_a_bucket() {
    let sim = Sim::with(|switches| {
        switches.rate_limit = Some(3);
        switches.rate_model = RateModel::TokenBucket;
    })
    .await;
    for _ in 0..3 {
        assert_eq!(sim.get("trunks").await.status, 200);
    }
    assert_eq!(sim.get("trunks").await.status, 429);
    sim.advance_seconds(19);
    assert_eq!(sim.get("trunks").await.status, 429);
    sim.advance_seconds(1);
    assert_eq!(sim.get("trunks").await.status, 200);
    assert_eq!(sim.get("trunks").await.status, 429);
}

/// Exotel's sample repository: 50 concurrent connections. A request whose body does not come holds one.
#[tokio::test]
async fn the_51st_connection_of_an_account_is_429() {
    let sim = Sim::start().await;
    let request = sim.request(reqwest::Method::POST, "trunks").build().unwrap();
    let authorization = request.headers()["authorization"].to_str().unwrap();
    let address = sim.simulator.exotel_url().trim_start_matches("http://");
    let path = sim.path("trunks");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: sim\r\nAuthorization: {authorization}\r\nContent-Length: 5\r\n\r\n"
    );
    let mut connections = vec![];
    for _ in 0..50 {
        let mut connection = TcpStream::connect(address).await.unwrap();
        connection.write_all(head.as_bytes()).await.unwrap();
        connections.push(connection);
    }
    while sim.simulator.requests().len() < 50 {
        tokio::task::yield_now().await;
    }
    assert_eq!(sim.get("trunks").await.status, 429);
    assert_eq!(sim.other_account().get("trunks").await.status, 200);
    drop(connections.pop());
    while sim.get("trunks").await.status == 429 {}
}

/// K33: per account.
#[tokio::test]
async fn each_account_has_its_own_limit() {
    let sim = Sim::with(|switches| switches.rate_limit = Some(1)).await;
    assert_eq!(sim.get("trunks").await.status, 200);
    assert_eq!(sim.get("trunks").await.status, 429);
    assert_eq!(sim.other_account().get("trunks").await.json["response"], json!([]));
}

/// Switch.
#[tokio::test]
async fn there_can_be_no_limit() {
    let sim = Sim::with(|switches| switches.rate_limit = None).await;
    for _ in 0..250 {
        assert_eq!(sim.get("trunks").await.status, 200);
    }
}
