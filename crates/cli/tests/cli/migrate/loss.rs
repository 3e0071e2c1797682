//! `trunkline migrate plan`.

use std::fs;

use super::Move;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_reads_only_and_says_what_becomes_of_everything() {
    let moving = Move::begin().await;
    let ran = moving.ends(0, &["plan", "--from", "twilio", "--to", "exotel"]);
    ran.says(&[
        "Contact_centre_E",
        "4 requests",
        "52.1.2.3 goes on the ACL too",
        "callers' names are not looked up there",
        "Please enable secure trunking",
        "App Bazaar",
        "Nothing was written",
    ]);
    assert_eq!(moving.world.changes(), Vec::<String>::new());
    assert_eq!(fs::read_dir(&moving.folder).unwrap().count(), 0, "a plan leaves nothing behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_indian_number_is_said_to_stay() {
    let moving = Move::begin().await;
    let report = moving.json(&["plan", "--from", "exotel", "--to", "twilio", "--trunk", "support"]);
    let objects = report["trunks"][0]["objects"].as_array().unwrap();
    let number = objects.iter().find(|object| object["key"] == "+918040264208").unwrap();
    let field = number["fields"].as_array().unwrap().iter().find(|field| field["field"] == "number").unwrap();
    assert_eq!(field["verdict"], "impossible");
    assert!(field["source"].as_str().unwrap().contains("guidelines/in"), "{field}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_needs_nothing_else() {
    let moving = Move::begin().await;
    moving.ends(0, &["plan", "--from", "twilio", "--to", "exotel", "--html", "loss.html"]);
    let page = fs::read_to_string(moving.folder.join("loss.html")).unwrap();
    assert!(
        page.starts_with("<!doctype html>")
            && page.contains("<svg ")
            && page.contains("prefers-color-scheme: dark")
    );
    for elsewhere in ["<script", "<link", "<img", "src=", "url(", "@import", "href="] {
        assert!(!page.contains(elsewhere), "{elsewhere} in the page");
    }
    let markdown = moving.ends(0, &["plan", "--from", "twilio", "--to", "exotel", "--markdown"]);
    markdown.says(&["# Migration of SIP trunks", "| exact | approximated | manual | impossible |"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_wrong_is_refused_before_anything_is_sent() {
    let moving = Move::begin().await;
    for (args, mistake) in [
        (["plan", "--from", "twilio", "--to", "twilio"], "both twilio"),
        (["plan", "--from", "nobody", "--to", "twilio"], "\"nobody\" is not configured"),
    ] {
        moving.ends(2, &args).complains(&[mistake]);
    }
    assert!(moving.world.sim.requests().is_empty());
    let ran = moving.ends(2, &["plan", "--from", "twilio", "--to", "exotel", "--trunk", "nothing"]);
    ran.complains(&["--trunk nothing: there is no such trunk on twilio"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_another_trunk_has_there_is_said_to_be_its() {
    let moving = Move::ported().await;
    moving.world.done(&["number", "bind", "support", "+14155550100", "--carrier", "exotel"]);
    let verdict = || {
        let report = moving.json(&["plan", "--from", "exotel", "--to", "twilio"]);
        let objects = report["trunks"][0]["objects"].as_array().unwrap();
        let number = objects.iter().find(|object| object["key"] == "+14155550100").unwrap();
        number["fields"].as_array().unwrap().iter().find(|field| field["field"] == "number").unwrap().clone()
    };
    let taken = verdict();
    assert_eq!(taken["verdict"], "manual");
    let what = taken["what"].as_str().unwrap();
    let unbind = what.rsplit_once("; trunkline ").unwrap().1;
    assert!(unbind.starts_with("number unbind TK") && unbind.ends_with("--carrier twilio"), "{what}");
    moving.world.done(&unbind.split(' ').chain(["--yes"]).collect::<Vec<_>>());
    let free = verdict();
    assert_eq!(free["verdict"], "exact", "the account has it, and no trunk does: {free}");
}
