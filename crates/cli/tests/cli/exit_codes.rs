//! The table of exit codes, one test each.

use serde_json::json;

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn done_is_0() {
    let world = World::start().await;
    world.run(&["trunk", "list"]).expect(0);
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_is_1() {
    let world = World::start().await;
    for carrier in ["exotel", "twilio"] {
        let ran = world.run(&["trunk", "show", "nowhere", "--carrier", carrier, "--json"]);
        ran.expect(1);
        assert_eq!(ran.error()["kind"], "not_found");
        assert_eq!(ran.error()["effect"], "none");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_input_is_2() {
    let world = World::start().await;
    world.run(&["trunk", "create", "no spaces", "--carrier", "exotel"]).expect(2);
    world.run(&["trunk", "fly"]).expect(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_carrier_finds_invalid_was_sent_and_is_1() {
    let world = World::start().await;
    let ran = world.run(&["trunk", "create", "t1", "--nso-code", "x y", "--carrier", "exotel", "--json"]);
    ran.expect(1);
    assert_eq!((&ran.error()["kind"], &ran.error()["http_status"]), (&"invalid_input".into(), &400.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn partly_done_is_3() {
    let world = World::start().await;
    for carrier in ["exotel", "twilio"] {
        world.done(&["trunk", "create", "t1", "--carrier", carrier]);
        world.done(&["acl", "add", "t1", "44.229.228.186", "--carrier", carrier]);
        let both = ["acl", "add", "t1", "44.238.177.138", "44.229.228.186", "--carrier", carrier];
        let ran = world.run(&[&both[..], &["--json"]].concat());
        ran.expect(3);
        let done: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(done[0]["value"]["cidr"], "44.238.177.138/32", "what was done is on standard output");
        assert_eq!(ran.error()["kind"], "already_exists");
        assert_eq!(ran.error()["effect"], "partial");
        assert_eq!(ran.error()["done"][0]["action"], json!("created"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn differences_are_4() {
    let desk = crate::one_file::Desk::with(crate::one_file::BOTH).await;
    desk.ends(4, &["drift"]);
    desk.ends(4, &["plan", "--detailed-exitcode"]);
    desk.ends(0, &["plan"]);
}

/// A device that is always full stands for any standard output that cannot be written.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_and_cannot_be_printed_is_not_said_to_be_nothing() {
    let world = World::start().await;
    let output = std::process::Command::new(assert_cmd::cargo::cargo_bin!("trunkline"))
        .args(["trunk", "create", "t1", "--carrier", "exotel", "--json"])
        .env_clear()
        .envs(world.variables.iter().cloned())
        .current_dir(crate::world::folder())
        .stdout(std::fs::File::options().write(true).open("/dev/full").unwrap())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3));
    let error: serde_json::Value = serde_json::from_slice(&output.stderr).unwrap();
    let id = world.json(&["trunk", "list", "--carrier", "exotel"])[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(error["effect"], "applied");
    assert!(error["message"].as_str().unwrap().contains(&format!("created trunk {id}")), "{error}");
}
