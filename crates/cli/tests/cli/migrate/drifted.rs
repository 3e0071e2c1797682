//! What changes on either account between the stages, and what a rollback may do about it.

use std::fs;

use trunkline_sim::{Carrier, Fault, Faults, Fixture, Rule, Simulator, When};

use super::{BACK, Move, THERE, prepare};
use crate::world::World;

/// A trunk with two numbers on Exotel, which Twilio has too.
const SUPPORT: &str = "\
version: 1
trunks:
  support:
    carriers: [exotel]
    auth: ip-acl
    acl: [44.229.228.187, 52.1.2.4]
    origination: [\"sip:support.example.com:5061;transport=tls\"]
    numbers: [\"+14155550100\", \"+14155550101\"]
";
const CUTOVER: [&str; 8] =
    ["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes", "--settle", "0s"];
const ROLLBACK: [&str; 4] = ["rollback", "--yes", "--allow", "unbind-number"];
const TARGET: &str = "sip:support.example.com:5061;transport=tls";

async fn verified() -> Move {
    let mut fixture = Fixture::default();
    fixture.exotel[0].numbers.extend(["+14155550100".to_owned(), "+14155550101".to_owned()]);
    let moving = Move::seeded(World::of(Simulator::builder().fixture(fixture)).await, SUPPORT);
    moving.ends(0, &prepare(&BACK));
    moving.ends(0, &["verify"]);
    moving
}

async fn settled() -> Move {
    let moving = verified().await;
    moving.ends(0, &CUTOVER);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    moving
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cutover_binds_numbers_and_adds_nothing_that_a_rollback_would_delete() {
    let moving = verified().await;
    moving.takes_off_address("support", "52.1.2.4", "twilio");
    moving.world.changes();
    moving.ends(2, &CUTOVER).complains(&["is not as it was verified", "52.1.2.4/32", "rollback 1"]);
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(moving.stage("1"), "verified");
    moving.world.done(&["acl", "add", "support", "52.1.2.4", "--carrier", "twilio"]);
    moving.ends(0, &CUTOVER);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_came_back_in_another_order_are_the_same_ones() {
    let moving = verified().await;
    moving.ends(0, &CUTOVER);
    moving.ends(0, &ROLLBACK);
    moving.ends(0, &["verify"]);
    moving.ends(0, &CUTOVER);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_retired_while_the_new_account_would_not_carry_the_calls() {
    let moving = settled().await;
    moving.world.done(&["origination", "remove", "support", TARGET, "--carrier", "twilio", "--yes"]);
    moving.world.changes();
    let retire = ["retire", "--yes", "--allow", "delete-trunk", "--allow", "unbind-number"];
    moving.ends(2, &retire).complains(&["no target is in use", "nothing is removed from exotel"]);
    assert_eq!(moving.world.changes(), [""; 0]);
    moving.ends(4, &["settle"]).says(&["no target is in use", "Not settled"]);
    assert_eq!(moving.stage("1"), "cut-over", "what was settled is not so any more");
    moving.ends(2, &retire).complains(&["is cut-over; go on with"]);
    moving.world.done(&["origination", "add", "support", TARGET, "--carrier", "twilio"]);
    moving.ends(0, &["settle"]);
    moving.takes_off_address("support", "52.1.2.4", "twilio");
    moving.ends(4, &["verify"]);
    assert_eq!(moving.stage("1"), "cut-over");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_new_account_has_and_that_was_not_cut_over_is_on_the_checklist() {
    let moving = verified().await;
    moving.ends(0, &CUTOVER);
    let open = moving.json(&["status", "1"])["open"].clone();
    let left = open.as_array().unwrap().iter().find(|task| {
        task["what"].as_str().unwrap().contains("trunkline migrate cutover 1 --number +14155550101")
    });
    let left = left.unwrap_or_else(|| panic!("{open}"))["id"].as_str().unwrap().to_owned();
    for task in open.as_array().unwrap().iter().filter(|task| task["id"] != left) {
        moving.ends(0, &["done", task["id"].as_str().unwrap()]);
    }
    moving.ends(4, &["settle"]).says(&["+14155550101", "Not settled"]);
    moving.ends(0, &["cutover", "--number", "+14155550101", "--yes", "--settle", "0s"]);
    moving.ends(0, &["settle"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_caller_id_asks_for_stays_on_the_checklist_when_its_number_is_cut_over() {
    let mut fixture = Fixture::default();
    fixture.exotel[0].numbers.extend(["+14155550100".to_owned(), "+14155550101".to_owned()]);
    let file = SUPPORT.to_owned() + "    caller_id: \"+14155550100\"\n";
    let moving = Move::seeded(World::of(Simulator::builder().fixture(fixture)).await, &file);
    moving.ends(0, &prepare(&BACK));
    moving.ends(0, &["verify"]);
    moving.ends(0, &CUTOVER).says(&["set From"]);
    let status = moving.json(&["status", "1"]);
    let ids: Vec<&str> =
        status["open"].as_array().unwrap().iter().map(|task| task["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"migration/1/support/caller_id/+14155550100/number"), "{ids:?}");
    assert!(!ids.contains(&"migration/1/support/numbers/+14155550100/number"), "{ids:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_that_was_taken_back_is_not_gone_on_with_by_apply() {
    let moving = verified().await;
    // The number is bound on Twilio, and the old account never hears that it is to give it up.
    let rule = Rule::new(Carrier::Exotel, "unmap number", Fault::ResetBefore);
    let faults = Faults::none().with_rule(rule.when(When::Requests((1..20).collect())));
    moving.world.sim.faults().set(faults).unwrap();
    moving.ends(3, &CUTOVER);
    moving.world.sim.faults().clear().unwrap();
    moving.ends(0, &ROLLBACK);
    moving.world.changes();
    fs::write(moving.folder.join("trunkline.yaml"), SUPPORT).unwrap();
    moving.inside(&["apply", "--resume"]).complains(&["nothing to resume"]);
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(moving.numbers("exotel", "support"), ["+14155550100", "+14155550101"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rollback_needs_is_asked_for_before_anything_is_taken_back() {
    let moving = verified().await;
    moving.ends(0, &CUTOVER);
    moving.world.changes();
    moving.ends(2, &["rollback", "--yes"]).complains(&["refused without --allow unbind-number"]);
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(moving.stage("1"), "cut-over");
    moving.ends(0, &ROLLBACK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_came_to_what_is_left_behind_is_named_and_stays_there() {
    let moving = verified().await;
    moving.world.done(&["number", "bind", "support", "+14155550101", "--carrier", "twilio"]);
    moving
        .ends(0, &["rollback", "--yes"])
        .says(&["calls to +14155550101 arrive there", "trunkline number unbind TK"]);
    moving.ends(0, &prepare(&BACK));
    assert_eq!(moving.trunks("twilio").len(), 2, "the one that takes calls is not built on");
    assert_eq!(moving.numbers("twilio", "support"), ["+14155550101"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_whose_creation_was_cut_off_is_deleted_by_a_rollback() {
    let moving = Move::begin().await;
    let rule = Rule::new(Carrier::Exotel, "create trunk", Fault::ResetAfter);
    let lost = Rule::new(Carrier::Exotel, "list trunks", Fault::ResetBefore);
    let faults = Faults::none()
        .with_rule(rule.when(When::Requests(vec![1])))
        .with_rule(lost.when(When::Requests((4..40).collect())));
    moving.world.sim.faults().set(faults).unwrap();
    assert_ne!(moving.run(&prepare(&THERE)).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    assert_eq!(moving.trunks("exotel"), ["Contact_centre_E", "support"], "it is there, and nobody knows");
    assert_eq!(
        moving.json(&["status", "1"])["migration"]["moving"]["trunks"][0]["made"],
        serde_json::Value::Null
    );
    moving.ends(0, &["rollback", "--yes", "--allow", "delete-trunk"]).says(&["is deleted"]);
    assert_eq!(moving.trunks("exotel"), ["support"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_stage_did_is_one_document_for_scripts() {
    let moving = verified().await;
    let cutover = moving.json(&CUTOVER);
    assert_eq!((cutover["stage"].as_str(), cutover["migration"].as_i64()), (Some("cut-over"), Some(1)));
    let steps = |document: &serde_json::Value| {
        let runs = document["runs"].as_array().unwrap().clone();
        runs.iter().map(|run| run["steps"][0]["step"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (bind, unbind) = ("support/numbers/+14155550100/bind", "support/numbers/+14155550100/unbind");
    assert_eq!(steps(&cutover), [format!("twilio/{bind}"), format!("exotel/{unbind}")]);
    let back = moving.json(&ROLLBACK);
    assert_eq!(back["stage"], "prepared");
    assert_eq!(back["runs"].as_array().unwrap().len(), 2);
    let left = moving.json(&["rollback", "--yes"]);
    assert_eq!(left["stage"], "rolled-back");
    assert!(
        left["for_good"][0].as_str().unwrap().contains("no rollback deletes anything on twilio"),
        "{left}"
    );
    // What people are told too.
    assert!(
        left["for_good"][1].as_str().unwrap().contains("stays there (support), without a number"),
        "{left}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_trunk_that_has_the_name_now_is_told_by_verify() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    let trunk = |verb, more: &[&'static str]| {
        [&["trunk", verb, "Contact_centre_E", "--carrier", "exotel"], more].concat()
    };
    moving.world.done(&trunk("delete", &["--yes"]));
    moving.world.done(&trunk("create", &[]));
    moving.ends(4, &["verify"]).says(&["which migration 1 has not built"]);
    assert_eq!(moving.stage("1"), "prepared");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preparation_is_taken_back_though_nobody_can_look_at_the_new_account() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&BACK));
    let rule = Rule::new(Carrier::Twilio, "ListPhoneNumber", Fault::ResetBefore);
    let faults = Faults::none().with_rule(rule.when(When::Requests((1..20).collect())));
    moving.world.sim.faults().set(faults).unwrap();
    let told = moving.ends(0, &["rollback", "--yes"]);
    told.says(&["could not be read: look (trunkline trunk list --carrier twilio)"]);
    told.complains(&["error: twilio"]);
    assert_eq!(moving.stage("1"), "rolled-back");
}
