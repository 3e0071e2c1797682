//! `trunkline migrate verify --probe`, against peers in this process.

use std::fs;

use super::Move;
use crate::probe::peer;

/// From another account on Twilio, which takes targets on this machine.
async fn prepared(target: &str) -> Move {
    let moving = Move::begin().await;
    let old = &moving.world.sim.fixture().twilio[1];
    fs::write(moving.folder.join("old.token"), &old.auth_token).unwrap();
    let account = format!(
        "kind: twilio, account: {}, auth_token: {{ file: old.token }}, base_url: \"{}\"",
        old.account_sid,
        moving.world.sim.twilio_url()
    );
    fs::write(moving.folder.join("trunkline.yaml"), format!("carriers:\n  old: {{ {account} }}\n")).unwrap();
    for args in [
        &["trunk", "create", "voice", "--carrier", "old"][..],
        &["acl", "add", "voice", "52.9.9.9", "--carrier", "old"],
        &["origination", "add", "voice", target, "--carrier", "old"],
    ] {
        moving.inside(args).expect(0);
    }
    moving.ends(0, &["prepare", "--from", "old", "--to", "twilio", "--yes", "--settle", "0s"]);
    moving
}

#[tokio::test(flavor = "multi_thread")]
async fn targets_that_take_calls_are_as_asked() {
    let target = peer("200 OK");
    let moving = prepared(&target).await;
    moving
        .ends(0, &["verify", "--probe"])
        .says(&[&format!("{target} is alive"), "is as asked. Next: trunkline migrate cutover 1"]);
    let said = moving.json(&["verify", "--probe"]);
    assert_eq!(said["probes"][0]["health"], "alive");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_takes_none_is_not() {
    let target = peer("503 Service Unavailable");
    let moving = prepared(&target).await;
    moving.ends(4, &["verify", "--probe"]).says(&[&format!("{target} is unhealthy")]);
    assert_eq!(moving.stage("1"), "prepared");
    // Nobody asked.
    moving.ends(0, &["verify"]);
}
