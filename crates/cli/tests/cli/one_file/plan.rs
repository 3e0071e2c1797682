//! `trunkline plan`.

use std::fs;

use serde_json::Value;

use super::{BOTH, Desk};
use crate::world::run_in;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_says_what_comes_and_sends_only_reads() {
    let desk = Desk::with(BOTH).await;
    let ran = desk.ends(0, &["plan"]);
    ran.says(&[
        "exotel · contact_centre",
        "twilio · contact_centre",
        "+ trunk contact_centre",
        "+ address 44.229.228.186/32",
        "+ target sip:sbc.example.com:5061;transport=tls",
        "8 to add, 0 to change, 0 to remove",
        "requests, ",
    ]);
    assert_eq!(desk.world.changes(), [""; 0]);
    assert!(!desk.folder.join(".trunkline").exists(), "a command that looks leaves nothing behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_detailed_exit_code_is_0_2_or_4() {
    let desk = Desk::with(BOTH).await;
    desk.ends(4, &["plan", "--detailed-exitcode"]);
    desk.ends(0, &["apply", "--yes"]);
    let empty = desk.ends(0, &["plan", "--detailed-exitcode"]);
    empty.says(&["Nothing to do", "by hand: "]);
    desk.write("version: 1\ntrunks: {t1: {carriers: [nobody]}}\n");
    desk.ends(2, &["plan", "--detailed-exitcode"]).complains(&["nobody"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_that_fails_is_1() {
    let mut desk = Desk::with(BOTH).await;
    desk.world.set("EXOTEL_API_TOKEN", "wrong");
    desk.ends(1, &["plan", "--detailed-exitcode"]).complains(&["401", "nothing was changed"]);
    desk.ends(1, &["drift"]);
    desk.world.variables.retain(|(name, _)| *name != "EXOTEL_API_TOKEN");
    desk.ends(2, &["plan"]).complains(&["EXOTEL_API_TOKEN"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_is_the_plan_and_the_same_each_time() {
    let desk = Desk::with(BOTH).await;
    let plan = desk.json(0, &["plan", "--out", "plan.json"]);
    assert_eq!(plan["version"], 1);
    assert_eq!(plan["accounts"][0]["trunks"][0]["steps"][0]["change"]["do"], "create_trunk");
    let saved: Value = serde_json::from_str(&desk.read("plan.json")).unwrap();
    assert_eq!(saved, plan);
    assert_eq!(desk.json(0, &["plan"]), plan);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_alone_is_planned() {
    let desk = Desk::with(BOTH).await;
    let plan = desk.json(0, &["plan", "--carrier", "twilio"]);
    assert_eq!(plan["accounts"].as_array().unwrap().len(), 1);
    assert_eq!(plan["accounts"][0]["profile"], "twilio");
    assert!(desk.world.sim.requests().iter().all(|request| !request.path.contains("acme1")));
    desk.ends(2, &["plan", "--carrier", "vonage"]).complains(&["vonage", "exotel, twilio"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn markdown_is_a_table_for_each_trunk_without_colours() {
    let desk = Desk::with(BOTH).await;
    let ran = desk.run_with(&[("CLICOLOR_FORCE", "1")], &["plan", "--markdown"]);
    ran.expect(0);
    ran.says(&[
        "### exotel · contact\\_centre",
        "| `+` | address `44.229.228.186/32` |",
        "13 requests, under a second",
        "calls come in only once a person has made a Flow in the dashboard",
    ]);
    assert!(!ran.stdout.contains('\u{1b}'));
    desk.ends(0, &["apply", "--yes"]);
    desk.ends(0, &["plan", "--markdown"])
        .says(&["- [ ] **by hand:**", "`trunkline done exotel/contact_centre/"]);
    desk.ends(2, &["plan", "--markdown", "--json"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_are_for_those_who_want_them() {
    let desk = Desk::with(BOTH).await;
    let coloured =
        |more: &[(&'static str, &str)]| desk.run_with(more, &["plan"]).stdout.contains("\u{1b}[32m+");
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured(&[]), "this is no terminal");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_elsewhere_has_its_store_beside_it() {
    let desk = Desk::with(BOTH).await;
    let elsewhere = crate::world::folder();
    let path = desk.folder.join("trunkline.yaml");
    let path = path.to_str().unwrap();
    let run = |args: &[&str]| run_in(&elsewhere, &desk.world.variables, args, "");
    run(&["plan", path]).expect(0);
    run(&["apply", path, "--yes"]).expect(0);
    assert!(desk.folder.join(".trunkline/state.db").exists());
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    run(&["apply", path, "--yes", "--store", "other.db"]).expect(2);
    run(&["history", "--config", path]).says(&["apply", path, "done"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_takes_long_is_said_beforehand() {
    let addresses: Vec<String> = (0..2048).map(|n| format!("44.0.{}.{}", n / 256, n % 256)).collect();
    let text = BOTH.replace("44.229.228.186, 44.238.177.138", &addresses.join(", "));
    let desk = Desk::with(&text.replace(", twilio", "")).await;
    desk.ends(0, &["plan"]).says(&["2051 requests, about 10 minutes"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn there_has_to_be_a_file() {
    let desk = Desk::with(BOTH).await;
    fs::remove_file(desk.folder.join("trunkline.yaml")).unwrap();
    for command in [&["plan"][..], &["apply", "--yes"], &["drift"], &["done", "x"]] {
        desk.ends(2, command).complains(&["trunkline.yaml"]);
    }
    assert!(desk.world.sim.requests().is_empty());
}
