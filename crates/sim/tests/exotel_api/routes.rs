use reqwest::Method;
use serde_json::json;
use trunkline_sim::switches::exotel::DeleteByPath;

use super::support::{Sim, send};

/// Captured: "odd paths" are 404 and 1000. K1: so is an underscore in place of a hyphen.
#[tokio::test]
async fn an_unknown_path_is_404_in_an_envelope() {
    let sim = Sim::start().await;
    let path = sim.trunk("routes").await;
    for below in [
        "nothing".to_owned(),
        format!("{path}/phone_numbers"),
        format!("{path}/whitelisted_ips"),
        format!("{path}/destination_uris"),
        format!("{path}/"),
        "trunks.json".to_owned(),
    ] {
        assert_eq!(sim.get(&below).await.error(), (404, 404, 1000, "Not Found"), "{below}");
    }
}

/// A third party expects 405; what its body is nobody says.
#[tokio::test]
async fn an_unknown_method_is_405() {
    let sim = Sim::start().await;
    let path = sim.trunk("routes").await;
    for (method, below) in [
        (Method::PUT, "trunks".to_owned()),
        (Method::PATCH, path.clone()),
        (Method::POST, path.clone()),
        (Method::GET, format!("{path}/phone-numbers/1")),
        (Method::PUT, format!("{path}/settings")),
        (Method::DELETE, "trunk-maps".to_owned()),
    ] {
        let reply = send(sim.request(method.clone(), &below)).await;
        assert_eq!((reply.status, reply.text.as_str()), (405, ""), "{method} {below}");
    }
}

/// K17: "a query parameter, not a path segment"; the trunk, too.
#[tokio::test]
async fn deleting_by_path_is_405() {
    let sim = Sim::start().await;
    let path = sim.trunk("routes").await;
    assert_eq!(sim.delete(&path).await.status, 405);
    for noun in ["phone-numbers", "whitelisted-ips", "destination-uris", "credentials"] {
        assert_eq!(sim.delete(&format!("{path}/{noun}/1")).await.status, 405, "{noun}");
    }
}

/// K17, switch: a third party's script.
#[tokio::test]
async fn deleting_by_path_can_be_accepted() {
    let sim = Sim::with(|switches| switches.delete_by_path = DeleteByPath::Accepted).await;
    let path = sim.trunk("routes").await;
    for (noun, body) in [
        ("phone-numbers", json!({"phone_number": "+918040264208"})),
        ("whitelisted-ips", json!({"ip": "44.248.146.11"})),
        ("credentials", json!({"user_name": "u", "password": "p"})),
    ] {
        let id = sim.row(&format!("{path}/{noun}"), body).await;
        assert_eq!(sim.delete(&format!("{path}/{noun}/{id}")).await.data()["id"], id);
        assert_eq!(sim.delete(&format!("{path}/{noun}/{id}")).await.error().2, 1000);
    }
    assert_eq!(sim.delete(&path).await.status, 405);
}

/// Every answer but 405 is JSON and says so.
#[tokio::test]
async fn answers_are_json() {
    let sim = Sim::start().await;
    for below in ["trunks", "nothing"] {
        assert_eq!(sim.get(below).await.headers["content-type"], "application/json");
    }
}
