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
