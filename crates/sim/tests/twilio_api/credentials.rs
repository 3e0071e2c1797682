//! Credentials of credential lists.

use serde_json::json;
use trunkline_sim::switches::twilio::UsernameAgain;

use super::support::{Reply, Sim};

/// The example of `twilio-oai`.
const PASSWORD: &str = "IWasAtSignal2018";

async fn list(sim: &Sim) -> String {
    let list = sim.credential_list("agents").await;
    sim.api(&format!("SIP/CredentialLists/{list}/Credentials"))
}

async fn create(sim: &Sim, list: &str, username: &str, password: &str) -> Reply {
    sim.post(list, &[("Username", username), ("Password", password)]).await
}

/// `twilio-oai`: the password is in no answer.
#[tokio::test]
async fn one_is_created_fetched_and_listed_without_its_password() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    let created = create(&sim, &list, "agent", PASSWORD).await;
    let sid = created.sid();
    let path = list.replace(".json", &format!("/{sid}.json"));
    assert_eq!(
        created.json,
        json!({
            "sid": sid,
            "account_sid": sim.account.account_sid,
            "credential_list_sid": path.split('/').nth(6).unwrap(),
            "username": "agent",
            "date_created": "Mon, 04 May 2026 03:02:01 +0000",
            "date_updated": "Mon, 04 May 2026 03:02:01 +0000",
            "uri": path,
        })
    );
    assert_eq!(sim.get(&path).await.json, created.json);
    assert_eq!(sim.get(&list).await.json["credentials"], json!([created.json]));
}

/// `twilio-oai`: 12 characters, a digit, mixed case; error dictionary, 21243.
#[tokio::test]
async fn a_weak_password_is_21243() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    for weak in ["", "Short1", "IWasAtSignal", "iwasatsignal2018", "IWASATSIGNAL2018", "201820182018"] {
        assert_eq!(create(&sim, &list, "agent", weak).await.error(), (400, 21243), "{weak}");
    }
    assert_eq!(sim.post(&list, &[("Username", "agent")]).await.error(), (400, 21243));
    assert_eq!(create(&sim, &list, "agent", "Abcdefghijk1").await.status, 201);
}

/// `twilio-oai`: a user name is required and has up to 32 characters; error dictionary, 21243.
#[tokio::test]
async fn a_user_name_has_1_to_32_characters() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    assert_eq!(create(&sim, &list, &"u".repeat(32), PASSWORD).await.status, 201);
    assert_eq!(create(&sim, &list, &"u".repeat(33), PASSWORD).await.error(), (400, 21243));
    assert_eq!(create(&sim, &list, "", PASSWORD).await.error(), (400, 21243));
    assert_eq!(sim.post(&list, &[("Password", PASSWORD)]).await.error(), (400, 21243));
}

/// Undetermined, both ways: the same user name in one list.
#[tokio::test]
async fn a_user_name_twice_is_refused_or_by_a_switch_accepted() {
    for (set, status) in [(UsernameAgain::Refused, 400), (UsernameAgain::Accepted, 201)] {
        let sim = Sim::with(|switches| switches.username_again = set).await;
        let list = list(&sim).await;
        create(&sim, &list, "agent", PASSWORD).await.sid();
        assert_eq!(create(&sim, &list, "agent", PASSWORD).await.status, status);
    }
}

/// `twilio-oai`: `UpdateSipCredential` takes a password and nothing else.
#[tokio::test]
async fn an_update_changes_the_password_only() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    let sid = create(&sim, &list, "agent", PASSWORD).await.sid();
    let path = list.replace(".json", &format!("/{sid}.json"));
    sim.advance_days(1);
    let reply = sim.post(&path, &[("Username", "boss"), ("Password", "IWasAtSignal2019")]).await;
    assert_eq!((reply.status, reply.text("username")), (200, "agent"));
    assert_eq!(reply.text("date_updated"), "Tue, 05 May 2026 03:02:01 +0000");
    assert_eq!(sim.post(&path, &[("Password", "weak")]).await.error(), (400, 21243));
}

/// `twilio-oai`: `DeleteSipCredential`.
#[tokio::test]
async fn a_deleted_one_is_not_found() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    let sid = create(&sim, &list, "agent", PASSWORD).await.sid();
    let path = list.replace(".json", &format!("/{sid}.json"));
    assert_eq!(sim.delete(&path).await.status, 204);
    assert_eq!(sim.get(&path).await.error(), (404, 20404));
    assert_eq!(sim.post(&path, &[]).await.error(), (404, 20404));
    assert_eq!(sim.delete(&path).await.error(), (404, 20404));
}
