use serde_json::json;
use trunkline_sim::switches::exotel::{Alphabet, CredentialMetadata, UserNameAgain};

use super::support::Sim;

const PASSWORD: &str = "Canary_7f3a";

async fn credentials(sim: &Sim) -> String {
    format!("{}/credentials", sim.trunk("digest").await)
}

/// Exotel's credentials page.
#[tokio::test]
async fn a_credential_answers_as_documented() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let body =
        json!({"user_name": "voice_ai_user", "password": PASSWORD, "friendly_name": "voice_ai_platform"});
    let reply = sim.post(&below, body).await;
    let expected = json!({
        "id": reply.data()["id"].as_str().unwrap(),
        "trunk_sid": below.split('/').nth(1).unwrap(),
        "user_name": "voice_ai_user",
        "friendly_name": "voice_ai_platform",
        "date_created": "2026-01-23T09:24:59Z",
        "date_updated": "2026-01-23T09:24:59Z",
    });
    assert_eq!(reply.data(), &expected);
}

/// K28: never echoed.
#[tokio::test]
async fn a_password_is_in_no_answer() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let created = sim.post(&below, json!({"user_name": "u", "password": PASSWORD})).await;
    let id = created.data()["id"].as_str().unwrap();
    let replies = [
        created.text.clone(),
        sim.get(&below).await.text,
        sim.put(&format!("{below}/{id}"), json!({"password": format!("{PASSWORD}2")})).await.text,
        sim.put(&format!("{below}/{id}"), json!({"password": format!("{PASSWORD}-")})).await.text,
        sim.delete(&format!("{below}?id={id}")).await.text,
    ];
    for text in replies {
        assert!(!text.contains(PASSWORD) && !text.contains("\"password\""), "{text}");
    }
}

/// Captured: request 4b15de36…
#[tokio::test]
async fn an_empty_list_has_no_metadata() {
    let sim = Sim::start().await;
    let reply = sim.get(&credentials(&sim).await).await;
    let expected = json!({
        "request_id": reply.json["request_id"],
        "method": "GET",
        "http_code": 200,
        "response": [],
    });
    assert_eq!((reply.status, &reply.json), (200, &expected));
}

/// Exotel's credentials page: `total` and `page`.
#[tokio::test]
async fn a_list_says_how_many_there_are() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    for name in ["a", "b", "c"] {
        sim.row(&below, json!({"user_name": name, "password": "p"})).await;
    }
    let reply = sim.get(&format!("{below}?page_size=2&offset=2")).await;
    let metadata = &reply.json["metadata"];
    assert_eq!(
        (&metadata["total"], &metadata["page"], &metadata["page_size"]),
        (&json!(3), &json!(2), &json!(2))
    );
}

/// Switch: the sample was typed by hand.
#[tokio::test]
async fn a_list_can_have_the_metadata_of_the_others() {
    let sim = Sim::with(|switches| switches.credential_metadata = CredentialMetadata::Plain).await;
    let below = credentials(&sim).await;
    sim.row(&below, json!({"user_name": "a", "password": "p"})).await;
    let reply = sim.get(&below).await;
    assert_eq!(reply.json["metadata"].get("total"), None);
    assert_eq!(reply.json["metadata"]["page_size"], 50);
}

/// Exotel's credentials page: `id` fetches one row.
#[tokio::test]
async fn a_list_can_be_narrowed_to_one_credential() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    sim.row(&below, json!({"user_name": "a", "password": "p"})).await;
    let id = sim.row(&below, json!({"user_name": "b", "password": "p"})).await;
    assert_eq!(sim.get(&format!("{below}?id={id}")).await.column("user_name"), ["b"]);
}

/// Exotel's credentials page: both are mandatory; texts formed after the captured ones.
#[tokio::test]
async fn user_name_and_password_are_mandatory() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let no_name = sim.post(&below, json!({"password": "p"})).await;
    assert_eq!(no_name.error(), (400, 400, 1001, "UserName is mandatory"));
    let no_password = sim.post(&below, json!({"user_name": "u"})).await;
    assert_eq!(no_password.error(), (400, 400, 1001, "Password is mandatory"));
}

