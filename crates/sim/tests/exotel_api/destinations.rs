use serde_json::json;
use trunkline_sim::switches::exotel::{AclCoverage, DestinationAgain, PriorityOnCreate};

use super::support::{Sim, destinations};

const NAME: &str = "sip.yourcompany.com:5061;transport=tls";

async fn uris(sim: &Sim) -> String {
    format!("{}/destination-uris", sim.trunk("destinations").await)
}

/// developer.exotel.com, Map destination URI: captured; K11: `failed` is not there when nothing failed; K24: `sip:`
/// appears on the way out.
#[tokio::test]
async fn a_destination_answers_as_captured() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let reply = sim.post(&below, destinations(&[NAME])).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json["metadata"], json!({"total": 1, "success": 1}));
    let entry = &reply.json["response"][0];
    let expected = json!({
        "code": 200,
        "error_data": null,
        "status": "success",
        "data": {
            "id": entry["data"]["id"].as_str().unwrap(),
            "destination": format!("sip:{NAME}"),
            "date_created": "2026-01-23T09:24:59Z",
            "date_updated": "2026-01-23T09:24:59Z",
            "type": "public",
            "priority": 0,
            "weight": 1,
            "trunk_sid": below.split('/').nth(1).unwrap(),
        }
    });
    assert_eq!(entry, &expected);
}

/// K22: captured, request c06dc463…; K13: total failure is 207 too.
#[tokio::test]
async fn an_address_must_be_on_the_acl_first() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let reply = sim.post(&below, destinations(&["44.248.146.11:5061;transport=tls"])).await;
    let expected = json!([{
        "code": 400,
        "error_data": {"code": 1002, "message": "Invalid parameter", "description": "Destination not whitelisted"},
        "status": "failure",
        "data": null,
    }]);
    assert_eq!((reply.status, &reply.json["http_code"]), (207, &json!(207)));
    assert_eq!(reply.json["metadata"], json!({"failed": 1, "total": 1, "success": 0}));
    assert_eq!(reply.json["response"], expected);
}

/// K22.
#[tokio::test]
async fn an_address_on_the_acl_is_accepted() {
    let sim = Sim::start().await;
    let path = sim.trunk("acl").await;
    sim.row(&format!("{path}/whitelisted-ips"), json!({"ip": "44.248.146.11"})).await;
    let uri = "44.248.146.11:5061;transport=tls";
    let reply = sim.post(&format!("{path}/destination-uris"), destinations(&[uri])).await;
    assert_eq!(reply.status, 200);
}

/// K12: a range that the validator takes covers what is in it.
#[tokio::test]
async fn a_range_on_the_acl_covers_its_addresses() {
    let sim = Sim::start().await;
    let path = sim.trunk("acl").await;
    sim.row(&format!("{path}/whitelisted-ips"), json!({"ip": "44.248.146.0", "mask": 24})).await;
    let below = format!("{path}/destination-uris");
    assert_eq!(sim.post(&below, destinations(&["44.248.146.200:5060"])).await.status, 200);
    assert_eq!(sim.post(&below, destinations(&["44.248.147.200:5060"])).await.status, 207);
}

/// K12, switch: ranges are "not supported".
#[tokio::test]
async fn a_range_on_the_acl_can_cover_nothing() {
    let sim = Sim::with(|switches| switches.acl_coverage = AclCoverage::Address).await;
    let path = sim.trunk("acl").await;
    sim.row(&format!("{path}/whitelisted-ips"), json!({"ip": "44.248.146.0", "mask": 24})).await;
    let below = format!("{path}/destination-uris");
    assert_eq!(sim.post(&below, destinations(&["44.248.146.200:5060"])).await.status, 207);
}

/// K22: the ACL of another trunk does not count.
#[tokio::test]
async fn the_acl_is_that_of_the_trunk() {
    let sim = Sim::start().await;
    let other = sim.trunk("other").await;
    sim.row(&format!("{other}/whitelisted-ips"), json!({"ip": "44.248.146.11"})).await;
    let below = uris(&sim).await;
    assert_eq!(sim.post(&below, destinations(&["44.248.146.11:5061"])).await.status, 207);
}

/// Captured: request f4909884…
#[tokio::test]
async fn what_is_no_address_and_no_name_is_refused() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    for wrong in [
        "999.999.999.999:5061;transport=tls",
        "not a host",
        "localhost:5061",
        "sip:sip.company.com:5061;transport=tls",
        "sip.company.com:0",
        "sip.company.com:70000",
        "sip.company.com:5061;transport=sctp",
        "-bad.company.com:5061",
        ";transport=tls",
    ] {
        let reply = sim.post(&below, destinations(&[wrong])).await;
        let error = &reply.json["response"][0]["error_data"];
        assert_eq!(reply.status, 207, "{wrong}");
        assert_eq!(error["description"], "Destination is not a valid Ip or Fqdn", "{wrong}");
    }
}

