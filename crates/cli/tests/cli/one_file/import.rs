//! `trunkline import`.

use std::fs;

use super::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_right_after_an_import_is_empty() {
    let desk = Desk::with("").await;
    fs::remove_file(desk.folder.join("trunkline.yaml")).unwrap();
    for carrier in ["exotel", "twilio"] {
        for command in [
            &["trunk", "create", "contact_centre"][..],
            &["acl", "add", "contact_centre", "44.229.228.186"],
            &["origination", "add", "contact_centre", "sip:sbc.example.com:5061;transport=tls"],
            &["trunk", "create", "other"],
        ] {
            desk.ends(0, &[command, &["--carrier", carrier]].concat());
        }
    }
    desk.world.changes();
    let printed =
        desk.ends(0, &["import", "--carrier", "exotel", "--carrier", "twilio", "--trunk", "contact_centre"]);
    printed.says(&["contact_centre", "44.229.228.186"]);
    assert!(!printed.stdout.contains("other"));

    let json = desk.json(0, &["import", "--carrier", "exotel", "--trunk", "other"]);
    assert_eq!((&json["trunks"][0]["name"], &json["left_out"]), (&"other".into(), &serde_json::json!([])));
    assert!(json["file"].as_str().unwrap().contains("version: 1"));

    desk.ends(0, &["import", "--carrier", "exotel", "--carrier", "twilio", "--out", "trunkline.yaml"]);
    assert!(desk.read("trunkline.yaml").contains("other"));
    let plan = desk.ends(0, &["plan", "--detailed-exitcode"]);
    plan.says(&["Nothing to do"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_not_written_over() {
    let desk = Desk::with("version: 1\n").await;
    desk.ends(2, &["import", "--carrier", "exotel", "--out", "trunkline.yaml"])
        .complains(&["trunkline.yaml"]);
    assert_eq!(desk.read("trunkline.yaml"), "version: 1\n");
    desk.ends(2, &["import"]).complains(&["--carrier"]);
    desk.ends(2, &["import", "--carrier", "vonage"]).complains(&["vonage"]);
    desk.ends(1, &["import", "--carrier", "exotel", "--trunk", "nowhere"]).complains(&["nowhere"]);
}
