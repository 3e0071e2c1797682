//! The control API, from another process.

use std::net::{Ipv4Addr, SocketAddr};

use reqwest::Method;
use serde_json::{Value, json};
use trunkline_sim::{Clock, Simulator};

use super::support::{Reply, Sim, TRUNK, TRUNKS, client, send};

fn any_port() -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
}

async fn controlled() -> Sim {
    Sim::of(|builder| builder.control_listen(any_port())).await
}

async fn control(sim: &Sim, method: Method, path: &str, body: &str) -> Reply {
    let url = format!("{}/_sim/{path}", sim.simulator.control_url().unwrap());
    send(client().request(method, url).body(body.to_owned())).await
}

/// Its paths are nobody's on the carriers' listener, and theirs are nobody's on its own.
#[tokio::test]
async fn it_is_on_a_listener_of_its_own() {
    let sim = controlled().await;
    let plain = Simulator::builder().start().await.unwrap();
    assert_eq!(plain.control_url(), None);
    for url in [
        format!("{}/_sim/state", sim.simulator.url()),
        format!("{}/_sim/requests", plain.url()),
        format!("{}{TRUNKS}", sim.simulator.control_url().unwrap()),
        format!("{}/v1/Trunks", sim.simulator.control_url().unwrap()),
    ] {
        assert_eq!(send(client().get(&url)).await.status, 404, "{url}");
    }
}

#[tokio::test]
async fn state_is_read_and_put_back() {
    let sim = controlled().await;
    sim.post(TRUNKS, TRUNK).await;
    let saved = control(&sim, Method::GET, "state", "").await;
    assert_eq!((saved.status, saved.headers["content-type"].to_str().unwrap()), (200, "application/json"));
    assert_eq!(saved.text, sim.simulator.state().to_json());
    sim.post(TRUNKS, &TRUNK.replace("fault", "more")).await;
    assert_eq!(control(&sim, Method::PUT, "state", &saved.text).await.status, 204);
    assert_eq!(sim.get(TRUNKS).await.json["response"].as_array().unwrap().len(), 1);
    let refused = control(&sim, Method::PUT, "state", &saved.text.replace("acme1", "nobody")).await;
    assert_eq!(
        (refused.status, &refused.json),
        (400, &json!({"error": "state: there is no Exotel account nobody"}))
    );
}

#[tokio::test]
async fn a_reset_is_one_request() {
    let sim = controlled().await;
    sim.post(TRUNKS, TRUNK).await;
    assert_eq!(control(&sim, Method::POST, "reset", "").await.status, 204);
    assert_eq!(sim.simulator.requests(), []);
    assert_eq!(sim.get(TRUNKS).await.json["response"], json!([]));
}

#[tokio::test]
async fn requests_are_read_masked_and_forgotten() {
    let sim = controlled().await;
    sim.post(&format!("{TRUNKS}/x/credentials"), r#"{"user_name":"a","password":"Canary1"}"#).await;
    let log = control(&sim, Method::GET, "requests", "").await;
    assert_eq!(
        log.json,
        json!([{
            "carrier": "exotel",
            "operation": "create credential",
            "method": "POST",
            "path": "/v2/accounts/acme1/trunks/x/credentials",
            "user": "sim-exotel-key",
            "body": r#"{"password":"***","user_name":"a"}"#,
            "fault": null,
            "status": 404,
        }])
    );
    assert_eq!(control(&sim, Method::DELETE, "requests", "").await.status, 204);
    assert_eq!(control(&sim, Method::GET, "requests", "").await.json, json!([]));
}

#[tokio::test]
async fn faults_are_set_read_and_cleared() {
    let sim = controlled().await;
    let none = json!({"seed": 0, "exotel": "reachable", "twilio": "reachable", "rules": []});
    assert_eq!(control(&sim, Method::GET, "faults", "").await.json, none);
    let wanted = r#"{"rules": [{"carrier": "exotel", "fault": {"status": {"code": 503}}}]}"#;
    assert_eq!(control(&sim, Method::PUT, "faults", wanted).await.status, 204);
    assert_eq!(sim.get(TRUNKS).await.status, 503);
    let rules = control(&sim, Method::GET, "faults", "").await.json["rules"].clone();
    assert_eq!(rules[0]["operation"], "*");
    assert_eq!(rules[0]["fault"]["status"]["code"], 503);
    for wrong in [wanted.replace("503", "404"), "{".to_owned(), r#"{"twilio": "refused"}"#.to_owned()] {
        let refused = control(&sim, Method::PUT, "faults", &wrong).await;
        assert!(refused.status == 400 && refused.json["error"].is_string(), "{}", refused.text);
    }
    assert_eq!(sim.get(TRUNKS).await.status, 503);
    assert_eq!(control(&sim, Method::DELETE, "faults", "").await.status, 204);
    assert_eq!(sim.get(TRUNKS).await.status, 200);
}

/// A switch that is left out goes back to its default.
#[tokio::test]
async fn switches_are_read_and_set() {
    let sim = controlled().await;
    let mut wanted = control(&sim, Method::GET, "switches", "").await.json;
    assert_eq!(wanted["exotel"]["rate_model"], "sliding_log");
    wanted["exotel"]["rate_limit"] = json!(0);
    assert_eq!(control(&sim, Method::PUT, "switches", &wanted.to_string()).await.status, 204);
    assert_eq!(sim.get(TRUNKS).await.status, 429);
    let partly = r#"{"twilio": {"trunk_delete": "refused"}}"#;
    assert_eq!(control(&sim, Method::PUT, "switches", partly).await.status, 204);
    let now: Value = control(&sim, Method::GET, "switches", "").await.json;
    assert_eq!(
        (&now["exotel"]["rate_limit"], &now["twilio"]["trunk_delete"]),
        (&json!(200), &json!("refused"))
    );
    for wrong in [r#"{"exotel": {"trunk_delete": "refused"}}"#, r#"{"twilio": {"trunk_delete": "no"}}"#] {
        assert_eq!(control(&sim, Method::PUT, "switches", wrong).await.status, 400);
    }
    assert_eq!(control(&sim, Method::GET, "switches", "").await.json, now);
}

#[tokio::test]
async fn a_manual_clock_is_advanced() {
    let sim = controlled().await;
    let now = control(&sim, Method::GET, "clock", "").await;
    assert_eq!(now.json, json!({"now": "2026-01-23T09:24:59Z", "manual": true}));
    let now = control(&sim, Method::POST, "clock/advance", r#"{"seconds": 61}"#).await;
    assert_eq!((now.status, &now.json["now"]), (200, &json!("2026-01-23T09:26:00Z")));
    assert_eq!(control(&sim, Method::POST, "clock/advance", r#"{"seconds": -1}"#).await.status, 400);
}

#[tokio::test]
async fn the_systems_clock_is_not() {
    let sim = Sim::of(|builder| builder.clock(Clock::system()).control_listen(any_port())).await;
    assert_eq!(control(&sim, Method::GET, "clock", "").await.json["manual"], false);
    assert_eq!(control(&sim, Method::POST, "clock/advance", r#"{"seconds": 1}"#).await.status, 409);
}
