use serde_json::json;
use trunkline_sim::switches::exotel::TrunkMapShape;

use super::support::Sim;

/// Index of operations: the fields of the sample, in the envelope of every captured answer.
#[tokio::test]
async fn a_number_leads_to_its_trunk() {
    let sim = Sim::start().await;
    let path = sim.trunk("maps").await;
    let id = sim.row(&format!("{path}/phone-numbers"), json!({"phone_number": "+918040264208"})).await;
    let reply = sim.get("trunk-maps?exophone=%2B918040264208").await;
    let expected =
        json!({"exophone": "+918040264208", "trunk_sid": &path[7..], "phone_number_id": id, "mode": null});
    assert_eq!(reply.data(), &expected);
}

/// Switch: the sample, typed by hand, has no envelope.
#[tokio::test]
async fn the_answer_can_be_flat() {
    let sim = Sim::with(|switches| switches.trunk_map_shape = TrunkMapShape::Flat).await;
    let path = sim.trunk("maps").await;
    sim.row(&format!("{path}/phone-numbers"), json!({"phone_number": "+918040264208"})).await;
    let reply = sim.get("trunk-maps?exophone=%2B918040264208").await;
    assert_eq!(reply.json["trunk_sid"], path[7..]);
    assert_eq!(reply.json.get("response"), None);
}

/// Index of operations: `+` must be sent as `%2B`, or it is a blank.
#[tokio::test]
async fn a_bare_plus_is_a_blank() {
    let sim = Sim::start().await;
    let reply = sim.get("trunk-maps?exophone=+918040264208").await;
    assert_eq!((reply.error().0, reply.error().2), (400, 1002));
}

/// Index of operations: the number is mandatory.
#[tokio::test]
async fn the_number_is_mandatory() {
    let sim = Sim::start().await;
    assert_eq!(sim.get("trunk-maps").await.error(), (400, 400, 1001, "Exophone is mandatory"));
}

/// A number that is mapped nowhere, or not to the trunk that was named.
#[tokio::test]
async fn a_number_without_a_trunk_is_not_found() {
    let sim = Sim::start().await;
    let path = sim.trunk("maps").await;
    sim.row(&format!("{path}/phone-numbers"), json!({"phone_number": "+918040264208"})).await;
    let none = sim.get("trunk-maps?exophone=%2B918040264209").await;
    assert_eq!(none.error(), (404, 404, 1000, "Not Found"));
    let named = format!("trunk-maps?exophone=%2B918040264208&trunk_sid={}", &path[7..]);
    assert_eq!(sim.get(&named).await.status, 200);
    assert_eq!(sim.get(&format!("{named}x")).await.error().2, 1000);
}
