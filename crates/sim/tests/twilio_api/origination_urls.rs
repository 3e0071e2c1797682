//! Origination URLs.

use serde_json::json;

use super::support::{Reply, Sim};

const GOOD: [(&str, &str); 5] = [
    ("FriendlyName", "SBC"),
    ("SipUrl", "sip:sbc.example.com"),
    ("Priority", "10"),
    ("Weight", "20"),
    ("Enabled", "true"),
];

/// A create with one parameter other than it should be.
async fn create_with(sim: &Sim, trunk: &str, name: &str, value: &str) -> Reply {
    let form = GOOD.map(|(sent, good)| if sent == name { (sent, value) } else { (sent, good) });
    sim.post(&format!("{trunk}/OriginationUrls"), &form).await
}

/// `twilio-oai`: `CreateOriginationUrl`, `FetchOriginationUrl`, `ListOriginationUrl`.
#[tokio::test]
async fn one_is_created_fetched_and_listed() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    let list = format!("{trunk}/OriginationUrls");
    let created = sim.post(&list, &GOOD).await;
    let sid = created.sid();
    assert_eq!(
        created.json,
        json!({
            "sid": sid,
            "account_sid": sim.account.account_sid,
            "trunk_sid": trunk.strip_prefix("/v1/Trunks/"),
            "friendly_name": "SBC",
            "sip_url": "sip:sbc.example.com",
            "priority": 10,
            "weight": 20,
            "enabled": true,
            "date_created": "2026-05-04T03:02:01Z",
            "date_updated": "2026-05-04T03:02:01Z",
            "url": sim.url(&format!("{list}/{sid}")),
        })
    );
    assert_eq!(sim.get(&format!("{list}/{sid}")).await.json, created.json);
    assert_eq!(sim.get(&list).await.json["origination_urls"], json!([created.json]));
}

/// `twilio-oai`: all five parameters are required.
#[tokio::test]
async fn every_parameter_is_required() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    for (missing, _) in GOOD {
        let form: Vec<_> = GOOD.into_iter().filter(|(name, _)| *name != missing).collect();
        let reply = sim.post(&format!("{trunk}/OriginationUrls"), &form).await;
        assert_eq!(reply.error(), (400, 20001), "{missing}");
    }
}

/// Live tests 15 to 17: the documentation says that the least weight is 1.
#[tokio::test]
async fn priority_and_weight_are_0_to_65535() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    for name in ["Priority", "Weight"] {
        for good in ["0", "65535"] {
            assert_eq!(create_with(&sim, &trunk, name, good).await.status, 201, "{name}={good}");
        }
        for bad in ["-1", "65536", "ten", ""] {
            assert_eq!(create_with(&sim, &trunk, name, bad).await.error(), (400, 20001), "{name}={bad}");
        }
    }
}

/// Twilio docs and `twilio-oai`'s examples; live tests 21 and 22.
#[tokio::test]
async fn the_scheme_is_sip_or_sips() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    for good in [
        "sip:203.0.113.10",
        "sip:sbc.example.com:5061;transport=tls",
        "sip:sbc.example.com;edge=dublin",
        "sips:192.168.1.4:5061;transport=tls",
        "sip://sip-box.com:1234",
    ] {
        assert_eq!(create_with(&sim, &trunk, "SipUrl", good).await.text("sip_url"), good);
    }
    for bad in ["http://example.com", "sbc.example.com", "sip:", ""] {
        assert_eq!(create_with(&sim, &trunk, "SipUrl", bad).await.error(), (400, 20001), "{bad}");
    }
}

/// Error dictionary, 20002: "between 1 and 64 characters".
#[tokio::test]
async fn a_name_has_1_to_64_characters() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    assert_eq!(create_with(&sim, &trunk, "FriendlyName", &"n".repeat(64)).await.status, 201);
    for bad in ["", &"n".repeat(65)] {
        assert_eq!(create_with(&sim, &trunk, "FriendlyName", bad).await.error(), (400, 20002));
    }
}

/// Nothing in Twilio's documentation makes one unique.
#[tokio::test]
async fn the_same_url_may_be_there_twice() {
    let sim = Sim::start().await;
    let list = format!("{}/OriginationUrls", sim.trunk().await);
    assert_ne!(sim.post(&list, &GOOD).await.sid(), sim.post(&list, &GOOD).await.sid());
}

/// Error dictionary, 21249; Twilio docs: ten.
#[tokio::test]
async fn the_eleventh_is_21249() {
    let sim = Sim::start().await;
    let list = format!("{}/OriginationUrls", sim.trunk().await);
    for _ in 0..10 {
        sim.post(&list, &GOOD).await.sid();
    }
    assert_eq!(sim.post(&list, &GOOD).await.error(), (400, 21249));
}

/// `twilio-oai`: `UpdateOriginationUrl`.
#[tokio::test]
async fn an_update_changes_what_was_sent() {
    let sim = Sim::start().await;
    let list = format!("{}/OriginationUrls", sim.trunk().await);
    let url = format!("{list}/{}", sim.post(&list, &GOOD).await.sid());
    let reply = sim.post(&url, &[("Enabled", "false"), ("Weight", "1")]).await;
    assert_eq!(reply.status, 200);
    assert_eq!((&reply.json["enabled"], &reply.json["weight"]), (&json!(false), &json!(1)));
    assert_eq!((reply.text("friendly_name"), &reply.json["priority"]), ("SBC", &json!(10)));
}

/// `twilio-oai`: `DeleteOriginationUrl`.
#[tokio::test]
async fn a_deleted_one_is_not_found() {
    let sim = Sim::start().await;
    let list = format!("{}/OriginationUrls", sim.trunk().await);
    let url = format!("{list}/{}", sim.post(&list, &GOOD).await.sid());
    assert_eq!(sim.delete(&url).await.status, 204);
    assert_eq!(sim.get(&url).await.error(), (404, 20404));
    assert_eq!(sim.post(&url, &[]).await.error(), (404, 20404));
    assert_eq!(sim.delete(&url).await.error(), (404, 20404));
}
