//! Addresses of IP access control lists.

use serde_json::json;
use trunkline_sim::switches::twilio::{HostBits, PrivateAddress, ZeroPrefix};

use super::support::{Reply, Sim};

async fn list(sim: &Sim) -> String {
    let acl = sim.acl("office").await;
    sim.api(&format!("SIP/IpAccessControlLists/{acl}/IpAddresses"))
}

async fn create(sim: &Sim, list: &str, name: &str, ip: &str, prefix: &str) -> Reply {
    sim.post(list, &[("FriendlyName", name), ("IpAddress", ip), ("CidrPrefixLength", prefix)]).await
}

/// `twilio-oai`: "By default the entire IP address is used".
#[tokio::test]
async fn one_is_created_fetched_and_listed_with_a_prefix_of_32() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    let created = sim.post(&list, &[("FriendlyName", "SBC"), ("IpAddress", "203.0.113.10")]).await;
    let sid = created.sid();
    let path = list.replace(".json", &format!("/{sid}.json"));
    let acl = path.split('/').nth(6).unwrap();
    assert_eq!(
        created.json,
        json!({
            "sid": sid,
            "account_sid": sim.account.account_sid,
            "friendly_name": "SBC",
            "ip_address": "203.0.113.10",
            "cidr_prefix_length": 32,
            "ip_access_control_list_sid": acl,
            "date_created": "Mon, 04 May 2026 03:02:01 +0000",
            "date_updated": "Mon, 04 May 2026 03:02:01 +0000",
            "uri": path,
        })
    );
    assert_eq!(sim.get(&path).await.json, created.json);
    assert_eq!(sim.get(&list).await.json["ip_addresses"], json!([created.json]));
}

/// Error dictionary, 21235: "may already contain that IP Address".
#[tokio::test]
async fn the_same_address_twice_is_21235() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    create(&sim, &list, "one", "203.0.113.0", "24").await.sid();
    assert_eq!(create(&sim, &list, "two", "203.0.113.0", "24").await.error(), (400, 21235));
    assert_eq!(create(&sim, &list, "two", "203.0.113.0", "25").await.status, 201);
}

/// Error dictionary, 21235: "an IP Address with the same `FriendlyName`".
#[tokio::test]
async fn the_same_name_twice_is_21235() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    create(&sim, &list, "one", "203.0.113.1", "32").await.sid();
    assert_eq!(create(&sim, &list, "one", "203.0.113.2", "32").await.error(), (400, 21235));
}

/// The rule is taken to hold within a list: the same entry may be in two.
#[tokio::test]
async fn two_lists_may_have_the_same_entry() {
    let sim = Sim::start().await;
    for name in ["one", "two"] {
        let list = sim.api(&format!("SIP/IpAccessControlLists/{}/IpAddresses", sim.acl(name).await));
        create(&sim, &list, "203.0.113.1/32", "203.0.113.1", "32").await.sid();
    }
}

/// `twilio-oai`: "IPv4 only", in dotted decimal notation; error dictionary, 21238.
#[tokio::test]
async fn what_is_no_address_is_21238() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    for ip in ["2001:db8::1", "203.0.113", "203.0.113.*", "203.0.113.0/24", "sbc.example.com", ""] {
        assert_eq!(create(&sim, &list, "SBC", ip, "32").await.error(), (400, 21238), "{ip}");
    }
    for prefix in ["33", "-1", "x", ""] {
        assert_eq!(create(&sim, &list, "SBC", "203.0.113.1", prefix).await.error(), (400, 21238), "{prefix}");
    }
    assert_eq!(sim.post(&list, &[("IpAddress", "203.0.113.1")]).await.error(), (400, 21238));
}

/// twilio/terraform-provider-twilio#137: a prefix of 0 comes back as 32.
#[tokio::test]
async fn a_prefix_of_0_is_stored_as_32_or_by_a_switch_otherwise() {
    let with = async |set: ZeroPrefix| {
        let sim = Sim::with(|switches| switches.zero_prefix = set).await;
        let list = list(&sim).await;
        create(&sim, &list, "all", "0.0.0.0", "0").await
    };
    assert_eq!(with(ZeroPrefix::StoredAs32).await.json["cidr_prefix_length"], 32);
    assert_eq!(with(ZeroPrefix::Kept).await.json["cidr_prefix_length"], 0);
    assert_eq!(with(ZeroPrefix::Refused).await.error(), (400, 21238));
}

/// Undetermined: what becomes of bits beyond the prefix.
#[tokio::test]
async fn host_bits_are_kept_or_by_a_switch_masked_or_refused() {
    let with = async |set: HostBits| {
        let sim = Sim::with(|switches| switches.host_bits = set).await;
        let list = list(&sim).await;
        create(&sim, &list, "net", "203.0.113.9", "24").await
    };
    assert_eq!(with(HostBits::Kept).await.text("ip_address"), "203.0.113.9");
    assert_eq!(with(HostBits::Masked).await.text("ip_address"), "203.0.113.0");
    assert_eq!(with(HostBits::Refused).await.error(), (400, 21238));
}

/// `twilio-oai`'s example is `192.168.1.1`; a refusal is asserted by third parties only.
#[tokio::test]
async fn a_private_address_is_accepted_or_by_a_switch_refused() {
    let with = async |set: PrivateAddress| {
        let sim = Sim::with(|switches| switches.private_address = set).await;
        let list = list(&sim).await;
        create(&sim, &list, "inside", "192.168.1.1", "32").await
    };
    assert_eq!(with(PrivateAddress::Accepted).await.status, 201);
    assert_eq!(with(PrivateAddress::Refused).await.error(), (400, 21238));
}

/// `twilio-oai`: `UpdateSipIpAddress`.
#[tokio::test]
async fn an_update_changes_what_was_sent() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    create(&sim, &list, "taken", "203.0.113.1", "32").await.sid();
    let sid = create(&sim, &list, "net", "203.0.113.0", "24").await.sid();
    let path = list.replace(".json", &format!("/{sid}.json"));
    let reply = sim.post(&path, &[("CidrPrefixLength", "25")]).await;
    assert_eq!((reply.status, &reply.json["cidr_prefix_length"]), (200, &json!(25)));
    assert_eq!((reply.text("friendly_name"), reply.text("ip_address")), ("net", "203.0.113.0"));
    assert_eq!(sim.post(&path, &[("FriendlyName", "taken")]).await.error(), (400, 21235));
    let same = [("IpAddress", "203.0.113.1"), ("CidrPrefixLength", "32")];
    assert_eq!(sim.post(&path, &same).await.error(), (400, 21235));
}

/// `twilio-oai`: `DeleteSipIpAddress`.
#[tokio::test]
async fn a_deleted_one_is_not_found() {
    let sim = Sim::start().await;
    let list = list(&sim).await;
    let sid = create(&sim, &list, "net", "203.0.113.0", "24").await.sid();
    let path = list.replace(".json", &format!("/{sid}.json"));
    assert_eq!(sim.delete(&path).await.status, 204);
    assert_eq!(sim.get(&path).await.error(), (404, 20404));
    assert_eq!(sim.post(&path, &[]).await.error(), (404, 20404));
    assert_eq!(sim.delete(&path).await.error(), (404, 20404));
}
