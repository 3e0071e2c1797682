use serde_json::json;
use trunkline_sim::switches::exotel::RateLimitAnswer;

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
