//! `trunkline failover back`.

use serde_json::Value;
use trunkline_engine::trunkline::{
    ext::collect,
    twilio::wire::{NumberFilter, NumberParams},
};
use trunkline_sim::{Carrier, Fault, Faults, Reachability, Rule, Simulator, When};

use super::{NUMBERS, PREPARE, RUN, applied, client, one_line};
use crate::{one_file::Desk, world::World};

const BACK: [&str; 4] = ["failover", "back", "bundle.json", "--yes"];
const TARGET: &str = "sip:sbc.example.com:5061;transport=tls";

/// With a number that is bound only when the carrier has failed.
async fn switched() -> Desk {
    let desk = applied().await;
    desk.ends(0, &["number", "unbind", "contact_centre", "+14155550100", "--carrier", "twilio", "--yes"]);
    desk.ends(0, &PREPARE);
    desk.ends(0, &RUN).says(&["+ number +14155550100"]);
    desk
}

fn bound(desk: &Desk) -> Vec<Value> {
    let listed = desk.json(0, &["number", "list", "contact_centre", "--carrier", "twilio"]);
    listed.as_array().unwrap().iter().map(|number| number["number"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_takes_back_what_made_it_live() {
    let desk = switched().await;
    assert_eq!(bound(&desk), ["+14155550100"]);
    let ran = desk.ends(0, &BACK);
    ran.says(&["- number +14155550100"]);
    assert!(one_line(&ran.stdout).contains("that its calls are carried nobody has tested"), "{}", ran.stdout);
    assert!(bound(&desk).is_empty());
    desk.ends(2, &BACK).complains(&["is back already"]);
    // And once more, with the same bundle.
    desk.ends(0, &RUN);
    assert_eq!(bound(&desk), ["+14155550100"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_way_back_to_a_carrier_that_does_not_answer() {
    let own = "127.0.0.1:0".parse::<std::net::SocketAddr>().unwrap();
    let world = World::of(Simulator::builder().exotel_listen(own)).await;
    let desk = Desk::on(world, NUMBERS);
    desk.ends(0, &["apply", "--yes"]);
    desk.ends(0, &["number", "unbind", "contact_centre", "+14155550100", "--carrier", "twilio", "--yes"]);
    desk.ends(0, &PREPARE);
    desk.ends(0, &RUN);
    let gone = Faults::none().with_reachability(Carrier::Exotel, Reachability::Refused);
    desk.world.sim.faults().set(gone).unwrap();
    desk.ends(1, &BACK).complains(&["exotel"]);
    assert_eq!(bound(&desk), ["+14155550100"], "nothing was taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn nor_to_one_that_is_not_as_the_file_says() {
    let desk = switched().await;
    desk.ends(0, &["acl", "add", "contact_centre", "44.238.177.138", "--carrier", "exotel"]);
    // What goes on with the last run that did not end is no way to mend it.
    desk.ends(2, &BACK).complains(&["exotel is not as the file says: trunkline apply first"]);
    assert_eq!(bound(&desk), ["+14155550100"], "nothing was taken back");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_lets_numbers_go_on_a_trunk_that_the_run_created() {
    let desk = Desk::with(NUMBERS).await;
    desk.ends(0, &PREPARE);
    desk.ends(0, &RUN).says(&["+ number +14155550100"]);
    desk.ends(0, &["apply", "--yes", "--allow", "remove-unlisted"]);
    desk.world.changes();
    desk.ends(0, &BACK).says(&["- number +14155550100", "other steps of the failover stay"]);
    assert!(bound(&desk).is_empty());
    assert_eq!(desk.acl("twilio"), ["44.229.228.186/32"], "the trunk and its addresses stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_run_of_a_bundle_is_taken_back_whatever_came_in_between() {
    let file = NUMBERS.replace("\"+14155550100\"", "\"+14155550100\", \"+14155550101\"");
    let desk = Desk::with(&file).await;
    desk.ends(0, &["apply", "--yes"]);
    let unbind = |number: &str| {
        desk.ends(0, &["number", "unbind", "contact_centre", number, "--carrier", "twilio", "--yes"]);
    };
    unbind("+14155550100");
    unbind("+14155550101");
    desk.ends(0, &PREPARE);
    desk.ends(0, &RUN);
    // A second run binds one of them again, and there are runs of other things.
    unbind("+14155550101");
    desk.ends(0, &RUN).says(&["+ number +14155550101"]);
    desk.write(&file.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    desk.ends(0, &["apply", "--yes"]);
    desk.ends(0, &BACK).says(&["- number +14155550100", "- number +14155550101"]);
    assert!(bound(&desk).is_empty());
    desk.ends(2, &BACK).complains(&["is back already"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_that_was_cut_off_is_gone_once_more() {
    let desk = switched().await;
    let lost = Rule::new(Carrier::Twilio, "DeletePhoneNumber", Fault::ResetBefore).when(When::First(50));
    desk.world.sim.faults().set(Faults::none().with_rule(lost)).unwrap();
    let ran = desk.run(&BACK);
    assert!(matches!(ran.code, Some(1 | 3)), "{:?} {}", ran.code, ran.stderr);
    ran.complains(&["go on with: trunkline failover back bundle.json"]);
    desk.world.sim.faults().clear().unwrap();
    desk.ends(0, &BACK);
    assert!(bound(&desk).is_empty());
}

/// With a number to be bound, and a target that comes second from now on.
async fn second_target() -> Desk {
    let desk = applied().await;
    desk.ends(0, &["number", "unbind", "contact_centre", "+14155550100", "--carrier", "twilio", "--yes"]);
    let second = format!("\"+14155550100\"], origination: [{{ uri: \"{TARGET}\", priority: 20 }}]");
    desk.write(&NUMBERS.replace("\"+14155550100\"]", &second));
    desk.ends(0, &PREPARE);
    desk.ends(0, &RUN).says(&["+ number +14155550100", "~ target"]);
    desk
}

fn prefer(desk: &Desk, priority: &str) {
    let to = ["--priority", priority, "--carrier", "twilio"];
    desk.ends(0, &[&["origination", "update", "contact_centre", TARGET], &to[..]].concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_taken_back_stays_open() {
    let desk = second_target().await;
    prefer(&desk, "30");
    let ran = desk.ends(3, &BACK);
    ran.says(&["- number +14155550100"]);
    ran.complains(&[
        "not taken back: twilio/contact_centre/origination/",
        "trunkline failover back bundle.json",
    ]);
    let said = one_line(&ran.stdout);
    assert!(said.contains("not taken back: twilio/contact_centre/origination/"), "{said}");
    assert!(said.contains("it was changed again since"), "{said}");
    assert!(bound(&desk).is_empty());
    // The run of the way back has done all its steps, and not all of the failover is taken back by that.
    let told = desk.json(3, &BACK);
    assert_eq!((&told["report"], &told["lost"]), (&Value::Null, &serde_json::json!([])));
    assert_eq!(told["not_undone"].as_array().unwrap().len(), 1, "{told:#}");
    assert!(!desk.ends(3, &BACK).stdout.contains("Nothing on twilio"));
    desk.ends(2, &PREPARE).complains(&["is not taken back"]);
    prefer(&desk, "0");
    desk.ends(0, &BACK).says(&["Nothing on twilio had to be taken back."]);
    desk.ends(2, &BACK).complains(&["is back already"]);
    desk.ends(0, &PREPARE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voice_application_that_does_not_come_back_is_no_step_that_stays() {
    let desk = applied().await;
    let client = client(&desk);
    let mut filter = NumberFilter::default();
    filter.phone_number = Some("+14155550100".to_owned());
    let numbers = collect(client.list_incoming_phone_numbers(&filter).stream()).await.unwrap();
    let mut application = NumberParams::default();
    application.voice_application_sid = Some(format!("AP{}", "0".repeat(32)));
    // It takes the number off its trunk.
    drop(client.update_incoming_phone_number(&numbers[0].sid, &application).await.unwrap());
    desk.ends(0, &PREPARE);
    desk.ends(0, &RUN).says(&["+ number +14155550100"]);
    let said = one_line(&desk.ends(0, &BACK).stdout);
    let lost = "does not come back: twilio/contact_centre/numbers/+14155550100/bind: Twilio deleted its \
                voice_application_sid";
    assert!(said.contains(lost) && !said.contains("not taken back"), "{said}");
    desk.ends(2, &BACK).complains(&["is back already"]);
}
