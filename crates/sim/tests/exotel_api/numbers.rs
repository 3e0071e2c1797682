use serde_json::json;
use trunkline_sim::switches::exotel::{NumberElsewhere, UnownedNumber};

use super::support::Sim;

const NUMBER: &str = "+918040264208";

/// developer.exotel.com, Map phone number; K8: `mode` is null when it was not sent.
#[tokio::test]
async fn a_mapped_number_answers_with_mode_null() {
    let sim = Sim::start().await;
    let path = sim.trunk("numbers").await;
    let reply = sim.post(&format!("{path}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    let expected = json!({
        "id": reply.data()["id"].as_str().unwrap(),
        "phone_number": NUMBER,
        "trunk_sid": &path[7..],
        "date_created": "2026-01-23T09:24:59Z",
        "date_updated": "2026-01-23T09:24:59Z",
        "mode": null,
    });
    assert_eq!(reply.data(), &expected);
}

/// K6: an id is a string of digits.
#[tokio::test]
async fn an_id_is_a_string_of_digits() {
    let sim = Sim::start().await;
    let path = sim.trunk("numbers").await;
    let id = sim.row(&format!("{path}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    assert!(!id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
}

/// developer.exotel.com, Map phone number: the two modes.
#[tokio::test]
async fn a_mode_that_is_sent_is_kept() {
    let sim = Sim::start().await;
    let path = sim.trunk("numbers").await;
    for (number, mode) in [("+918040264208", "pstn"), ("+918040264209", "flow")] {
        let body = json!({"phone_number": number, "mode": mode});
        assert_eq!(sim.post(&format!("{path}/phone-numbers"), body).await.data()["mode"], mode);
    }
    let reply = sim
        .post(&format!("{path}/phone-numbers"), json!({"phone_number": "+918040264210", "mode": "PSTN"}))
        .await;
    assert_eq!((reply.error().0, reply.error().2), (400, 1002));
}

/// Captured: request 524f5159…
#[tokio::test]
async fn a_number_twice_on_a_trunk_is_a_duplicate() {
    let sim = Sim::start().await;
    let path = sim.trunk("numbers").await;
    sim.row(&format!("{path}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    let reply = sim.post(&format!("{path}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    let text = format!("Unable to create DidTrunkMapping with TrunkSid {}", &path[7..]);
    assert_eq!(reply.error(), (200, 409, 1008, text.as_str()));
}

/// K15: the conflict can be with another trunk.
#[tokio::test]
async fn a_number_of_another_trunk_is_a_duplicate_too() {
    let sim = Sim::start().await;
    let first = sim.trunk("first").await;
    let second = sim.trunk("second").await;
    sim.row(&format!("{first}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    let reply = sim.post(&format!("{second}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    assert_eq!((reply.status, reply.error().2), (200, 1008));
    assert_eq!(sim.get(&format!("{first}/phone-numbers")).await.column("phone_number"), [NUMBER]);
}

/// K15, switch.
#[tokio::test]
async fn a_number_of_another_trunk_can_move() {
    let sim = Sim::with(|switches| switches.number_elsewhere = NumberElsewhere::Moved).await;
    let first = sim.trunk("first").await;
    let second = sim.trunk("second").await;
    sim.row(&format!("{first}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    sim.row(&format!("{second}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    assert_eq!(sim.get(&format!("{first}/phone-numbers")).await.json["response"], json!([]));
}

/// Captured: `PhoneNumber is mandatory`, `Invalid PhoneNumber`.
#[tokio::test]
async fn a_number_must_be_there_and_e164() {
    let sim = Sim::start().await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    assert_eq!(sim.post(&below, json!({})).await.error(), (400, 400, 1001, "PhoneNumber is mandatory"));
    for wrong in ["080-486-36999", "invalid-phone", "123456", "918040264208", ""] {
        let reply = sim.post(&below, json!({"phone_number": wrong})).await;
        assert_eq!(reply.error(), (400, 400, 1002, "Invalid PhoneNumber"), "{wrong}");
    }
}

/// Undocumented, and the default: only what the account owns can be mapped.
#[tokio::test]
async fn a_number_of_somebody_else_is_invalid() {
    let sim = Sim::start().await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    let foreign = sim.other_account().account.numbers[0].clone();
    for number in ["+919999999999", &foreign] {
        let reply = sim.post(&below, json!({"phone_number": number})).await;
        assert_eq!(reply.error(), (400, 400, 1002, "Invalid PhoneNumber"));
    }
}

/// Undocumented, switch.
#[tokio::test]
async fn a_number_of_somebody_else_can_be_accepted() {
    let sim = Sim::with(|switches| switches.unowned_number = UnownedNumber::Accepted).await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    sim.row(&below, json!({"phone_number": "+919999999999"})).await;
}

/// K9: PUT with the id in the path; developer.exotel.com, Update phone number mode: captured.
#[tokio::test]
async fn a_mode_is_changed_by_put() {
    let sim = Sim::start().await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    let id = sim.row(&below, json!({"phone_number": NUMBER})).await;
    sim.advance_seconds(3);
    let reply = sim.put(&format!("{below}/{id}"), json!({"phone_number": NUMBER, "mode": "flow"})).await;
    assert_eq!(reply.data()["id"], id);
    assert_eq!(reply.data()["mode"], "flow");
    assert_eq!(reply.data()["date_updated"], "2026-01-23T09:25:02Z");
    assert_eq!(sim.get(&below).await.column("mode"), ["flow"]);
}

/// developer.exotel.com, Update phone number mode: both are mandatory, and the number must match the id.
#[tokio::test]
async fn a_change_of_mode_must_name_the_same_number() {
    let sim = Sim::start().await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    let id = sim.row(&below, json!({"phone_number": NUMBER})).await;
    let row = format!("{below}/{id}");
    assert_eq!(sim.put(&row, json!({"mode": "flow"})).await.error().3, "PhoneNumber is mandatory");
    assert_eq!(sim.put(&row, json!({"phone_number": NUMBER})).await.error().3, "Mode is mandatory");
    let other = sim.put(&row, json!({"phone_number": "+918040264209", "mode": "flow"})).await;
    assert_eq!(other.error(), (400, 400, 1002, "Invalid PhoneNumber"));
}

/// developer.exotel.com, Update phone number mode: the id, "NOT the phone number itself".
#[tokio::test]
async fn the_number_is_no_id() {
    let sim = Sim::start().await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    sim.row(&below, json!({"phone_number": NUMBER})).await;
    let row = format!("{below}/%2B918040264208");
    let reply = sim.put(&row, json!({"phone_number": NUMBER, "mode": "flow"})).await;
    assert_eq!(reply.error(), (404, 404, 1000, "Not Found"));
}

/// K18 and the index of operations: `?id=`.
#[tokio::test]
async fn a_number_is_unmapped_by_query() {
    let sim = Sim::start().await;
    let below = format!("{}/phone-numbers", sim.trunk("numbers").await);
    let id = sim.row(&below, json!({"phone_number": NUMBER})).await;
    assert_eq!(sim.delete(&below).await.error(), (400, 400, 1001, "Id is mandatory"));
    assert_eq!(sim.delete(&format!("{below}?id={id}")).await.data()["phone_number"], NUMBER);
    assert_eq!(sim.get(&below).await.json["response"], json!([]));
    assert_eq!(sim.delete(&format!("{below}?id={id}")).await.error(), (404, 404, 1000, "Not Found"));
}

/// A row belongs to its trunk.
#[tokio::test]
async fn an_id_of_another_trunk_is_unknown() {
    let sim = Sim::start().await;
    let first = sim.trunk("first").await;
    let second = sim.trunk("second").await;
    let id = sim.row(&format!("{first}/phone-numbers"), json!({"phone_number": NUMBER})).await;
    assert_eq!(sim.delete(&format!("{second}/phone-numbers?id={id}")).await.error().2, 1000);
    assert_eq!(sim.get(&format!("{first}/phone-numbers")).await.column("id"), [id]);
}
