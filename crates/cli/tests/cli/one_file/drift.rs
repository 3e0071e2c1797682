//! `trunkline drift`.

use super::{BOTH, Desk};

#[tokio::test(flavor = "multi_thread")]
async fn each_difference_is_a_line_and_the_exit_code_tells() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    let none = desk.ends(0, &["drift"]);
    assert_eq!((none.stdout.as_str(), none.stderr.as_str()), ("", ""));
    assert_eq!(desk.json(0, &["drift"]), serde_json::json!([]));

    desk.ends(0, &["acl", "add", "contact_centre", "54.172.60.1", "--carrier", "twilio"]);
    desk.ends(0, &["acl", "remove", "contact_centre", "44.238.177.138", "--carrier", "exotel", "--yes"]);
    desk.world.changes();
    let two = desk.ends(4, &["drift"]);
    let lines: Vec<&str> = two.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{}", two.stdout);
    for part in ["exotel", "contact_centre", "44.238.177.138/32"] {
        assert!(lines[0].contains(part), "{part} in {}", lines[0]);
    }
    for part in ["twilio", "contact_centre", "54.172.60.1/32"] {
        assert!(lines[1].contains(part), "{part} in {}", lines[1]);
    }
    assert_eq!(two.stderr, "");
    let json = desk.json(4, &["drift"]);
    assert_eq!(json.as_array().unwrap().len(), 2);
    assert_eq!((&json[0]["profile"], &json[1]["profile"]), (&"exotel".into(), &"twilio".into()));
    assert_eq!(json[1]["why"], "not in the file");
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_file_is_2() {
    let desk = Desk::with("trunks: {").await;
    desk.ends(2, &["drift"]);
    assert!(desk.world.sim.requests().is_empty());
}
