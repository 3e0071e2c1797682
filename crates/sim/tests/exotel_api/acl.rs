use serde_json::json;
use trunkline_sim::switches::exotel::{AclAgain, HostBits};

use super::support::Sim;

async fn acl(sim: &Sim) -> String {
    format!("{}/whitelisted-ips", sim.trunk("acl").await)
}

/// developer.exotel.com, Map ACL: captured; the mask is 32 unless sent.
#[tokio::test]
async fn an_address_answers_as_captured() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    let reply = sim.post(&below, json!({"ip": "44.248.146.11"})).await;
    let expected = json!({
        "id": reply.data()["id"].as_str().unwrap(),
        "mask": 32,
        "trunk_sid": below.split('/').nth(1).unwrap(),
        "ip": "44.248.146.11",
        "friendly_name": null,
        "date_created": "2026-01-23T09:24:59Z",
        "date_updated": "2026-01-23T09:24:59Z",
    });
    assert_eq!(reply.data(), &expected);
}

/// Captured: request 901c1fb5…; the text names the address and no mask.
#[tokio::test]
async fn an_address_twice_is_a_duplicate_whatever_its_mask() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    sim.row(&below, json!({"ip": "44.248.146.10", "mask": 32})).await;
    for mask in [32, 24] {
        let reply = sim.post(&below, json!({"ip": "44.248.146.10", "mask": mask})).await;
        assert_eq!(reply.error(), (200, 409, 1008, "Unable to Whitelist-ip with ip 44.248.146.10"));
    }
}

/// Undocumented, switch.
#[tokio::test]
async fn an_address_can_be_there_once_per_mask() {
    let sim = Sim::with(|switches| switches.acl_again = AclAgain::SameIpAndMask).await;
    let below = acl(&sim).await;
    sim.row(&below, json!({"ip": "44.248.146.10", "mask": 32})).await;
    sim.row(&below, json!({"ip": "44.248.146.10", "mask": 24})).await;
    assert_eq!(sim.post(&below, json!({"ip": "44.248.146.10", "mask": 24})).await.error().2, 1008);
}

/// Rows belong to one trunk.
#[tokio::test]
async fn another_trunk_may_have_the_same_address() {
    let sim = Sim::start().await;
    let first = sim.trunk("first").await;
    let second = sim.trunk("second").await;
    for path in [first, second] {
        sim.row(&format!("{path}/whitelisted-ips"), json!({"ip": "44.248.146.10"})).await;
    }
}

/// Captured: `Ip is mandatory`, `Invalid ip`.
#[tokio::test]
async fn an_address_must_be_there_and_ipv4() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    assert_eq!(sim.post(&below, json!({"mask": 32})).await.error(), (400, 400, 1001, "Ip is mandatory"));
    for wrong in ["invalid.ip.address", "999.999.999.999", "192.168.1", "", "2001:db8::1", "44.248.146.0/24"]
    {
        let reply = sim.post(&below, json!({"ip": wrong})).await;
        assert_eq!(reply.error(), (400, 400, 1002, "Invalid ip"), "{wrong}");
    }
}

/// K12: the validator's range, captured.
#[tokio::test]
async fn a_mask_is_16_to_32() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    for wrong in [0, 15, 33, 99] {
        let reply = sim.post(&below, json!({"ip": "44.248.146.11", "mask": wrong})).await;
        assert_eq!(reply.error(), (400, 400, 1002, "mask should be in-between 16 and 32"), "{wrong}");
    }
    for (ip, mask) in [("44.248.0.0", 16), ("44.249.1.0", 24), ("44.250.1.1", 32)] {
        assert_eq!(sim.post(&below, json!({"ip": ip, "mask": mask})).await.data()["mask"], mask);
    }
}

/// Captured: the mask is a Go `uint8`.
#[tokio::test]
async fn a_mask_that_is_no_uint8_fails_the_body() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    for (wrong, found) in [(json!(-1), "number -1"), (json!(300), "number 300"), (json!("32"), "string")] {
        let reply = sim.post(&below, json!({"ip": "44.248.146.11", "mask": wrong})).await;
        let text = format!(
            "json: cannot unmarshal {found} into Go struct field CreateWhitelistipsRequest.mask of type uint8"
        );
        assert_eq!(reply.error(), (400, 400, 1007, text.as_str()));
    }
}

/// K36: accepted live.
#[tokio::test]
async fn a_private_address_is_accepted() {
    let sim = Sim::start().await;
    sim.row(&acl(&sim).await, json!({"ip": "192.168.1.1"})).await;
}

/// Undocumented, the default.
#[tokio::test]
async fn bits_beyond_the_mask_are_kept() {
    let sim = Sim::start().await;
    let reply = sim.post(&acl(&sim).await, json!({"ip": "44.248.146.11", "mask": 24})).await;
    assert_eq!(reply.data()["ip"], "44.248.146.11");
}

/// Undocumented, switch.
#[tokio::test]
async fn bits_beyond_the_mask_can_be_cleared() {
    let sim = Sim::with(|switches| switches.host_bits = HostBits::Masked).await;
    let reply = sim.post(&acl(&sim).await, json!({"ip": "44.248.146.11", "mask": 24})).await;
    assert_eq!(reply.data()["ip"], "44.248.146.0");
}

/// Index of operations: PUT with the id in the path.
#[tokio::test]
async fn an_address_is_changed_by_put() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    let id = sim.row(&below, json!({"ip": "44.248.146.11"})).await;
    sim.row(&below, json!({"ip": "44.248.146.12"})).await;
    let reply = sim.put(&format!("{below}/{id}"), json!({"ip": "44.248.146.13", "mask": 30})).await;
    assert_eq!((&reply.data()["ip"], &reply.data()["mask"]), (&json!("44.248.146.13"), &json!(30)));
    let taken = sim.put(&format!("{below}/{id}"), json!({"ip": "44.248.146.12"})).await;
    assert_eq!(taken.error().2, 1008);
    let wide = sim.put(&format!("{below}/{id}"), json!({"mask": 8})).await;
    assert_eq!(wide.error().3, "mask should be in-between 16 and 32");
}

/// Index of operations: DELETE with `?id=`.
#[tokio::test]
async fn an_address_is_deleted_by_query() {
    let sim = Sim::start().await;
    let below = acl(&sim).await;
    let id = sim.row(&below, json!({"ip": "44.248.146.11"})).await;
    assert_eq!(sim.delete(&below).await.error(), (400, 400, 1001, "Id is mandatory"));
    assert_eq!(sim.delete(&format!("{below}?id=9{id}")).await.error().2, 1000);
    assert_eq!(sim.delete(&format!("{below}?id={id}")).await.data()["ip"], "44.248.146.11");
    assert_eq!(sim.get(&below).await.json["response"], json!([]));
}
