//! `trunkline trunk`.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_is_created_listed_shown_renamed_and_deleted() {
    let world = World::start().await;
    for carrier in ["exotel", "twilio"] {
        let on = ["--carrier", carrier];
        let created = world.json(&[&["trunk", "create", "t1"], &on[..]].concat());
        assert_eq!((&created["changed"], &created["value"]["name"]), (&true.into(), &"t1".into()));
        let id = created["value"]["id"].as_str().unwrap().to_owned();

        let listed = world.json(&[&["trunk", "list"], &on[..]].concat());
        assert_eq!(listed[0]["id"], id.as_str());
        assert_eq!(listed[0]["identity"]["carrier"], carrier);

        let shown = world.done(&[&["trunk", "show", "t1"], &on[..]].concat());
        shown.says(&[&id, "Send calls to", "domain", "it takes no calls until"]);
        let first = shown.stdout.lines().nth(2).unwrap();
        assert_eq!(first, "Send calls to", "where to send calls comes first");
        let by_hand =
            shown.stdout.contains("Still to be done by hand") && shown.stdout.contains(&format!("sip:{id}"));
        assert_eq!(by_hand, carrier == "exotel", "{}", shown.stdout);

        let renamed = world.json(&[&["trunk", "update", &id, "--name", "t2"], &on[..]].concat());
        assert_eq!(renamed["value"]["name"], "t2");
        assert_eq!(renamed["replaced"]["trunk"]["name"], "t1");

        let deleted = world.done(&[&["trunk", "delete", "t2", "--yes"], &on[..]].concat());
        deleted.says(&["deleted", "t2", carrier]);
        assert_eq!(world.json(&[&["trunk", "list"], &on[..]].concat()), serde_json::json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn show_has_everything_on_the_trunk() {
    let world = World::start().await;
    for carrier in ["exotel", "twilio"] {
        let number = if carrier == "exotel" { "+918040264208" } else { "+14155550100" };
        let run = |args: &[&str]| world.done(&[args, &["--carrier", carrier]].concat());
        run(&["trunk", "create", "t1"]);
        run(&["acl", "add", "t1", "44.229.228.186"]);
        run(&["origination", "add", "t1", "sip:sbc.example.com:5061;transport=tls"]);
        run(&["number", "bind", "t1", number]);
        run(&["trunk", "show", "t1"]).says(&["ip-acl", "44.229.228.186/32", "sip:sbc.example.com", number]);

        let shown = world.json(&["trunk", "show", "t1", "--carrier", carrier]);
        assert_eq!(shown["termination_auth"]["mode"], "ip-acl");
        assert_eq!(shown["acl"][0]["cidr"], "44.229.228.186/32");
        assert_eq!(shown["numbers"][0]["number"], number);
        assert_eq!(shown["origination"][0]["priority"], 0);
        assert!(shown["trunk"]["termination"]["domain"].is_string());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_carrier_the_trunks_of_all_accounts_are_listed() {
    let mut world = World::start().await;
    world.done(&["trunk", "create", "t1", "--carrier", "exotel"]);
    world.done(&["trunk", "create", "t1", "--carrier", "twilio"]);
    let carriers: Vec<String> = world
        .json(&["trunk", "list"])
        .as_array()
        .unwrap()
        .iter()
        .map(|trunk| trunk["profile"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(carriers, ["exotel", "twilio"]);

    world.set("EXOTEL_API_TOKEN", "wrong");
    let ran = world.run(&["trunk", "list"]);
    ran.expect(1);
    ran.says(&["twilio", "t1"]);
    ran.complains(&["exotel acme1 (", "401"]);

    let ran = world.run(&["trunk", "list", "--carrier", "exotel", "--json"]);
    ran.expect(1);
    assert_eq!(ran.stdout, "", "no list is not an empty one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_several_trunks_have_is_no_guess() {
    let world = World::start().await;
    let create = |domain: &str| {
        world.json(&["trunk", "create", "t1", "--domain", domain, "--carrier", "twilio"])["value"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (one, two) = (create("one-t1.pstn.twilio.com"), create("two-t1.pstn.twilio.com"));
    let ran = world.run(&["trunk", "delete", "t1", "--yes", "--carrier", "twilio"]);
    ran.expect(1);
    ran.complains(&[&one, &two, "one-t1.pstn.twilio.com"]);
    world.done(&["trunk", "delete", &one, "--yes", "--carrier", "twilio"]);
    world.done(&["trunk", "show", "t1", "--carrier", "twilio"]).says(&[&two]);
}

#[tokio::test(flavor = "multi_thread")]
async fn options_of_twilio_reach_it() {
    let world = World::start().await;
    let create = [
        "trunk",
        "create",
        "t1",
        "--carrier",
        "twilio",
        "--secure",
        "true",
        "--transfer-mode",
        "sip-only",
        "--recording",
        "record-from-answer",
    ];
    let trunk = &world.json(&create)["value"]["twilio"];
    assert_eq!((&trunk["secure"], &trunk["transfer_mode"]), (&true.into(), &"sip-only".into()));
    let updated = world.json(&["trunk", "update", "t1", "--carrier", "twilio", "--secure", "false"]);
    assert_eq!(updated["value"]["twilio"]["secure"], false);
    // What was there before can be put back.
    let again =
        world.done(&["trunk", "update", "t1", "--carrier", "twilio", "--transfer-mode", "enable-all"]);
    again.says(&["before: ", "transfers sip-only"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trunk_of_another_name_is_said_to_have_it() {
    let world = World::start().await;
    let created = ["trunk", "create", "t1", "--friendly-name", "Contact centre", "--carrier", "twilio"];
    world.done(&created).says(&["name Contact centre"]);
    world.done(&["trunk", "show", "Contact centre", "--carrier", "twilio"]);
}
