//! A failover removes nothing: what it leaves undone for that, and calls miss, is told.

use serde_json::Value;
use trunkline_engine::trunkline::{
    ext::collect,
    twilio::wire::{NumberFilter, NumberParams},
};

use super::{PREPARE, RUN, client, one_line};
use crate::one_file::Desk;

const TWO: &str = "\
version: 1
trunks:
  alerts: { carriers: { exotel: {}, twilio: { numbers: [] } }, auth: ip-acl, acl: [44.229.228.186] }
  contact_centre:
    carriers: { exotel: {}, twilio: { numbers: [\"+14155550100\"] } }
    auth: ip-acl
    acl: [44.229.228.186]
";
const BIND: &str = "twilio/contact_centre/numbers/+14155550100/bind";

fn number(desk: &Desk, verb: &str, trunk: &str) {
    let yes: &[&str] = if verb == "unbind" { &["--yes"] } else { &[] };
    desk.ends(0, &[&["number", verb, trunk, "+14155550100", "--carrier", "twilio"], yes].concat());
}

/// A bundle that adds an address and binds a number, which another trunk of the bundle has by now.
pub(crate) async fn moved() -> Desk {
    let desk = Desk::with(TWO).await;
    desk.ends(0, &["apply", "--yes"]);
    number(&desk, "unbind", "contact_centre");
    desk.write(&TWO.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    desk.ends(0, &PREPARE).says(&["+ number +14155550100"]);
    number(&desk, "bind", "alerts");
    desk.world.changes();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_can_do_no_more_is_said_before_anything_is_done() {
    let desk = moved().await;
    let lost = format!("cannot be done any more: {BIND}");
    desk.ends(2, &RUN).complains(&[&lost, "a failover removes nothing", "--replan"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_is_done_when_asked_for_and_it_ends_as_partly_done() {
    let desk = moved().await;
    let replan = [&RUN[..], &["--replan"]].concat();
    let ran = desk.ends(3, &replan);
    ran.says(&["Not done, and calls miss it", BIND]);
    ran.complains(&[&format!("calls miss what was not done: {BIND}")]);
    assert!(!ran.stdout.contains("as the bundle says"), "{}", ran.stdout);
    assert_eq!(desk.acl("twilio"), ["44.229.228.186/32", "44.238.177.138/32"]);

    let ran = desk.ends(3, &replan);
    assert!(!ran.stdout.contains("as the bundle says"), "{}", ran.stdout);
    let told = desk.json(3, &replan);
    assert_eq!(told["report"], Value::Null, "nothing else is left to do");
    let missed: Vec<&Value> =
        told["left"].as_array().unwrap().iter().filter(|left| left["missed"] == true).collect();
    assert_eq!((missed.len(), &missed[0]["step"]), (1, &BIND.into()));

    number(&desk, "unbind", "alerts");
    desk.ends(0, &RUN)
        .says(&["+ number +14155550100", "A second look at twilio found all as the bundle says"]);
}

/// A bundle that binds a number, which a trunk that the file does not know has by now.
async fn strange() -> Desk {
    let desk = Desk::with(TWO).await;
    desk.ends(0, &["apply", "--yes"]);
    number(&desk, "unbind", "contact_centre");
    desk.write(&TWO.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    desk.ends(0, &PREPARE);
    desk.ends(0, &["trunk", "create", "stranger", "--carrier", "twilio"]);
    number(&desk, "bind", "stranger");
    desk.world.changes();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_by_now_keeps_nothing_else_from_being_done() {
    let desk = strange().await;
    let lost = [
        "cannot be done any more: twilio/contact_centre/numbers[0] (+14155550100 is bound to trunk",
        "--replan",
    ];
    desk.ends(2, &RUN).complains(&lost);
    assert_eq!(desk.world.changes(), [""; 0]);
    let ran = desk.ends(3, &[&RUN[..], &["--replan"]].concat());
    ran.says(&[
        "Not done, and calls miss it",
        "twilio/contact_centre/numbers[0]: +14155550100 is bound to trunk",
    ]);
    ran.complains(&["calls miss what was not done: twilio/contact_centre/numbers[0]"]);
    assert_eq!(desk.acl("twilio"), ["44.229.228.186/32", "44.238.177.138/32"]);
}

/// A bundle that knows that another trunk of its own has its number.
pub(crate) async fn held() -> Desk {
    let desk = Desk::with(TWO).await;
    desk.ends(0, &["apply", "--yes"]);
    number(&desk, "unbind", "contact_centre");
    number(&desk, "bind", "alerts");
    let said = one_line(&desk.ends(0, &PREPARE).stdout);
    assert!(said.contains(&format!("{BIND} is not done")), "{said}");
    desk
}

/// Moves the number to the bundle's trunk, by one call.
pub(crate) async fn put_right(desk: &Desk) {
    let client = client(desk);
    let mut filter = NumberFilter::default();
    filter.phone_number = Some("+14155550100".to_owned());
    let numbers = collect(client.list_incoming_phone_numbers(&filter).stream()).await.unwrap();
    let trunk = desk.json(0, &["trunk", "show", "contact_centre", "--carrier", "twilio"]);
    let mut there = NumberParams::default();
    there.trunk_sid = Some(trunk["trunk"]["id"].as_str().unwrap().to_owned());
    drop(client.update_incoming_phone_number(&numbers[0].sid, &there).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bundle_knew_it_could_not_do_is_missed_all_the_same() {
    let desk = held().await;
    let missed = format!("calls miss what was not done: {BIND}");
    let again = "trunkline failover run --away-from exotel bundle.json --rehearse";
    desk.ends(3, &[&RUN[..5], &["--rehearse"]].concat()).complains(&[&missed, again]);
    let ran = desk.ends(3, &RUN);
    ran.says(&["Not done, and calls miss it", BIND]);
    ran.complains(&[&missed]);
}

/// As many addresses as Twilio takes on a list, and this is one of them.
fn full(last: &str) -> String {
    let others: Vec<String> = (1..100).map(|last| format!("44.229.228.{last}")).collect();
    format!(
        "version: 1\ntrunks:\n  contact_centre:\n    carriers: {{ exotel: {{ acl: [44.229.228.186], numbers: [\"+918040264208\"] }}, twilio: {{}} }}\n    \
         auth: ip-acl\n    acl: [{}, {last}]\n",
        others.join(", ")
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_for_which_another_has_to_go_is_missed_and_that_is_known_beforehand() {
    let desk = Desk::with(&full("44.238.177.1")).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&full("44.238.177.2"));
    let add = "twilio/contact_centre/acl/44.238.177.2/32/add";
    let said = one_line(&desk.ends(0, &PREPARE).stdout);
    assert!(said.contains(&format!("{add} is not done: it waits for")), "{said}");
    let bundle: Value = serde_json::from_str(&desk.read("bundle.json")).unwrap();
    let judged = bundle["judged"].as_array().unwrap();
    let auth =
        |one: &Value| one["answer"]["findings"].to_string().contains("is not done: it waits for a removal");
    assert!(judged.iter().filter(|one| one["direction"] == "outbound").all(auth), "{judged:#?}");
    desk.world.changes();
    desk.ends(3, &RUN).complains(&[&format!("calls miss what was not done: {add}")]);
    assert_eq!(desk.world.changes(), [""; 0], "nothing is sent that cannot be taken");
    desk.ends(0, &["apply", "--yes"]);
    desk.ends(0, &RUN);
}