/// K23: the API takes UDP and no transport.
#[tokio::test]
async fn every_transport_is_accepted() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let uris = [
        "a.b.com:5061;transport=tls",
        "a.b.com:5060;transport=tcp",
        "a.b.com:5060;transport=udp",
        "a.b.com:5060",
    ];
    let reply = sim.post(&below, destinations(&uris)).await;
    assert_eq!((reply.status, &reply.json["metadata"]["success"]), (200, &json!(4)));
}

/// developer.exotel.com, Map destination URI: "partial success".
#[tokio::test]
async fn a_batch_can_fail_in_part() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let reply = sim.post(&below, destinations(&[NAME, "44.248.146.11:5061", "b.company.com:5060"])).await;
    assert_eq!(reply.status, 207);
    assert_eq!(reply.json["metadata"], json!({"failed": 1, "total": 3, "success": 2}));
    let codes: Vec<_> = reply.json["response"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["code"].as_u64().unwrap())
        .collect();
    assert_eq!(codes, [200, 400, 200]);
    assert_eq!(sim.get(&below).await.column("destination").len(), 2);
}

/// K25: a third party in production says that POST appends.
#[tokio::test]
async fn a_destination_twice_is_appended() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    sim.post(&below, destinations(&[NAME])).await;
    assert_eq!(sim.post(&below, destinations(&[NAME])).await.status, 200);
    let list = sim.get(&below).await;
    assert_eq!(list.column("destination"), [format!("sip:{NAME}"), format!("sip:{NAME}")]);
    assert_ne!(list.column("id")[0], list.column("id")[1]);
}

/// K25, switch: another expects "Duplicate resource" in the entry.
#[tokio::test]
async fn a_destination_twice_can_be_refused() {
    let sim = Sim::with(|switches| switches.destination_again = DestinationAgain::Refused).await;
    let below = uris(&sim).await;
    let reply = sim.post(&below, destinations(&[NAME, &NAME.to_uppercase()])).await;
    assert_eq!(reply.status, 207);
    let entry = &reply.json["response"][1];
    assert_eq!((&entry["code"], &entry["error_data"]["code"]), (&json!(409), &json!(1008)));
}

/// K26: both are set by PUT.
#[tokio::test]
async fn priority_and_weight_in_a_creation_are_ignored() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let body = json!({"destinations": [{"destination": NAME, "priority": 5, "weight": 7}]});
    let reply = sim.post(&below, body).await;
    let data = &reply.json["response"][0]["data"];
    assert_eq!((&data["priority"], &data["weight"]), (&json!(0), &json!(1)));
}

/// K26, switch.
#[tokio::test]
async fn priority_and_weight_in_a_creation_can_be_applied() {
    let sim = Sim::with(|switches| switches.priority_on_create = PriorityOnCreate::Applied).await;
    let below = uris(&sim).await;
    let body = json!({"destinations": [{"destination": NAME, "priority": 5, "weight": 7}]});
    let reply = sim.post(&below, body).await;
    let data = &reply.json["response"][0]["data"];
    assert_eq!((&data["priority"], &data["weight"]), (&json!(5), &json!(7)));
}

/// K26 and the index of operations: both are optional.
#[tokio::test]
async fn priority_and_weight_are_set_by_put() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let created = sim.post(&below, destinations(&[NAME])).await;
    let id = created.json["response"][0]["data"]["id"].as_str().unwrap();
    sim.put(&format!("{below}/{id}"), json!({"weight": 5})).await.data();
    let reply = sim.put(&format!("{below}/{id}"), json!({"priority": 2})).await;
    assert_eq!((&reply.data()["priority"], &reply.data()["weight"]), (&json!(2), &json!(5)));
    assert_eq!(reply.data()["destination"], format!("sip:{NAME}"));
    let wrong = sim.put(&format!("{below}/{id}"), json!({"priority": "2"})).await;
    assert_eq!(wrong.error().2, 1007);
    assert_eq!(sim.put(&format!("{below}/{id}"), json!({"weight": -1})).await.error().2, 1002);
}

/// Index of operations: DELETE with `?id=`.
#[tokio::test]
async fn a_destination_is_deleted_by_query() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    let created = sim.post(&below, destinations(&[NAME])).await;
    let id = created.json["response"][0]["data"]["id"].as_str().unwrap();
    assert_eq!(sim.delete(&below).await.error(), (400, 400, 1001, "Id is mandatory"));
    assert_eq!(sim.delete(&format!("{below}?id={id}")).await.data()["id"], id);
    assert_eq!(sim.delete(&format!("{below}?id={id}")).await.error(), (404, 404, 1000, "Not Found"));
}

/// The list itself is mandatory, and a wrong type in it fails the body as a whole.
#[tokio::test]
async fn a_batch_that_cannot_be_read_adds_nothing() {
    let sim = Sim::start().await;
    let below = uris(&sim).await;
    for body in [json!({}), json!({"destinations": []})] {
        assert_eq!(sim.post(&below, body).await.error(), (400, 400, 1001, "Destinations is mandatory"));
    }
    let body = json!({"destinations": [{"destination": NAME}, {"destination": 7}]});
    assert_eq!(sim.post(&below, body).await.error().2, 1007);
    assert_eq!(sim.get(&below).await.json["response"], json!([]));
}
