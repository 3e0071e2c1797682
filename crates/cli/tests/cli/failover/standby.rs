//! A standby in the file: kept in step by apply, its numbers bound by a failover only.

use serde_json::Value;

use super::{PREPARE, RUN, one_line};
use crate::one_file::Desk;

const STANDBY: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: { exotel: { numbers: [\"+918040264208\"] } }
    standby: { twilio: { numbers: [\"+14155550100\"] } }
    auth: ip-acl
    acl: [44.229.228.186]
    origination: [\"sip:sbc.example.com:5061;transport=tls\"]
";
const STATUS: [&str; 2] = ["failover", "status"];

fn bound(desk: &Desk, carrier: &str) -> Vec<Value> {
    let listed = desk.json(0, &["number", "list", "contact_centre", "--carrier", carrier]);
    listed.as_array().unwrap().iter().map(|number| number["number"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn apply_keeps_it_in_step_without_its_numbers() {
    let desk = Desk::with(STANDBY).await;
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(desk.acl("twilio"), desk.acl("exotel"));
    assert_eq!(bound(&desk, "exotel"), ["+918040264208"]);
    assert!(bound(&desk, "twilio").is_empty());
    desk.write(&STANDBY.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(desk.acl("twilio"), ["44.229.228.186/32", "44.238.177.138/32"]);
    desk.ends(0, &["plan", "--detailed-exitcode"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_numbers_are_bound_by_a_failover_and_let_go_on_the_way_back() {
    let desk = Desk::with(STANDBY).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.ends(0, &PREPARE);
    desk.ends(0, &["failover", "run", "--away-from", "exotel", "bundle.json", "--rehearse"]);
    desk.ends(0, &RUN).says(&["+ number +14155550100"]);
    assert_eq!(bound(&desk, "twilio"), ["+14155550100"]);
    desk.ends(0, &["failover", "back", "bundle.json", "--yes"]);
    assert!(bound(&desk, "twilio").is_empty());
    desk.ends(0, &["plan", "--detailed-exitcode"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn status_says_what_is_missing_and_when_it_was_in_step() {
    let desk = Desk::with(STANDBY).await;
    let ran = desk.run(&STATUS);
    ran.expect(4);
    let said = one_line(&ran.stdout);
    assert!(said.contains("contact_centre on twilio, for exotel: not ready"), "{said}");
    assert!(said.contains("the journal knows of no run"), "{said}");
    desk.ends(0, &["apply", "--yes"]);
    desk.world.sim.clear_requests();
    let ran = desk.ends(0, &STATUS);
    ran.says(&["contact_centre on twilio, for exotel: ready", "after run 1"]);
    let asked = desk.world.sim.requests();
    assert!(asked.iter().all(|seen| seen.carrier == Some(trunkline_sim::Carrier::Twilio)), "{asked:?}");

    desk.ends(0, &["acl", "add", "contact_centre", "54.172.60.1", "--carrier", "twilio"]);
    desk.write(&STANDBY.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    let told = desk.json(4, &STATUS);
    assert_eq!(told[0]["ready"], false);
    assert_eq!(told[0]["last_in_step"]["run"], 1);
    let missing: Vec<&str> =
        told[0]["missing"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
    assert!(missing[0].starts_with("twilio/contact_centre/acl/44.238.177.138/32/add"), "{missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_one_is_told_how() {
    let desk = Desk::with(crate::one_file::BOTH).await;
    desk.ends(2, &STATUS).complains(&["write standby: ACCOUNT beside its carriers"]);
}
