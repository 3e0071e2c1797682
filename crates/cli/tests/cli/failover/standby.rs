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

/// What was found of an aspect of an answer.
fn finding(one: &Value, aspect: &str) -> Value {
    let findings = one["answer"]["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["aspect"] == aspect).unwrap().clone()
}

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
    // Another bundle in its place would not know what to take back.
    let before = desk.read("bundle.json");
    desk.ends(2, &PREPARE).complains(&["bundle.json was carried out (run 2) and is not taken back"]);
    assert_eq!(desk.read("bundle.json"), before);
    desk.ends(0, &["failover", "back", "bundle.json", "--yes"]);
    assert!(bound(&desk, "twilio").is_empty());
    desk.ends(0, &PREPARE);
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

/// Confirms what only a person can do.
fn all_done(desk: &Desk, by_hand: &[Value]) {
    for one in by_hand {
        desk.ends(0, &["done", one["id"].as_str().unwrap()]);
    }
}

/// At home on Twilio, where addresses can be ranges; kept ready on Exotel, where they cannot.
const WIDE: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: { twilio: { numbers: [\"+14155550100\"] } }
    standby: { exotel: { numbers: [\"+918040264208\"] } }
    auth: ip-acl
    acl: [44.229.228.186, 54.172.0.0/16]
    origination: [\"sip:sbc.example.com:5061;transport=tls\"]
";
const LEFT_OUT: &str = "acl 54.172.0.0/16 is left out";

#[tokio::test(flavor = "multi_thread")]
async fn what_it_cannot_have_is_told_everywhere() {
    let desk = Desk::with(WIDE).await;
    assert!(one_line(&desk.ends(0, &["plan"]).stdout).contains(LEFT_OUT));
    desk.ends(0, &["apply", "--yes"]);
    let told = desk.json(4, &STATUS);
    assert_eq!(told[0]["ready"], false);
    let missing = told[0]["missing"].to_string();
    assert!(missing.contains(LEFT_OUT), "{missing}");
    let check = ["failover", "check", "--away-from", "twilio", "--to", "exotel"];
    let told = desk.json(0, &check);
    let mut outbound = told["asked"].as_array().unwrap().iter().filter(|one| one["direction"] == "outbound");
    assert!(outbound.all(|one| finding(one, "auth")["verdict"] == "unknown"), "{told:#}");
    let prepare = ["failover", "prepare", "--away-from", "twilio", "--to", "exotel", "-o", "bundle.json"];
    let said = one_line(&desk.ends(0, &prepare).stdout);
    assert!(said.contains("is not all that it is on twilio: acl 54.172.0.0/16"), "{said}");
    assert!(said.contains("Whether +918040264208 is a number of exotel no API tells"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_ready_while_something_is_left_to_do_by_hand_or_a_number_is_not_its_own() {
    let desk = Desk::with(&WIDE.replace(", 54.172.0.0/16", "")).await;
    desk.ends(0, &["apply", "--yes"]);
    let told = desk.json(4, &STATUS);
    let by_hand = told[0]["by_hand"].as_array().unwrap();
    assert!(by_hand.iter().any(|one| one["id"].as_str().unwrap().contains("inbound_flow")), "{told:#}");
    assert!(told[0]["missing"].to_string().contains("no API tells"), "{told:#}");
    all_done(&desk, by_hand);
    desk.ends(0, &["number", "bind", "contact_centre", "+918040264208", "--carrier", "exotel"]);
    desk.ends(0, &STATUS).says(&["contact_centre on exotel, for twilio: ready"]);

    let desk = Desk::with(&STANDBY.replace("+14155550100", "+14155559999")).await;
    desk.ends(0, &["apply", "--yes"]);
    let told = desk.json(4, &STATUS);
    assert!(told[0]["missing"].to_string().contains("+14155559999 is no number of twilio"), "{told:#}");
    desk.ends(2, &PREPARE).complains(&["+14155559999 is no number of twilio"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_too_many_keeps_no_call_away() {
    let desk = Desk::with(STANDBY).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.ends(0, &["acl", "add", "contact_centre", "54.172.60.1", "--carrier", "twilio"]);
    let told = desk.json(0, &["failover", "check", "--away-from", "exotel", "--to", "twilio"]);
    let mut outbound = told["asked"].as_array().unwrap().iter().filter(|one| one["direction"] == "outbound");
    assert!(outbound.all(|one| finding(one, "auth")["verdict"] == "yes"), "{told:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_on_exotel_is_no_yes() {
    let own = "exotel: { acl: [{ cidr: 54.172.0.0/16, exotel_allow_range: true }],";
    let desk = Desk::with(&WIDE.replace("exotel: {", own)).await;
    desk.ends(0, &["apply", "--yes"]);
    let told = desk.json(0, &["failover", "check", "--away-from", "twilio", "--to", "exotel"]);
    let mut outbound = told["asked"].as_array().unwrap().iter().filter(|one| one["direction"] == "outbound");
    assert!(outbound.all(|one| finding(one, "auth")["rule"] == "exotel-auth-range"), "{told:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_trunk_is_not_ready() {
    let desk = Desk::with(STANDBY).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&STANDBY.replace("numbers: [\"+14155550100\"]", "acl: []"));
    let told = desk.json(4, &STATUS);
    assert!(told[0]["missing"].to_string().contains("no address is to be allowed on it"), "{told:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_by_address_and_digest_at_home_becomes_ready_by_digest_alone() {
    let both_ways = WIDE.replace(", 54.172.0.0/16", "").replace("ip-acl", "both").replace(
        "standby: { exotel: { numbers: [\"+918040264208\"] } }",
        "standby: exotel\n    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]",
    );
    let mut desk = Desk::with(&both_ways).await;
    desk.world.set("AGENT_PASSWORD", "Canary1f0e2dXY");
    let said = one_line(&desk.ends(0, &["plan"]).stdout);
    assert!(said.contains("might be enough by itself") && !said.contains("see auth"), "{said}");
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(desk.acl("exotel"), [""; 0]);
    let told = desk.json(4, &STATUS);
    assert_eq!(told[0]["missing"], serde_json::json!([]), "{told:#}");
    all_done(&desk, told[0]["by_hand"].as_array().unwrap());
    desk.ends(0, &STATUS).says(&["contact_centre on exotel, for twilio: ready"]);
    let told = desk.json(0, &["failover", "check", "--away-from", "twilio", "--to", "exotel"]);
    let mut outbound = told["asked"].as_array().unwrap().iter().filter(|one| one["direction"] == "outbound");
    assert!(outbound.all(|one| finding(one, "auth")["rule"] == "exotel-auth-digest"), "{told:#}");
}

/// What is found of a number as caller id, once a bundle's plan is carried out.
fn shown(desk: &Desk, [from, to]: [&str; 2], number: &str) -> Value {
    desk.ends(0, &["failover", "prepare", "--away-from", from, "--to", to, "-o", "bundle.json"]);
    let bundle: Value = serde_json::from_str(&desk.read("bundle.json")).unwrap();
    let judged = bundle["judged"].as_array().unwrap();
    finding(judged.iter().find(|one| one["caller_id"] == number).unwrap(), "caller_id")["verdict"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_a_failover_binds_is_a_yes_only_when_it_is_known_to_be_the_accounts() {
    let desk = Desk::with(STANDBY).await;
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(shown(&desk, ["exotel", "twilio"], "+14155550100"), "yes", "Twilio tells");

    let desk = Desk::with(&WIDE.replace(", 54.172.0.0/16", "")).await;
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(shown(&desk, ["twilio", "exotel"], "+918040264208"), "unknown", "no API of Exotel tells");
    desk.ends(0, &["number", "bind", "contact_centre", "+918040264208", "--carrier", "exotel"]);
    assert_eq!(shown(&desk, ["twilio", "exotel"], "+918040264208"), "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_trunks_own_at_home_is_told_and_keeps_no_call_away() {
    let digest = WIDE
        .replace(
            "carriers: { twilio: { ",
            "carriers: { twilio: { secure: true, recording: { mode: record-from-answer }, ",
        )
        .replace(", 54.172.0.0/16", "")
        .replace("exotel: { numbers: [\"+918040264208\"] }", "exotel: {}");
    let desk = Desk::with(&digest).await;
    desk.ends(0, &["validate"])
        .complains(&["secure trunking is left out", "recording record-from-answer is left out"]);
    desk.ends(0, &["apply", "--yes"]);
    let told = desk.json(4, &STATUS);
    assert_eq!(told[0]["unlike_home"].as_array().unwrap().len(), 2, "{told:#}");
    all_done(&desk, told[0]["by_hand"].as_array().unwrap());
    let said = one_line(&desk.ends(0, &STATUS).stdout);
    assert!(said.contains("not as on twilio, calls go all the same: secure trunking is left out"), "{said}");
    let prepare = ["failover", "prepare", "--away-from", "twilio", "--to", "exotel", "-o", "bundle.json"];
    let said = one_line(&desk.ends(0, &prepare).stdout);
    assert!(said.contains("is not all that it is on twilio: recording record-from-answer"), "{said}");
}
