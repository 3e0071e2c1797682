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

/// A page tells where a migration is: what a person did, which numbers went, and what is left.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_migration_tells_how_far_it_is() {
    let moving = Move::ported().await;
    let page = |name: &str| {
        moving.ends(0, &["status", "1", "--html", name]);
        fs::read_to_string(moving.folder.join(name)).unwrap()
    };
    moving.ends(0, &super::prepare(&super::THERE));
    let prepared = page("prepared.html");
    assert!(
        prepared.contains("Numbers moved: none") && prepared.contains("Dial Whom `sip:trmum"),
        "{prepared}"
    );
    moving.ends(0, &["verify"]);
    moving.ends(0, &["cutover", "--number", "+14155550100", "--allow", "unbind-number", "--yes"]);
    let item = "migration/1/Contact_centre_E/termination.edges";
    moving.ends(0, &["done", item]);
    let cut_over = page("cut-over.html");
    for told in [
        "Numbers moved: +14155550100",
        "Numbers left: +14155550101",
        "<span class=\"done\">done: ",
        "trunkline migrate done migration/1/Contact_centre_E/media",
        "ask Exotel&#39;s support whether it takes +14155550101 over",
    ] {
        let told = told.replace("&#39;", "'");
        assert!(cut_over.contains(&told), "{told} is not in {cut_over}");
    }
    assert!(!cut_over.contains("whether it takes +14155550100 over"), "it was moved");
    assert!(!cut_over.contains(&format!("migrate done {item}")), "it is done");
    assert_eq!(mark(&prepared, "SEND CALLS TO"), "mark-manual");
    assert_eq!(mark(&cut_over, "SEND CALLS TO"), "mark-done");
    assert!(
        cut_over.contains(">the host that Exotel's support names</text>"),
        "the edge, and not the domain"
    );
    let markdown = moving.ends(0, &["status", "1", "--markdown"]);
    markdown.says(&[
        "- Numbers moved: +14155550100",
        "- [x] **whoever runs the SBC**: ask Exotel's support for the host",
        "- [ ] ",
    ]);
}

/// What is left out is drawn as lost.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_has_both_sides_of_everything() {
    let moving = Move::seeded(crate::world::World::start().await, DRAWN);
    moving.ends(0, &["plan", "--from", "twilio", "--to", "exotel", "--html", "loss.html"]);
    let page = fs::read_to_string(moving.folder.join("loss.html")).unwrap();
    for (kind, verdict) in [
        ("SEND CALLS TO", "mark-manual"),
        ("CALLS ARE TRUSTED BY", "mark-manual"),
        ("ALLOWED ADDRESS", "mark-impossible"),
        ("CALLS GO TO", "mark-impossible"),
        ("NUMBER", "mark-manual"),
        ("CREDENTIAL", "mark-manual"),
    ] {
        assert_eq!(mark(&page, kind), verdict, "{kind}");
    }
    assert_eq!(page.matches(">44.229.228.186/32</text>").count(), 1, "on one side only");
    assert_eq!(page.matches(">+14155550100</text>").count(), 2);
}

/// The mark of the first row of a kind in a picture.
fn mark<'a>(page: &'a str, kind: &str) -> &'a str {
    let row = page.split_once(&format!(">{kind}</text>")).unwrap().1;
    row.split_once("<circle class=\"").unwrap().1.split_once('"').unwrap().0
}

const DRAWN: &str = "\
version: 1
trunks:
  one:
    carriers: [twilio]
    auth: both
    acl: [44.229.228.186]
    origination: [\"sip:[2001:db8::1]:5061;transport=tcp\"]
    numbers: [\"+14155550100\"]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
";
