//! `trunkline history`.

use super::{BOTH, Desk};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_was_changed_yet() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["history"]).says(&["nothing was changed yet"]);
    assert_eq!(desk.json(0, &["history"]), serde_json::json!([]));
    desk.ends(2, &["history", "show", "1"]).complains(&["no run 1"]);
    assert!(!desk.folder.join(".trunkline").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn it_says_who_changed_what_and_when_with_each_request() {
    let desk = Desk::with(BOTH).await;
    desk.run_with(&[("USER", "ann")], &["apply", "--yes"]).expect(0);
    desk.write(&BOTH.replace("44.238.177.138", "44.238.177.138, 54.172.60.1"));
    desk.ends(0, &["apply", "--yes"]);

    let all = desk.ends(0, &["history"]);
    all.says(&["apply", "ann@", "trunkline.yaml", "done"]);
    let runs = desk.json(0, &["history", "--limit", "1"]);
    assert_eq!((runs.as_array().unwrap().len(), &runs[0]["number"]), (1, &2.into()), "the newest first");

    let shown = desk.ends(0, &["history", "show", "2"]);
    shown.says(&["Run 2: apply", "/acl/54.172.60.1/32/add", "changed", "POST ", "request "]);
    let run = desk.json(0, &["history", "show", "2"]);
    let calls = run["steps"][0]["result"]["calls"].as_array().unwrap();
    assert!(calls[0]["request_id"].is_string(), "{run:#}");
    assert_eq!(run["plan"]["version"], 1);
}
