//! `trunkline failover check`: no promise that is not kept.

use serde_json::Value;

use super::{NUMBERS, PREPARE, applied, one_line};
use crate::one_file::Desk;

const TO_TWILIO: [&str; 6] = ["failover", "check", "--away-from", "exotel", "--to", "twilio"];

/// The answers to the questions that fit.
fn answers(told: &Value, direction: &str, caller_id: &str) -> Vec<String> {
    let asked = told["asked"].as_array().unwrap().iter();
    let fits = asked.filter(|one| one["direction"] == direction && one["caller_id"] == caller_id);
    fits.map(|one| one["answer"]["verdict"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_indian_number_is_kept_in_neither_direction() {
    let desk = applied().await;
    let ran = desk.ends(0, &[&TO_TWILIO[..], &["--destination", "IN"]].concat());
    let said = one_line(&ran.stdout);
    for part in [
        "an Indian caller ID cannot be kept",
        "https://static1.twilio.com/en-us/guidelines/in/voice",
        "Twilio has no domestic Indian numbers",
    ] {
        assert!(said.contains(part), "{part:?} in\n{}", ran.stdout);
    }
    let told = desk.json(0, &[&TO_TWILIO[..], &["--destination", "IN"]].concat());
    assert_eq!(answers(&told, "outbound", "+918040264208"), ["no"]);
    assert_eq!(answers(&told, "inbound", "+918040264208"), ["no"]);
    assert_eq!(answers(&told, "outbound", "+14155550100"), ["unknown"], "nobody said that it may be called");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_yes_once_everything_is_known() {
    let desk = applied().await;
    let said = ["--destination", "IN", "--permitted", "IN", "--codec", "PCMU", "--signalling", "tls"];
    let all = [&TO_TWILIO[..], &said, &["--media", "rtp"]].concat();
    let told = desk.json(0, &all);
    assert_eq!(answers(&told, "outbound", "+14155550100"), ["yes"], "{told:#}");
    for left_out in ["--permitted", "--codec", "--media"] {
        let at = all.iter().position(|word| *word == left_out).unwrap();
        let less = [&all[..at], &all[at + 2..]].concat();
        let told = desk.json(0, &less);
        assert_eq!(answers(&told, "outbound", "+14155550100"), ["unknown"], "without {left_out}: {told:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_account_lacks_is_a_no() {
    let desk = applied().await;
    desk.write(&NUMBERS.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    let said = ["--destination", "IN", "--permitted", "IN", "--codec", "PCMU", "--signalling", "tls"];
    let told = desk.json(0, &[&TO_TWILIO[..], &said, &["--media", "rtp"]].concat());
    assert_eq!(answers(&told, "outbound", "+14155550100"), ["no"], "an address is not allowed there yet");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_carrier_that_fails_is_not_asked() {
    let desk = applied().await;
    desk.ends(0, &[&TO_TWILIO[..], &["--destination", "US"]].concat());
    let asked = desk.world.sim.requests();
    assert!(!asked.is_empty());
    assert!(asked.iter().all(|seen| seen.carrier == Some(trunkline_sim::Carrier::Twilio)), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_way_round_an_american_number_is_no_exophone() {
    let desk = applied().await;
    let args = ["failover", "check", "--away-from", "twilio", "--to", "exotel", "--destination", "IN"];
    let told = desk.json(0, &args);
    assert_eq!(answers(&told, "outbound", "+14155550100"), ["no"]);
    assert_eq!(answers(&told, "inbound", "+14155550100"), ["no"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_whose_numbers_are_not_in_the_file_is_named() {
    let desk = Desk::with(super::super::one_file::BOTH).await;
    desk.ends(0, &TO_TWILIO).says(&["exotel/contact_centre: the file does not say which numbers it has"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_before_anything_is_sent() {
    let desk = applied().await;
    for (args, says) in [
        (&["--to", "twilo"][..], "no trunk of the file is on \"twilo\""),
        (&["--destination", "India"], "two letters such as IN"),
        (&["--codec", "G.711"], "is none of PCMU"),
        (&["--verified", "080402"], "country code"),
    ] {
        desk.ends(2, &[&["failover", "check"], args].concat()).complains(&[says]);
    }
    assert!(desk.world.sim.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_was_said_to_allow_is_said_of_that_account() {
    let desk = applied().await;
    for said in [["--permitted", "IN"], ["--verified", "+918040264208"]] {
        desk.ends(2, &[&["failover", "check"], &said[..]].concat()).complains(&["--to <PROFILE>"]);
    }
    assert!(desk.world.sim.requests().is_empty());
}

const ALL_SAID: [&str; 10] =
    ["--destination", "IN", "--permitted", "IN", "--codec", "PCMU", "--signalling", "tls", "--media", "rtp"];

/// The verdict on the American number as caller id, once everything is said and the file is this.
async fn once(file: &str) -> String {
    let desk = applied().await;
    desk.write(file);
    let told = desk.json(0, &[&TO_TWILIO[..], &ALL_SAID].concat());
    answers(&told, "outbound", "+14155550100").concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_that_lets_nobody_in_is_a_no() {
    assert_eq!(once(NUMBERS).await, "yes");
    assert_eq!(once(&NUMBERS.replace("acl: [44.229.228.186]", "acl: []")).await, "no");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_way_of_telling_does_not_need_counts_for_nothing() {
    // The addresses are as the file says; that calls have credentials nobody wrote.
    assert_ne!(once(&NUMBERS.replace("ip-acl", "both")).await, "yes");
    let no_acl = NUMBERS.replace("    acl: [44.229.228.186]\n", "");
    assert_eq!(once(&no_acl).await, "unknown");
    assert_eq!(once(&no_acl.replace("ip-acl", "digest")).await, "unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_that_is_reached_in_another_way_is_no_yes() {
    let desk = applied().await;
    for (signalling, verdict) in [("tls", "yes"), ("udp", "unknown")] {
        let told = desk.json(0, &[&TO_TWILIO[..], &["--signalling", signalling]].concat());
        assert_eq!(targets(&told["asked"])["verdict"], verdict, "{signalling}");
    }
}

/// What was found of the targets for the first inbound question.
fn targets(asked: &Value) -> Value {
    let mut asked = asked.as_array().unwrap().iter();
    let inbound = asked.find(|one| one["direction"] == "inbound").unwrap();
    let mut findings = inbound["answer"]["findings"].as_array().unwrap().iter();
    findings.find(|one| one["aspect"] == "targets").unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_target_besides_takes_the_calls() {
    let desk = applied().await;
    assert_eq!(targets(&desk.json(0, &TO_TWILIO)["asked"])["verdict"], "yes");
    let other = "sip:other.example.com:5061;transport=tls";
    desk.ends(0, &["origination", "add", "contact_centre", other, "--priority", "1", "--carrier", "twilio"]);
    let found = targets(&desk.json(0, &TO_TWILIO)["asked"]);
    assert_eq!(found["verdict"], "no");
    assert!(
        found.to_string().contains("1 steps are left, such as twilio/contact_centre/origination/"),
        "{found}"
    );
    // A failover leaves it there.
    let found = targets(&desk.json(0, &PREPARE)["judged"]);
    assert_eq!(found["verdict"], "no");
    assert!(found.to_string().contains("is not done: a failover removes nothing"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_other_account_has_is_its_caller_id_before_it_is_bound() {
    let standby = "\
version: 1
trunks:
  contact_centre:
    carriers: { exotel: { numbers: [\"+918040264208\"] } }
    standby: { twilio: { numbers: [\"+14155550100\"] } }
    auth: ip-acl
    acl: [44.229.228.186]
";
    let desk = Desk::with(standby).await;
    desk.ends(0, &["apply", "--yes"]);
    let told = desk.json(0, &["failover", "check", "--away-from", "exotel", "--to", "twilio"]);
    let asked = told["asked"].as_array().unwrap();
    let shown = |number: &str| {
        let one =
            asked.iter().find(|one| one["direction"] == "outbound" && one["caller_id"] == number).unwrap();
        let findings = one["answer"]["findings"].as_array().unwrap();
        findings.iter().find(|finding| finding["aspect"] == "caller_id").unwrap()["verdict"].clone()
    };
    assert_eq!((shown("+14155550100"), shown("+918040264208")), ("yes".into(), "no".into()));
}
