//! What a person does on the new account, as the checklist asks.

use trunkline_sim::{Fixture, Simulator};

use super::{BACK, Move, THERE, prepare};
use crate::world::World;

/// A trunk whose target Exotel does not take as it is.
const BY_ADDRESS: &str = "\
version: 1
trunks:
  one:
    carriers: [twilio]
    auth: both
    acl: [44.229.228.186]
    origination: [\"sip:52.1.2.3:5060;transport=tcp\"]
    numbers: [\"+14155550100\"]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
";
const CUTOVER: &[&str] = &["cutover", "--number", "+14155550100", "--yes", "--settle", "0s"];

async fn prepared() -> Move {
    let mut fixture = Fixture::default();
    fixture.exotel[0].numbers.push("+14155550100".to_owned());
    let moving = Move::seeded(World::of(Simulator::builder().fixture(fixture)).await, BY_ADDRESS);
    moving.ends(0, &prepare(&THERE));
    assert_eq!(targets(&moving), [""; 0], "the checklist asks for a host name");
    moving
}

fn targets(moving: &Move) -> Vec<String> {
    moving.held("origination", "uri", "exotel", "one")
}

const TARGET: &str = "sip:sbc.example.com:5060;transport=tcp";

fn add_target(moving: &Move) {
    moving.world.done(&["origination", "add", "one", TARGET, "--carrier", "exotel"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_number_goes_to_a_trunk_that_leads_nowhere() {
    let moving = prepared().await;
    moving.ends(4, &["verify"]).says(&["one: no target is in use"]);
    add_target(&moving);
    moving.ends(0, &["verify"]);
    moving.world.done(&["origination", "remove", "one", TARGET, "--carrier", "exotel", "--yes"]);
    moving.world.changes();
    moving.ends(2, CUTOVER).complains(&["on exotel", "one: no target is in use"]);
    assert_eq!(moving.world.changes(), [""; 0]);
    assert_eq!(moving.stage("1"), "verified");
    moving.ends(4, &["verify"]);
    assert_eq!(moving.stage("1"), "prepared", "what was verified is not so any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_the_checklist_asks_for_stays() {
    let moving = prepared().await;
    add_target(&moving);
    moving.ends(0, &["verify"]);
    moving.ends(0, CUTOVER);
    assert_eq!(targets(&moving), [TARGET]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_came_to_the_new_trunk_stays_and_one_that_went_is_told() {
    let moving = Move::ported().await;
    moving.ends(0, &prepare(&THERE));
    moving.world.done(&["acl", "add", "Contact_centre_E", "52.9.9.9", "--carrier", "exotel"]);
    moving.ends(0, &["verify"]);
    moving.ends(0, CUTOVER);
    let acl = || moving.held("acl", "cidr", "exotel", "Contact_centre_E");
    assert!(acl().contains(&"52.9.9.9/32".to_owned()), "{:?}", acl());
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    moving.takes_off_address("Contact_centre_E", "44.229.228.186", "exotel");
    moving.ends(4, &["settle"]).says(&["acl/44.229.228.186/32/add"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_looked_up_once_where_the_new_account_has_none() {
    let moving = Move::begin().await;
    moving.ends(0, &["plan", "--from", BACK[1], "--to", BACK[3]]);
    let sent = moving.world.sim.requests();
    let looked = sent.iter().filter(|seen| seen.operation == Some("ListIncomingPhoneNumber"));
    assert_eq!(looked.count(), 1, "{:?}", sent.iter().map(|seen| &seen.path).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_of_the_old_account_reads_the_old_account() {
    let moving = prepared().await;
    moving.world.sim.clear_requests();
    moving.run(&["verify"]);
    let sent = moving.world.sim.requests();
    let lists = |path: &str| sent.iter().filter(|seen| seen.path.ends_with(path)).count();
    assert_eq!(lists("/trunks"), 1, "{:?}", sent.iter().map(|seen| &seen.path).collect::<Vec<_>>());
}
