//! From prepare to retire, and back.

use std::fs;

use trunkline_sim::{Carrier, ErrorBody, Fault, Faults, Rule, StatusFault, When};

use super::{BACK, Move, THERE, prepare};

#[tokio::test(flavor = "multi_thread")]
async fn all_the_way_nothing_of_the_old_account_is_lost_before_retire() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&THERE)).says(&["Next: trunkline migrate verify 1"]);
    let built = moving.world.changes();
    assert!(built.iter().all(|change| change.contains("/v2/accounts/")), "only the new account: {built:?}");
    assert!(!built.iter().any(|change| change.contains("phone-numbers")), "no number, no traffic: {built:?}");
    assert_eq!(moving.trunks("exotel"), ["Contact_centre_E", "support"]);

    moving.ends(0, &["verify"]).says(&["is as asked"]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    moving.ends(2, &["retire", "--yes", "--allow", "delete-trunk"]).complains(&["is verified; go on with"]);
    moving.ends(0, &["cutover", "--yes"]).says(&["Checklist", "whoever runs the SBC"]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    moving.ends(4, &["settle"]).says(&["Not settled: what is open comes first."]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]).says(&["Settled"]);
    assert_eq!(moving.numbers("twilio", "Contact centre (EU)"), ["+14155550100", "+14155550101"]);

    moving.ends(2, &["retire", "--yes"]).complains(&["add --allow unbind-number"]);
    moving
        .ends(2, &["retire", "--yes", "--allow", "unbind-number"])
        .complains(&["cannot be taken back", "30 days"]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    let ran = moving.ends(0, &["retire", "--yes", "--allow", "delete-trunk", "--allow", "unbind-number"]);
    ran.says(&["Migration 1 is over"]);
    assert_eq!(moving.trunks("twilio"), Vec::<String>::new());
    moving.ends(2, &["rollback", "1", "--yes"]).complains(&["build it anew with"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_new_account_has_is_bound_and_a_rollback_puts_it_back() {
    let moving = Move::begin().await;
    // The number is the new account's too, as after a port.
    moving.world.done(&["number", "unbind", "support", "+918040264208", "--carrier", "exotel", "--yes"]);
    moving.world.done(&["number", "bind", "support", "+918040264208", "--carrier", "exotel"]);
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    moving
        .ends(2, &["cutover", "--number", "+14155550199", "--yes"])
        .complains(&["no trunk of migration 1 has it"]);
    // Exotel does not have the number: nothing is unbound from the old account.
    moving.world.changes();
    let failed = moving.run(&["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes"]);
    assert_ne!(failed.code, Some(0));
    assert_eq!(moving.numbers("twilio", "Contact centre (EU)"), ["+14155550100", "+14155550101"]);
    moving.world.changes();
    failed.complains(&[
        "go on with: trunkline migrate cutover 1 --number +14155550100 --allow unbind-number --yes",
    ]);
    // Nothing came of it: the number is not kept in mind for the next one.
    assert_eq!(moving.stage("1"), "verified");
    moving.ends(0, &["cutover", "--yes"]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    moving.ends(0, &["rollback", "--yes", "--allow", "unbind-number"]).says(&["is prepared"]);
    moving.ends(0, &["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_of_a_preparation_deletes_nothing_on_twilio() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&BACK));
    moving.world.changes();
    moving
        .ends(0, &["rollback", "--yes", "--allow", "delete-trunk"])
        .says(&["stays there", "without traffic"]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    assert_eq!(moving.trunks("twilio"), ["Contact centre (EU)", "support"]);
    // The next one takes it up again, and its domain with it.
    let again = moving.ends(0, &prepare(&BACK));
    assert!(!again.stdout.contains("trunkline done"), "the checklist has it: {}", again.stdout);
    assert_eq!(moving.trunks("twilio"), ["Contact centre (EU)", "support"]);
    moving.ends(0, &["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_on_exotel_deletes_what_was_built_when_that_is_allowed() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["rollback", "--yes", "--allow", "delete-trunk"]).says(&["is deleted"]);
    assert_eq!(moving.trunks("exotel"), ["support"]);
    assert_eq!(moving.trunks("twilio"), ["Contact centre (EU)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preparation_that_failed_goes_on_where_it_was() {
    let moving = Move::begin().await;
    let rule =
        Rule::new(Carrier::Exotel, "add destinations", Fault::Unanswered).when(When::Requests(vec![1]));
    moving.world.sim.faults().set(Faults::none().with_rule(rule)).unwrap();
    let failed = moving.run(&prepare(&THERE));
    assert_ne!(failed.code, Some(0));
    failed.complains(&[
        "go on with: trunkline migrate prepare --from twilio --to exotel --trunk TK",
        " --resume --yes;",
    ]);
    moving.world.sim.faults().clear().unwrap();
    moving.ends(2, &prepare(&THERE)).complains(&["is moved already: migration 1 is preparing", "--resume"]);
    moving
        .ends(0, &[&prepare(&THERE)[..], &["--resume"]].concat())
        .says(&["Next: trunkline migrate verify 1"]);
    moving.ends(0, &["verify"]);
    assert_eq!(moving.trunks("exotel"), ["Contact_centre_E", "support"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_on_either_account_is_told_by_verify() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&THERE));
    moving.takes_off_address("Contact_centre_E", "44.229.228.186", "exotel");
    moving.world.done(&["acl", "add", "Contact centre (EU)", "52.9.9.8", "--carrier", "twilio"]);
    let ran = moving.ends(4, &["verify"]);
    ran.says(&["acl/44.229.228.186/32/add: not on", "Contact_centre_E: acl is"]);
    moving.ends(2, &["cutover", "--yes"]).complains(&["is prepared; go on with: trunkline migrate verify 1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_is_not_moved_twice_at_once() {
    let moving = Move::begin().await;
    moving.ends(0, &prepare(&THERE));
    moving
        .ends(2, &prepare(&THERE))
        .complains(&["migration 1 is prepared; go on with: trunkline migrate verify 1"]);
    let listed = moving.json(&["status"]);
    assert_eq!(listed.as_array().unwrap().len(), 1);
    moving.ends(0, &["status", "1", "--html", "move.html"]);
    let page = fs::read_to_string(moving.folder.join("move.html")).unwrap();
    assert!(page.contains("<li class=\"now\">prepared</li>"), "{page}");
    let item = &moving.json(&["status", "1"])["open"][0]["id"];
    moving.ends(0, &["done", item.as_str().unwrap()]);
    moving.ends(0, &["status", "1", "--html", "move.html"]);
    let page = fs::read_to_string(moving.folder.join("move.html")).unwrap();
    assert!(
        page.contains("<span class=\"done\">done: ") && page.contains("open: <code>trunkline migrate done "),
        "{page}"
    );
    assert!(!page.contains("trunk_sid"), "what was built has an identifier: {page}");
    moving.ends(0, &["status", "1", "--markdown"]).says(&["- [x] **", "- [ ] **"]);
}

const CUTOVER: &[&str] =
    &["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes", "--settle", "0s"];

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_moved_and_moved_back_and_all_is_confirmed_anew() {
    let moving = Move::ported().await;
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    // It came after the preparation, and nobody asked for it to go.
    moving.world.done(&["number", "bind", "Contact centre (EU)", "+14155550102", "--carrier", "twilio"]);
    moving.ends(0, CUTOVER);
    assert_eq!(moving.numbers("twilio", "Contact centre (EU)"), ["+14155550101", "+14155550102"]);
    assert_eq!(moving.numbers("exotel", "Contact_centre_E"), ["+14155550100"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);

    moving.ends(0, &["rollback", "--yes", "--allow", "unbind-number"]).says(&["is prepared"]);
    assert_eq!(
        moving.numbers("twilio", "Contact centre (EU)"),
        ["+14155550100", "+14155550101", "+14155550102"]
    );
    assert_eq!(moving.numbers("exotel", "Contact_centre_E"), [""; 0]);
    assert!(
        !moving.json(&["status", "1"])["open"].as_array().unwrap().is_empty(),
        "the SBC was switched back"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_nowhere_else_is_not_taken_off_the_new_account() {
    let moving = Move::ported().await;
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    // Taken off the old trunk by the port, not by the cutover.
    moving.ends(0, &["cutover", "--number", "+14155550100", "--yes", "--settle", "0s"]);
    let gone = ["number", "unbind", "Contact centre (EU)", "+14155550100", "--carrier", "twilio", "--yes"];
    moving.world.done(&gone);
    moving.ends(1, &["rollback", "--yes", "--allow", "unbind-number"]).complains(&[
        "trunkline number bind TK",
        " +14155550100 --carrier twilio;",
        "does not come back",
    ]);
    assert_eq!(moving.numbers("exotel", "Contact_centre_E"), ["+14155550100"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_came_late_are_not_retired_unasked_and_a_retirement_that_began_nothing_is_taken_back() {
    let moving = Move::ported().await;
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    moving.ends(0, CUTOVER);
    moving.world.done(&[
        "number",
        "unbind",
        "Contact centre (EU)",
        "+14155550101",
        "--carrier",
        "twilio",
        "--yes",
    ]);
    moving.world.done(&["number", "bind", "Contact centre (EU)", "+14155550102", "--carrier", "twilio"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    let retire = ["retire", "--yes", "--allow", "delete-trunk"];
    moving.ends(2, &retire).complains(&["+14155550102", "add --allow unbind-number"]);
    // The look before the plan fails: nothing is removed.
    let page = StatusFault::new(200).with_body(ErrorBody::Html);
    let rule = Rule::new(Carrier::Twilio, "ListTrunk", Fault::Status(page));
    let faults = Faults::none().with_rule(rule.when(When::Requests((2..20).collect())));
    moving.world.sim.faults().set(faults).unwrap();
    assert_ne!(moving.run(&[&retire[..], &["--allow", "unbind-number"]].concat()).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    assert_eq!(moving.stage("1"), "settled");
    moving.ends(0, &["rollback", "1", "--yes", "--allow", "unbind-number"]).says(&["is prepared"]);
    assert_eq!(moving.numbers("twilio", "Contact centre (EU)"), ["+14155550100", "+14155550102"]);
}