/// K27: measured by a third party, with the server's spelling.
#[tokio::test]
async fn a_hyphen_is_refused_in_every_field() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    for (field, label) in
        [("user_name", "UserName"), ("password", "Password"), ("friendly_name", "FriendlyName")]
    {
        let mut body = json!({"user_name": "u", "password": "p", "friendly_name": "f"});
        body[field] = json!("elevenlabs-prod");
        let text = format!("Allowed characters for {label} is alphanumberic and _");
        assert_eq!(sim.post(&below, body).await.error(), (400, 400, 1002, text.as_str()));
    }
}

/// K27, switches: Exotel's page has `elevenlabs-prod` as an example.
#[tokio::test]
async fn a_hyphen_can_be_accepted_in_every_field() {
    let sim = Sim::with(|switches| {
        switches.user_name = Alphabet::Any;
        switches.password = Alphabet::Any;
        switches.friendly_name = Alphabet::Any;
    })
    .await;
    let body = json!({"user_name": "a-b", "password": "c-d", "friendly_name": "elevenlabs-prod"});
    sim.row(&credentials(&sim).await, body).await;
}

/// Exotel's credentials page: at most 32 characters.
#[tokio::test]
async fn a_friendly_name_has_32_characters_at_most() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let body = |length: usize| json!({"user_name": format!("u{length}"), "password": "p", "friendly_name": "f".repeat(length)});
    sim.row(&below, body(32)).await;
    let reply = sim.post(&below, body(33)).await;
    assert_eq!(reply.error(), (400, 400, 1002, "Maximum allowed length for FriendlyName is 32"));
}

/// Undocumented, the default.
#[tokio::test]
async fn a_user_name_twice_is_a_duplicate() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let id = sim.row(&below, json!({"user_name": "a", "password": "p"})).await;
    sim.row(&below, json!({"user_name": "b", "password": "p"})).await;
    assert_eq!(sim.post(&below, json!({"user_name": "a", "password": "q"})).await.error().2, 1008);
    assert_eq!(sim.put(&format!("{below}/{id}"), json!({"user_name": "b"})).await.error().2, 1008);
}

/// Undocumented, switch.
#[tokio::test]
async fn a_user_name_twice_can_be_accepted() {
    let sim = Sim::with(|switches| switches.user_name_again = UserNameAgain::Accepted).await;
    let below = credentials(&sim).await;
    for _ in 0..2 {
        sim.row(&below, json!({"user_name": "a", "password": "p"})).await;
    }
    assert_eq!(sim.get(&below).await.column("user_name"), ["a", "a"]);
}

/// Exotel's credentials page: PUT with the id in the path, any of the fields.
#[tokio::test]
async fn a_credential_is_changed_by_put() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let id = sim.row(&below, json!({"user_name": "a", "password": "p"})).await;
    let reply = sim.put(&format!("{below}/{id}"), json!({"friendly_name": "prod_voice_ai"})).await;
    assert_eq!(reply.data()["friendly_name"], "prod_voice_ai");
    assert_eq!(reply.data()["user_name"], "a");
    assert_eq!(sim.put(&format!("{below}/9{id}"), json!({})).await.error().2, 1000);
}

/// Exotel's credentials page: DELETE with `?id=`; the deleted one comes back.
#[tokio::test]
async fn a_credential_is_deleted_by_query() {
    let sim = Sim::start().await;
    let below = credentials(&sim).await;
    let id = sim.row(&below, json!({"user_name": "a", "password": "p"})).await;
    assert_eq!(sim.delete(&below).await.error(), (400, 400, 1001, "Id is mandatory"));
    assert_eq!(sim.delete(&format!("{below}?id={id}")).await.data()["user_name"], "a");
    assert_eq!(sim.get(&below).await.json["response"], json!([]));
}
