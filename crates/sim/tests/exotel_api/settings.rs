use serde_json::{Value, json};

use super::support::Sim;

async fn settings(sim: &Sim) -> String {
    format!("{}/settings", sim.trunk("settings").await)
}

fn alias(value: &str) -> Value {
    json!({"settings": [{"name": "trunk_external_alias", "value": value}]})
}

/// developer.exotel.com, Set trunk alias: captured; K11: `metadata` without `failed`.
#[tokio::test]
async fn an_alias_answers_as_captured() {
    let sim = Sim::start().await;
    let below = settings(&sim).await;
    let reply = sim.post(&below, alias("+919876543210")).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json["metadata"], json!({"total": 1, "success": 1}));
    let expected = json!([{
        "code": 200,
        "error_data": null,
        "status": "success",
        "data": {
            "name": "trunk_external_alias",
            "value": "+919876543210",
            "trunk_sid": below.split('/').nth(1).unwrap(),
            "date_created": "2026-01-23T09:24:59Z",
            "date_updated": "2026-01-23T09:24:59Z",
        }
    }]);
    assert_eq!(reply.json["response"], expected);
}

/// K29: one alias per trunk.
#[tokio::test]
async fn an_alias_set_again_is_replaced() {
    let sim = Sim::start().await;
    let below = settings(&sim).await;
    sim.post(&below, alias("+919876543210")).await;
    assert_eq!(sim.post(&below, alias("+919876543211")).await.status, 200);
    assert_eq!(sim.get(&below).await.column("value"), ["+919876543211"]);
}

/// developer.exotel.com, Set trunk alias: E.164; K11: failures come as 207 and are counted.
#[tokio::test]
async fn a_wrong_name_or_value_fails_its_entry() {
    let sim = Sim::start().await;
    let below = settings(&sim).await;
    for (name, value, code) in [
        ("trunk_external_alias", "9876543210", 1002),
        ("trunk_external_alias", "", 1001),
        ("something_else", "+919876543210", 1002),
    ] {
        let reply = sim.post(&below, json!({"settings": [{"name": name, "value": value}]})).await;
        assert_eq!(reply.status, 207);
        assert_eq!(reply.json["metadata"], json!({"failed": 1, "total": 1, "success": 0}));
        assert_eq!(reply.json["response"][0]["error_data"]["code"], code, "{name}={value}");
    }
    assert_eq!(sim.post(&below, json!({})).await.error(), (400, 400, 1001, "Settings is mandatory"));
}

/// Index of operations: DELETE with `?name=`.
#[tokio::test]
async fn an_alias_is_deleted_by_name() {
    let sim = Sim::start().await;
    let below = settings(&sim).await;
    sim.post(&below, alias("+919876543210")).await;
    assert_eq!(sim.delete(&below).await.error(), (400, 400, 1001, "Name is mandatory"));
    let row = format!("{below}?name=trunk_external_alias");
    assert_eq!(sim.delete(&row).await.data()["value"], "+919876543210");
    assert_eq!(sim.delete(&row).await.error(), (404, 404, 1000, "Not Found"));
    assert_eq!(sim.get(&below).await.json["response"], json!([]));
}
