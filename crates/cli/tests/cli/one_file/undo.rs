//! `trunkline undo`.

use super::{BOTH, Desk};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_taken_back() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace("44.238.177.138", "44.238.177.138, 54.172.60.1"));
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(desk.acl("exotel").len(), 3);
    desk.world.changes();

    desk.ends(2, &["undo", "2"]).complains(&["--yes"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    let undone = desk.ends(0, &["undo", "2", "--yes"]);
    undone.says(&["- address 54.172.60.1/32"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), ["44.229.228.186/32", "44.238.177.138/32"]);
    }
    desk.ends(0, &["history"]).says(&["undo of run 2"]);
    desk.ends(0, &["undo", "2", "--yes"]).says(&["Nothing of it"]);

    let again = desk.json(0, &["undo", "3", "--yes"]);
    assert_eq!((&again["outcome"], &again["not_undone"]), (&"done".into(), &serde_json::json!([])));
    assert_eq!(desk.acl("exotel").len(), 3, "an undo is a run, and can be taken back");
    desk.ends(2, &["undo", "9", "--yes"]).complains(&["no run 9"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_back_what_was_created_needs_its_flag() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.world.changes();
    desk.ends(2, &["undo", "1", "--yes"]).complains(&["--allow delete-trunk"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}
