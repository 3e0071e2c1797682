//! `trunkline failover run`.

use trunkline_sim::{Carrier, Fault, Faults, Rule, When};

use super::{NUMBERS, PREPARE, RUN, applied, behind, one_line};
use crate::one_file::Desk;

const BOTH_ADDRESSES: [&str; 2] = ["44.229.228.186/32", "44.238.177.138/32"];

fn asked_of_exotel(desk: &Desk) -> usize {
    let asked = desk.world.sim.requests();
    asked.iter().filter(|seen| seen.carrier == Some(Carrier::Exotel)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_carried_out_from_the_bundle_alone() {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    // Neither the file nor the failing account is needed.
    std::fs::remove_file(desk.folder.join("trunkline.yaml")).unwrap();
    desk.world.sim.clear_requests();
    let ran = desk.ends(0, &RUN);
    ran.says(&[
        "+ address 44.238.177.138/32",
        "Done: 1 steps",
        "By whoever runs the SBC",
        "exotel was not asked",
    ]);
    assert_eq!(asked_of_exotel(&desk), 0);
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES);
    let history = desk.json(0, &["history"]);
    assert!(
        history[0]["what"].as_str().unwrap().starts_with("failover from exotel to twilio ("),
        "{history:#}"
    );
    desk.world.changes();
    desk.ends(0, &RUN).says(&["Nothing is left to do on twilio"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_without_the_journal_and_on_another_machine() {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    std::fs::remove_dir_all(desk.folder.join(".trunkline")).unwrap();
    desk.ends(0, &RUN);
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_is_one_document() {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    let told = desk.json(0, &RUN);
    assert_eq!(told["report"]["outcome"], "done");
    assert_eq!(told["second_look"]["accounts"][0]["trunks"][0]["steps"], serde_json::json!([]));
    assert!(!told["checklist"].as_array().unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_secret_that_is_missing_is_named_before_the_first_call() {
    let digest = NUMBERS.replace("ip-acl", "digest").replace(
        "    acl: [44.229.228.186]\n",
        "    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]\n",
    );
    let mut desk = Desk::with(&digest).await;
    desk.ends(0, &PREPARE);
    desk.world.sim.clear_requests();
    desk.world.set("TWILIO_AUTH_TOKEN", "");
    desk.ends(2, &RUN).complains(&["TWILIO_AUTH_TOKEN", "AGENT_PASSWORD"]);
    assert!(desk.world.sim.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_for_another_failure_is_refused() {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    desk.world.sim.clear_requests();
    let args = ["failover", "run", "--away-from", "twilio", "bundle.json", "--yes"];
    desk.ends(2, &args).complains(&["is for the failure of exotel, not of twilio"]);
    let text = desk.read("bundle.json");
    for (from, to, says) in [
        (
            "\"version\": 2,\n  \"id\"",
            "\"version\": 1,\n  \"id\"",
            "has version 1; this program carries out version 2: prepare it again with trunkline failover prepare",
        ),
        ("\"checklist\"", "\"cheklist\"", "is no bundle that can be read"),
        (
            "      \"profile\": \"twilio\"",
            "      \"profile\": \"exotel\"",
            "is not the account that takes over",
        ),
    ] {
        std::fs::write(desk.folder.join("bundle.json"), text.replacen(from, to, 1)).unwrap();
        desk.ends(2, &RUN).complains(&[says]);
    }
    assert!(desk.world.sim.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_foresaw_is_done_only_when_asked_for() {
    let desk = applied().await;
    desk.ends(0, &PREPARE);
    desk.ends(0, &["number", "unbind", "contact_centre", "+14155550100", "--carrier", "twilio", "--yes"]);
    desk.world.changes();
    desk.ends(2, &RUN)
        .complains(&["not in the bundle: twilio/contact_centre/numbers/+14155550100/bind", "--replan"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    desk.ends(0, &[&RUN[..], &["--replan"]].concat()).says(&["+ number +14155550100"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_is_gone_on_with_when_asked_for() {
    let desk = cut_off().await;
    desk.ends(2, &RUN).complains(&[
        "run 2 of this bundle was not finished",
        "trunkline failover run --away-from exotel bundle.json --resume",
        "trunkline failover run --away-from exotel bundle.json --replan",
    ]);
    assert_eq!(desk.world.changes(), [""; 0], "nothing is done unasked");
    desk.ends(2, &["apply", "--resume"]).complains(&["nothing to resume"]);
    assert_eq!(desk.world.changes(), [""; 0], "it is no apply");
    desk.ends(0, &[&RUN[..], &["--resume", "--settle", "0s"]].concat()).complains(&["going on with it"]);
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES);
    assert_eq!(desk.json(0, &["history"]).as_array().unwrap().len(), 2, "it is the same run");
    desk.ends(2, &[&RUN[..], &["--resume"]].concat())
        .complains(&["no run of this bundle was left unfinished"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn or_it_is_planned_anew() {
    let desk = cut_off().await;
    desk.ends(0, &["acl", "add", "contact_centre", "44.238.177.138", "--carrier", "twilio"]);
    desk.ends(0, &["number", "unbind", "contact_centre", "+14155550100", "--carrier", "twilio", "--yes"]);
    desk.ends(0, &[&RUN[..], &["--replan"]].concat()).says(&["+ number +14155550100", "Done: 1 steps"]);
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES);
    assert_eq!(desk.json(0, &["history"]).as_array().unwrap().len(), 3, "it is another run");
    desk.ends(0, &RUN).says(&["Nothing is left to do on twilio"]);
}

/// A bundle whose run failed.
async fn cut_off() -> Desk {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    let lost = Rule::new(Carrier::Twilio, "CreateSipIpAddress", Fault::ResetBefore).when(When::First(50));
    desk.world.sim.faults().set(Faults::none().with_rule(lost)).unwrap();
    let ran = desk.run(&RUN);
    assert!(matches!(ran.code, Some(1 | 3)), "{:?} {}", ran.code, ran.stderr);
    ran.complains(&["go on with: trunkline failover run --away-from exotel bundle.json --resume"]);
    desk.world.sim.faults().clear().unwrap();
    desk.world.changes();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_asks_no_carrier() {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    desk.world.sim.clear_requests();
    let rehearse = ["failover", "run", "--away-from", "exotel", "bundle.json", "--rehearse"];
    let said = one_line(&desk.ends(0, &rehearse).stdout);
    assert!(said.contains("Rehearsed on a simulator") && said.contains("1 steps"), "{said}");
    assert!(said.contains("0 requests to exotel. No carrier was asked."), "{said}");
    assert!(desk.world.sim.requests().is_empty());
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES[..1], "nothing was changed");
    let told = desk.json(0, &rehearse);
    assert_eq!(told["requests_to_failing"], 0);
    assert_eq!(told["wrong"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_that_is_not_there_yet_can_be_rehearsed_and_built() {
    let desk = Desk::with(NUMBERS).await;
    let said = one_line(&desk.ends(0, &PREPARE).stdout);
    assert!(said.contains("is not built on twilio yet"), "{said}");
    desk.ends(0, &["failover", "run", "--away-from", "exotel", "bundle.json", "--rehearse"]);
    // What it is called at is known once it is there, also to whoever asks later.
    for _ in 0..2 {
        let said = one_line(&desk.ends(0, &RUN).stdout);
        assert!(
            said.contains("Send calls for contact_centre on twilio to: domain contact-centre-"),
            "{said}"
        );
    }
    let told = desk.json(0, &RUN);
    assert!(told["created"][0]["termination"]["domain"].is_string(), "{told:#}");
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES[..1]);
    assert_eq!(asked_of_exotel(&desk), 0);

    let desk = Desk::with(NUMBERS).await;
    desk.ends(0, &["failover", "prepare", "--away-from", "twilio", "--to", "exotel", "-o", "bundle.json"]);
    let run = ["failover", "run", "--away-from", "twilio", "bundle.json", "--yes"];
    let said = one_line(&desk.ends(0, &run).stdout);
    assert!(said.contains("Send calls for contact_centre on exotel to: domain"), "{said}");
    assert!(said.contains("sip:tr"), "the Flow dials the trunk by what Exotel calls it: {said}");
    let told = desk.json(0, &run);
    assert!(told["manual"].to_string().contains("inbound_flow"), "{told:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_told_also_when_nobody_can_look_again() {
    let looks = |desk: &Desk| {
        let seen = desk.world.sim.requests();
        u64::try_from(seen.iter().filter(|seen| seen.operation == Some("ListTrunk")).count()).unwrap()
    };
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    desk.world.sim.clear_requests();
    desk.ends(0, &RUN);
    let all = looks(&desk);

    let desk = behind().await;
    desk.ends(0, &PREPARE);
    let lost = Rule::new(Carrier::Twilio, "ListTrunk", Fault::ResetBefore)
        .when(When::Requests((all..all + 50).collect()));
    desk.world.sim.faults().set(Faults::none().with_rule(lost)).unwrap();
    let ran = desk.ends(3, &RUN);
    ran.says(&["Done: 1 steps", "By whoever runs the SBC"]);
    ran.complains(&["what came before that is done; go on with: trunkline failover run"]);
    desk.world.sim.faults().clear().unwrap();
    assert_eq!(desk.acl("twilio"), BOTH_ADDRESSES);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_journal_is_the_files_wherever_the_bundle_is() {
    let desk = behind().await;
    desk.ends(0, &PREPARE);
    let elsewhere = desk.folder.join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    std::fs::rename(desk.folder.join("bundle.json"), elsewhere.join("bundle.json")).unwrap();
    desk.ends(0, &["failover", "run", "--away-from", "exotel", "elsewhere/bundle.json", "--yes"]);
    assert!(!elsewhere.join(".trunkline").exists());
    assert_eq!(desk.json(0, &["history"]).as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rehearsal_has_only_the_numbers_that_were_seen() {
    let desk = applied().await;
    desk.ends(0, &["number", "unbind", "contact_centre", "+918040264208", "--carrier", "exotel", "--yes"]);
    let prepare = ["failover", "prepare", "--away-from", "twilio", "--to", "exotel", "-o", "bundle.json"];
    desk.ends(0, &prepare);
    let rehearse = ["failover", "run", "--away-from", "twilio", "bundle.json", "--rehearse"];
    desk.ends(1, &rehearse).complains(&["+918040264208 was not seen to be a number of exotel"]);
    // Twilio says whose a number is, and so it is there.
    desk.ends(0, &["number", "unbind", "contact_centre", "+14155550100", "--carrier", "twilio", "--yes"]);
    desk.ends(0, &PREPARE);
    desk.ends(0, &["failover", "run", "--away-from", "exotel", "bundle.json", "--rehearse"]);
}
