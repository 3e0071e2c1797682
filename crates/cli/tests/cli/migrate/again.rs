//! Cutovers one after the other, other trunks besides, and stages that did not come to their end.

use trunkline_sim::{Carrier, Fixture, Simulator};

use super::{BACK, Move, THERE, prepare};
use crate::world::World;

const UNBIND: [&str; 5] = ["--allow", "unbind-number", "--yes", "--settle", "0s"];

fn cutover(number: &str) -> Vec<&str> {
    [&["cutover", "--number", number], &UNBIND[..]].concat()
}

/// Where both numbers of the Twilio trunk are Exotel's too.
async fn both_ported() -> Move {
    let mut fixture = Fixture::default();
    fixture.exotel[0].numbers.extend(["+14155550100".to_owned(), "+14155550101".to_owned()]);
    let moving = Move::in_world(World::of(Simulator::builder().fixture(fixture)).await);
    moving.ends(0, &prepare(&THERE));
    moving.ends(0, &["verify"]);
    moving
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_port_one_by_one_are_taken_back_together() {
    let moving = both_ported().await;
    let (old, new) = (("twilio", "Contact centre (EU)"), ("exotel", "Contact_centre_E"));
    moving.ends(0, &cutover("+14155550100"));
    assert_eq!(moving.numbers(new.0, new.1), ["+14155550100"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
    moving.ends(0, &cutover("+14155550101"));
    assert_eq!(moving.numbers(old.0, old.1), [""; 0]);
    assert_eq!(moving.numbers(new.0, new.1), ["+14155550100", "+14155550101"]);

    moving.ends(0, &["rollback", "--yes", "--allow", "unbind-number"]).says(&["is prepared"]);
    assert_eq!(moving.numbers(old.0, old.1), ["+14155550100", "+14155550101"]);
    assert_eq!(moving.numbers(new.0, new.1), [""; 0]);

    // What was taken back is not taken back once more.
    moving.ends(0, &["verify"]);
    moving.ends(0, &cutover("+14155550101"));
    moving.world.changes();
    moving.ends(0, &["rollback", "--yes", "--allow", "unbind-number"]);
    assert_eq!(moving.world.changes().len(), 2, "one is bound, one is unbound");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cutover_that_did_not_end_is_gone_on_with_only_when_that_is_asked_for() {
    let moving = both_ported().await;
    moving.fails_at(Carrier::Exotel, "map number");
    moving
        .ends(1, &cutover("+14155550100"))
        .complains(&["go on with: trunkline migrate cutover 1 --resume --allow unbind-number --yes;"]);
    moving.world.sim.faults().clear().unwrap();
    moving.world.changes();
    for another in [vec!["cutover", "--yes"], cutover("+14155550101")] {
        moving.ends(2, &another).complains(&[
            "cutting over +14155550100, which did not come to its end",
            "go on with it: trunkline migrate cutover 1 --resume;",
            "take it back: trunkline migrate rollback 1",
        ]);
    }
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    moving
        .ends(0, &["cutover", "--resume", "--yes", "--settle", "0s"])
        .says(&["Bound on twilio too", "+14155550100: trunkline migrate cutover 1 --allow unbind-number\n"]);
    moving.ends(2, &["cutover", "--resume", "--yes"]).complains(&["migration 1 is cut-over"]);
    moving.ends(0, &[&["cutover"], &UNBIND[..]].concat());
    assert_eq!(moving.numbers("exotel", "Contact_centre_E"), ["+14155550100"]);
    assert_eq!(moving.numbers("twilio", "Contact centre (EU)"), ["+14155550101"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_came_to_the_new_trunk_stays_there() {
    let moving = both_ported().await;
    moving.world.done(&["number", "bind", "Contact_centre_E", "+918040264210", "--carrier", "exotel"]);
    moving.ends(0, &cutover("+14155550100"));
    assert_eq!(moving.numbers("exotel", "Contact_centre_E"), ["+14155550100", "+918040264210"]);
    moving.confirm_all("1");
    moving.ends(0, &["settle"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_trunks_are_prepared_besides_and_none_twice() {
    let moving = Move::begin().await;
    moving.world.done(&[
        "trunk",
        "create",
        "fax",
        "--domain",
        "fax-of-ours.pstn.twilio.com",
        "--carrier",
        "twilio",
    ]);
    let only = |trunk| [&prepare(&THERE)[..], &["--trunk", trunk]].concat();
    moving.ends(0, &only("fax"));
    moving.ends(2, &prepare(&THERE)).complains(&["trunk fax is moved already: migration 1 is prepared"]);
    moving.ends(0, &only("Contact centre (EU)")).says(&["Next: trunkline migrate verify 2"]);
    moving.ends(2, &["verify"]).complains(&["several migrations are under way: name one of 2, 1"]);
    moving.ends(0, &["verify", "1"]);
    moving.ends(0, &["verify", "2"]);
    assert_eq!(moving.trunks("exotel"), ["Contact_centre_E", "fax", "support"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preparation_goes_on_with_its_own_accounts_only() {
    let mut moving = Move::begin().await;
    moving.fails_at(Carrier::Twilio, "CreateOriginationUrl");
    assert_ne!(moving.run(&prepare(&BACK)).code, Some(0));
    moving.world.sim.faults().clear().unwrap();
    let other = moving.world.sim.fixture().twilio[1].clone();
    moving.world.set("TWILIO_ACCOUNT_SID", &other.account_sid);
    moving.world.set("TWILIO_AUTH_TOKEN", &other.auth_token);
    moving.world.changes();
    let resume = [&prepare(&BACK)[..], &["--resume"]].concat();
    moving.ends(2, &resume).complains(&["profile twilio is", "now; the migration is of"]);
    assert!(moving.world.sim.requests().is_empty());
}
