//! Everything on a trunk, on both carriers by the same words.

use serde_json::{Value, json};

use crate::world::{World, folder, run};

/// A world with a trunk `t1` on both carriers.
async fn with_trunks() -> World {
    let world = World::start().await;
    for carrier in ["exotel", "twilio"] {
        world.done(&["trunk", "create", "t1", "--carrier", carrier]);
    }
    world
}

fn own_number(carrier: &str) -> &'static str {
    if carrier == "exotel" { "+918040264208" } else { "+14155550100" }
}

/// One field of every object.
fn all(objects: &Value, field: &str) -> Vec<String> {
    objects.as_array().unwrap().iter().map(|object| object[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses() {
    let world = with_trunks().await;
    for carrier in ["exotel", "twilio"] {
        let on = |args: &[&'static str]| [args, &["--carrier", carrier]].concat();
        let added = world.json(&on(&["acl", "add", "t1", "44.229.228.186", "44.238.177.138/32"]));
        assert_eq!(added.as_array().unwrap().len(), 2);
        assert_eq!(added[1]["value"]["cidr"], "44.238.177.138/32");
        let listed = world.json(&on(&["acl", "list", "t1"]));
        let mut addresses = all(&listed, "cidr");
        addresses.sort();
        assert_eq!(addresses, ["44.229.228.186/32", "44.238.177.138/32"]);

        // By address without /32, and by id.
        world.done(&on(&["acl", "remove", "t1", "44.229.228.186", "--yes"])).says(&["44.229.228.186/32"]);
        let id = world.json(&on(&["acl", "list", "t1"]))[0]["id"].as_str().unwrap().to_owned();
        let last = world.json(&["acl", "remove", "t1", &id, "--yes", "--carrier", carrier]);
        assert_eq!(last[0]["replaced"]["acl_entry"]["cidr"], "44.238.177.138/32");
        assert_eq!(last[0]["warnings"][0]["code"], "termination_closed");
        let gone = world.run(&on(&["acl", "remove", "t1", "44.229.228.186", "--yes"]));
        gone.expect(1);
        gone.complains(&["there is no ACL entry", "trunkline acl list"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_on_exotel_is_asked_for_by_name() {
    let world = with_trunks().await;
    let range = ["acl", "add", "t1", "54.172.60.0/30", "--carrier", "exotel"];
    world.refused(&range, &["--allow-range"]);
    let added = world.json(&[&range[..], &["--allow-range"]].concat());
    assert_eq!(added[0]["warnings"][0]["code"], "unsupported_range");
    world.done(&["acl", "add", "t1", "54.172.60.0/30", "--carrier", "twilio"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers() {
    let world = with_trunks().await;
    for carrier in ["exotel", "twilio"] {
        let number = own_number(carrier);
        let bound = world.json(&["number", "bind", "t1", number, "--carrier", carrier]);
        assert_eq!(bound[0]["value"]["number"], number);
        assert_eq!(all(&world.json(&["number", "list", "t1", "--carrier", carrier]), "number"), [number]);
        world
            .done(&["number", "unbind", "t1", number, "--yes", "--carrier", carrier])
            .says(&[number, "keeps it"]);
        assert_eq!(world.json(&["number", "list", "t1", "--carrier", carrier]), json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mode_of_a_number_is_exotels() {
    let world = with_trunks().await;
    let number = own_number("exotel");
    let bound = world.json(&["number", "bind", "t1", number, "--mode", "flow", "--carrier", "exotel"]);
    assert_eq!(bound[0]["value"]["mode"], "flow");
    let set = world.json(&["number", "mode", "t1", number, "pstn", "--carrier", "exotel"]);
    assert_eq!(set["value"]["mode"], "pstn");
    world.refused(&["number", "mode", "t1", "+14155550100", "pstn", "--carrier", "twilio"], &["twilio"]);
    world.refused(
        &["number", "bind", "t1", "+14155550100", "--mode", "flow", "--carrier", "twilio"],
        &["--mode"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn origination_uris() {
    let world = with_trunks().await;
    for carrier in ["exotel", "twilio"] {
        let on = |args: &[&'static str]| [args, &["--carrier", carrier]].concat();
        let uri = "sip:sbc.example.com:5061;transport=tls";
        let added = world.json(&on(&["origination", "add", "t1", uri, "--priority", "5"]));
        assert_eq!((&added[0]["value"]["priority"], &added[0]["value"]["weight"]), (&5.into(), &1.into()));

        // The same target, written otherwise.
        let other = "sip:SBC.example.com:5061;transport=TLS";
        let updated = world.json(&on(&["origination", "update", "t1", other, "--weight", "7"]));
        assert_eq!((&updated["value"]["priority"], &updated["value"]["weight"]), (&5.into(), &7.into()));
        assert_eq!(updated["replaced"]["origination_uri"]["weight"], 1);
        world.done(&on(&["origination", "list", "t1"])).says(&[uri, "5", "7"]);

        let removed = world.done(&on(&["origination", "remove", "t1", uri, "--yes"]));
        removed.says(&["no longer", uri, "priority 5, weight 7"]);
        assert_eq!(world.json(&on(&["origination", "list", "t1"])), json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials() {
    let world = with_trunks().await;
    let file = folder().join("password");
    std::fs::write(&file, "Abcdefgh12345678\n").unwrap();
    for carrier in ["exotel", "twilio"] {
        let on = |args: &[&'static str]| [args, &["--carrier", carrier]].concat();
        let from_stdin = on(&["credential", "add", "t1", "sbc_1", "--password-stdin", "--json"]);
        let added = run(&world.variables, &from_stdin, "Abcdefgh12345678\n");
        added.expect(0);
        added.says(&["\"username\": \"sbc_1\""]);
        assert_eq!(all(&world.json(&on(&["credential", "list", "t1"])), "username"), ["sbc_1"]);

        let path = file.to_str().unwrap();
        let set =
            ["credential", "set-password", "t1", "sbc_1", "--password-file", path, "--carrier", carrier];
        // The old password is gone for good.
        world.refused(&set, &["--yes"]);
        world.done(&[&set[..], &["--yes"]].concat()).says(&["another password"]);
        world.done(&on(&["credential", "remove", "t1", "sbc_1", "--yes"])).says(&["sbc_1"]);
        assert_eq!(world.json(&on(&["credential", "list", "t1"])), json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_calls_are_authenticated_changes_only_when_asked_for() {
    let mut world = with_trunks().await;
    world.set("SBC_PASSWORD", "Abcdefgh12345678");
    for carrier in ["exotel", "twilio"] {
        world.done(&["acl", "add", "t1", "44.229.228.186", "--carrier", carrier]);
        let add =
            ["credential", "add", "t1", "sbc_1", "--password-env", "SBC_PASSWORD", "--carrier", carrier];
        let ran = world.run(&[&add[..], &["--json"]].concat());
        ran.expect(1);
        assert_eq!(ran.error()["kind"], "auth_mode_change");
        ran.complains(&["nothing was changed", "--allow-auth-mode-change"]);
        let added = world.json(&[&add[..], &["--allow-auth-mode-change"]].concat());
        let codes = all(&added["warnings"], "code");
        assert!(codes.contains(&"auth_mode_changed".to_owned()), "{codes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn caller_ids() {
    let world = with_trunks().await;
    let number = own_number("exotel");
    let exotel = |args: &[&'static str]| [args, &["--carrier", "exotel"]].concat();
    world.done(&exotel(&["caller-id", "show", "t1"])).says(&["the calling number"]);
    assert_eq!(world.json(&exotel(&["caller-id", "show", "t1"])).get("number"), Some(&json!(null)));
    let set = world.json(&exotel(&["caller-id", "set", "t1", number]));
    assert_eq!(set["value"]["number"], number);
    world.done(&exotel(&["caller-id", "show", "t1"])).says(&[number]);
    assert_eq!(world.json(&exotel(&["caller-id", "show", "t1"]))["number"], number);
    world.done(&exotel(&["caller-id", "clear", "t1", "--yes"])).says(&[number]);
    world.refused(&["caller-id", "show", "t1", "--carrier", "twilio"], &["no caller id"]);
    world.refused(&["caller-id", "set", "t1", "+14155550100", "--carrier", "twilio"], &["no caller id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_still_has_to_do_is_said_with_what_was_done() {
    let world = with_trunks().await;
    let bound = world.done(&["number", "bind", "t1", own_number("exotel"), "--carrier", "exotel"]);
    bound.says(&["Still to be done by hand", "sip:"]);
}
