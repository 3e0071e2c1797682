//! What cannot be is said at once, a line for each mistake, and nothing is sent.

use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_has_a_line_and_nothing_is_sent() {
    let world = World::start().await;
    let exotel = |args: &[&'static str]| [args, &["--carrier", "exotel"]].concat();
    let twilio = |args: &[&'static str]| [args, &["--carrier", "twilio"]].concat();

    world.refused(
        &exotel(&["trunk", "create", "far too long a name!"]),
        &["trunk name \"far too long a name!\""],
    );
    world.refused(
        &twilio(&[
            "trunk",
            "create",
            "t 1",
            "--secure",
            "maybe",
            "--transfer-mode",
            "sometimes",
            "--nso-code",
            "X",
        ]),
        &[
            "trunk name \"t 1\"",
            "--nso-code is for exotel",
            "--secure \"maybe\"",
            "--transfer-mode \"sometimes\"",
        ],
    );
    world.refused(
        &exotel(&[
            "acl",
            "add",
            "",
            "10.0.0.1",
            "1.2.3.4/0",
            "54.172.60.1/30",
            "::1",
            "8.8.8.8",
            "8.8.8.8/32",
        ]),
        &["trunk \"\"", "RFC 1918", "/0 lets the whole internet", "host bits", "IPv4 only", "is given twice"],
    );
    world.refused(
        &twilio(&["number", "bind", "t1", "4155550100", "+0415555", "+1415"]),
        &["country code", "starts with 0", "7 to 15 digits"],
    );
    world.refused(
        &twilio(&[
            "origination",
            "add",
            "t1",
            "sbc.example.com",
            "sip:sbc.example.com:0",
            "sip:u:secret@sbc.example.com",
            "--priority",
            "70000",
            "--weight",
            "0",
        ]),
        &[
            "must start with sip:",
            "port 0",
            "must not hold a password",
            "--priority \"70000\"",
            "weight \"0\"",
        ],
    );
    world.refused(
        &twilio(&["origination", "add", "t1", "sip:a.example.com", "--weight", "0"]),
        &["weight \"0\""],
    );
    world.refused(&exotel(&["caller-id", "set", "t1", "12"]), &["number \"12\""]);
    world.refused(&exotel(&["trunk", "update", "t1"]), &["nothing to change"]);
    world.refused(
        &exotel(&["trunk", "update", "t1", "--name", "x y", "--domain", "d"]),
        &["trunk name", "--domain"],
    );
    world.refused(
        &exotel(&["credential", "add", "t1", "u", "--password-env", "NOT_SET"]),
        &["password: variable NOT_SET"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carriers_own_rules_are_checked_together_before_anything_is_sent() {
    let mut world = World::start().await;
    world.set("SBC_PASSWORD", "short-!");
    let add = [
        "credential",
        "add",
        "t1",
        "not-for-exotel",
        "--password-env",
        "SBC_PASSWORD",
        "--carrier",
        "exotel",
    ];
    world.refused(&add, &["username", "password"]);
    let add = ["acl", "add", "t1", "54.172.60.0/30", "44.0.0.0/8", "--carrier", "exotel"];
    world.refused(&add, &["54.172.60.0/30", "44.0.0.0/8"]);
    let add = ["origination", "add", "t1", "sips:a.example.com", "sip:b.example.com", "--carrier", "exotel"];
    let ran = world.run(&add);
    ran.expect(2);
    ran.complains(&["sips:a.example.com", "sip:b.example.com"]);
    world.refused(
        &["trunk", "create", "t1", "--domain", "example.com", "--carrier", "twilio"],
        &["\"example.com\" on twilio"],
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_back_needs_yes_where_nobody_can_be_asked() {
    let world = World::start().await;
    let destructive: [&[&str]; 6] = [
        &["trunk", "delete", "t1"],
        &["acl", "remove", "t1", "44.229.228.186"],
        &["number", "unbind", "t1", "+918040264208"],
        &["origination", "remove", "t1", "sip:sbc.example.com"],
        &["credential", "remove", "t1", "sbc_1"],
        &["caller-id", "clear", "t1"],
    ];
    for command in destructive {
        world.refused(&[command, &["--carrier", "exotel"]].concat(), &["add --yes"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_json_the_mistakes_are_json_too() {
    let world = World::start().await;
    let ran = world.run(&["acl", "add", "t1", "10.0.0.1", "::1", "--carrier", "exotel", "--json"]);
    ran.expect(2);
    assert_eq!(ran.stdout, "");
    assert_eq!(ran.error()["kind"], "invalid_input");
    assert_eq!(ran.error()["effect"], "none");
    assert_eq!(ran.error()["mistakes"].as_array().unwrap().len(), 2);
}

#[test]
fn a_wrong_command_line_is_json_too_where_it_is_asked_for() {
    let ran = crate::world::run(&[], &["trunk", "show", "--json"], "");
    ran.expect(2);
    assert_eq!(ran.error()["kind"], "invalid_input");
    let message = ran.error()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("the following required") && message.contains("<TRUNK>"), "{message}");
}
