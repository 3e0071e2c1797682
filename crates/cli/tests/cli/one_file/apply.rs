//! `trunkline apply`, when nothing goes wrong.

use super::{BOTH, Desk};

const ADDRESSES: [&str; 2] = ["44.229.228.186/32", "44.238.177.138/32"];

#[tokio::test(flavor = "multi_thread")]
async fn what_the_file_says_becomes_true_on_both_carriers() {
    let desk = Desk::with(BOTH).await;
    let ran = desk.ends(0, &["apply", "--yes"]);
    ran.says(&["+ trunk contact_centre", "Done", "by hand: ", "trunkline history show 1"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), ADDRESSES);
    }
    desk.world.changes();
    desk.ends(0, &["apply", "--yes"]).says(&["Nothing to do"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    assert_eq!(desk.json(0, &["history"]).as_array().unwrap().len(), 1, "nothing to do is no run");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_json_is_one_document_with_each_step() {
    let desk = Desk::with(BOTH).await;
    let report = desk.json(0, &["apply", "--yes"]);
    assert_eq!(report["outcome"], "done");
    assert_eq!(report["number"], 1);
    let steps = report["steps"].as_array().unwrap();
    assert!(steps.len() >= 8, "{report:#}");
    for created in report["created"].as_array().unwrap() {
        let carrier = created["profile"].as_str().unwrap();
        let shown = desk.json(0, &["trunk", "show", "contact_centre", "--carrier", carrier]);
        assert_eq!(created["termination"], shown["trunk"]["termination"]);
    }
    assert_eq!(report["created"].as_array().unwrap().len(), 2);
    assert_eq!(desk.json(0, &["apply", "--yes"])["created"], serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_changed_without_a_word() {
    let desk = Desk::with(BOTH).await;
    let ran = desk.ends(2, &["apply"]);
    ran.complains(&["--yes"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    assert!(!desk.folder.join(".trunkline").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_something_is_refused_until_it_is_allowed() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace("44.229.228.186, 44.238.177.138", ""));
    desk.world.changes();
    desk.ends(0, &["plan"]).says(&[
        "- address 44.238.177.138/32",
        "not in the file",
        "refused without --allow empty-acl",
    ]);
    desk.ends(2, &["apply", "--yes"]).complains(&["--allow empty-acl"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    assert_eq!(desk.json(0, &["history"]).as_array().unwrap().len(), 1, "what is refused is no run");

    desk.ends(0, &["apply", "--yes", "--allow", "empty-acl", "--allow", "change-auth-mode"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_trunk_that_it_created_the_file_is_edited_and_applied() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace(", 44.238.177.138", ""));
    desk.ends(0, &["apply", "--yes"]).says(&["- address 44.238.177.138/32", "not in the file"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), ADDRESSES[..1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_trunk_that_was_taken_over_what_is_not_in_the_file_goes_by_a_flag_the_first_time() {
    let adopted = BOTH.replace("    auth", "    adopt: true\n    auth");
    let desk = Desk::with(&adopted).await;
    for carrier in ["exotel", "twilio"] {
        desk.ends(0, &["trunk", "create", "contact_centre", "--carrier", carrier]);
        desk.ends(0, &["acl", "add", "contact_centre", "54.172.60.1", "--carrier", carrier]);
    }
    desk.world.changes();
    desk.ends(0, &["plan"]).says(&[
        "- address 54.172.60.1/32",
        "not in the file",
        "refused without --allow remove-unlisted",
    ]);
    desk.ends(2, &["apply", "--yes"]).complains(&["--allow remove-unlisted"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    desk.ends(0, &["apply", "--yes", "--allow", "remove-unlisted"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), ADDRESSES);
    }

    desk.write(&adopted.replace(", 44.238.177.138", ""));
    desk.ends(0, &["apply", "--yes"]).says(&["- address 44.238.177.138/32", "not in the file"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), ADDRESSES[..1]);
    }

    // Who loses the store is asked once more.
    std::fs::remove_dir_all(desk.folder.join(".trunkline")).unwrap();
    desk.ends(0, &["acl", "add", "contact_centre", "54.172.60.1", "--carrier", "exotel"]);
    desk.ends(2, &["apply", "--yes"]).complains(&["--allow remove-unlisted"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_to_send_calls_is_said_of_a_trunk_that_is_new() {
    let desk = Desk::with(BOTH).await;
    let shown = |carrier| desk.json(0, &["trunk", "show", "contact_centre", "--carrier", carrier]);
    let ran = desk.ends(0, &["apply", "--yes"]);
    for carrier in ["exotel", "twilio"] {
        let termination = &shown(carrier)["trunk"]["termination"];
        let start = format!("Send calls for contact_centre on {carrier} (");
        let line = ran.stdout.lines().find(|line| line.starts_with(&start)).unwrap();
        let edges = termination["edges"].as_array().unwrap().iter().map(|edge| &edge["host"]);
        for host in edges.chain([&termination["domain"]]) {
            assert!(line.contains(host.as_str().unwrap()), "{host} in {line}");
        }
    }
    desk.write(&BOTH.replace(", 44.238.177.138", ""));
    let again = desk.ends(0, &["apply", "--yes"]);
    assert!(!again.stdout.contains("Send calls"), "no trunk is new: {}", again.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_that_is_none_is_refused_with_those_there_are() {
    let desk = Desk::with(BOTH).await;
    desk.ends(2, &["apply", "--yes", "--allow", "everything"])
        .complains(&["remove-unlisted", "delete-trunk"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_of_somebody_else_is_left_alone() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["trunk", "create", "contact_centre", "--carrier", "exotel"]);
    desk.world.changes();
    desk.ends(0, &["plan"]).says(&["refused: ", "adopt: true"]);
    desk.ends(2, &["apply", "--yes"]).complains(&["contact_centre", "adopt: true"]);
    assert_eq!(desk.world.changes(), [""; 0]);
    desk.write(&BOTH.replace("    auth", "    adopt: true\n    auth"));
    desk.ends(0, &["apply", "--yes"]);
    assert_eq!(desk.acl("exotel"), ADDRESSES);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_carried_out_as_it_is() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["plan", "--out", "plan.json"]);
    desk.ends(0, &["apply", "--plan", "plan.json", "--yes"]);
    for carrier in ["exotel", "twilio"] {
        assert_eq!(desk.acl(carrier), ADDRESSES);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_refused_when_the_file_has_changed() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["plan", "--out", "plan.json"]);
    desk.write(&BOTH.replace(", 44.238.177.138", ""));
    desk.world.changes();
    desk.ends(2, &["apply", "--plan", "plan.json", "--yes"])
        .complains(&["changed since the plan was made: the file is another"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_plan_is_refused_when_the_world_has_changed() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace("44.238.177.138", "44.238.177.138, 54.172.60.1"));
    desk.ends(0, &["plan", "--out", "plan.json"]);
    desk.ends(0, &["acl", "remove", "contact_centre", "44.238.177.138", "--carrier", "exotel", "--yes"]);
    desk.world.changes();
    let refused = desk.ends(2, &["apply", "--plan", "plan.json", "--yes"]);
    refused.complains(&["exotel", "contact_centre", "44.238.177.138/32"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_plan_is_refused() {
    let desk = Desk::with(BOTH).await;
    desk.ends(2, &["apply", "--plan", "trunkline.yaml", "--yes"]).complains(&["trunkline.yaml", "plan"]);
    desk.ends(2, &["apply", "--plan", "nowhere.json", "--yes"]).complains(&["nowhere.json"]);
    desk.ends(2, &["apply", "--plan", "p.json", "--allow", "replace"]);
    desk.ends(2, &["apply", "--plan", "p.json", "--resume"]);
    assert!(desk.world.sim.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_is_none_leaves_nothing_behind() {
    let desk = Desk::with(BOTH).await;
    desk.ends(2, &["done", "exotel/contact_centre/made_up"]).complains(&["made_up"]);
    assert!(!desk.folder.join(".trunkline").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_by_hand_is_said_once() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    let planned = desk.json(0, &["plan"]);
    let step = planned["accounts"][0]["trunks"][0]["manual"][0]["id"].as_str().unwrap();
    desk.ends(0, &["plan"]).says(&["by hand: ", &format!("trunkline done {step}")]);
    desk.ends(2, &["done", "exotel/contact_centre/made_up"]).complains(&["made_up", step]);
    desk.ends(0, &["done", step]).says(&[step, "confirmed by "]);
    desk.ends(0, &["done", step]).says(&["confirmed already"]);
    let plan = desk.ends(0, &["plan"]);
    assert!(!plan.stdout.contains(step), "{}", plan.stdout);
    desk.world.changes();
    assert_eq!(desk.json(0, &["done", step])["changed"], false);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_by_hand_for_one_trunk_is_not_done_for_the_next_of_its_name() {
    let text = BOTH.replace(", twilio", "");
    let desk = Desk::with(&text).await;
    desk.ends(0, &["apply", "--yes"]);
    let step = |desk: &Desk| {
        let plan = desk.json(0, &["plan"]);
        plan["accounts"][0]["trunks"][0]["manual"][0].clone()
    };
    desk.ends(0, &["done", step(&desk)["id"].as_str().unwrap()]);
    assert!(step(&desk)["confirmed"].is_string());
    let absent =
        "version: 1\ntrunks: { contact_centre: { carriers: [exotel], auth: ip-acl, absent: true } }\n";
    desk.write(absent);
    desk.ends(0, &["apply", "--yes", "--allow", "delete-trunk"]);
    desk.write(&text);
    desk.ends(0, &["apply", "--yes"]).says(&["by hand: "]);
    assert!(step(&desk)["confirmed"].is_null());
}
