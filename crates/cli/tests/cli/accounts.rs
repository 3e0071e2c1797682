//! Who is configured.

use std::fs;

use crate::world::{World, folder, run, run_in};

#[tokio::test(flavor = "multi_thread")]
async fn carriers_shows_who_is_configured_and_what_each_can_do_without_a_request() {
    let world = World::start().await;
    let ran = world.done(&["carriers"]);
    ran.says(&["acme1", "AC00000000000000000000000000000001", "environment", "ready"]);
    ran.says(&["What exotel can do", "What twilio can do", "acl ranges", "documented", "contradicted"]);
    let json = world.json(&["carriers"]);
    assert_eq!(json[0]["identity"]["account"], "acme1");
    assert_eq!(json[1]["capabilities"]["caller_ids"]["value"], false);
    assert!(world.sim.requests().is_empty());
}

#[test]
fn every_variable_that_is_missing_is_named() {
    let some = [("EXOTEL_API_KEY", "key".to_owned()), ("TWILIO_ACCOUNT_SID", format!("AC{:032}", 1))];
    let ran = run(&some, &["carriers"], "");
    ran.expect(0);
    ran.says(&["cannot be used", "EXOTEL_API_TOKEN", "EXOTEL_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"]);
    let ran = run(&some, &["trunk", "show", "t1", "--carrier", "exotel"], "");
    ran.expect(2);
    ran.complains(&["EXOTEL_API_TOKEN", "EXOTEL_ACCOUNT_SID"]);

    let none = run(&[], &["trunk", "list"], "");
    none.expect(2);
    none.complains(&["no account is configured", "EXOTEL_API_KEY", "TWILIO_ACCOUNT_SID", "trunkline demo"]);
    run(&[], &["carriers"], "").says(&["no account is configured", "EXOTEL_API_KEY", "TWILIO_ACCOUNT_SID"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_accounts_one_is_chosen() {
    let mut world = World::start().await;
    world.refused(&["trunk", "show", "t1"], &["--carrier exotel|twilio"]);
    world.refused(&["trunk", "show", "t1", "--carrier", "vonage"], &["carrier \"vonage\" is not configured"]);
    world.variables.retain(|(name, _)| !name.contains("TWILIO"));
    world.done(&["trunk", "create", "t1"]).says(&["exotel acme1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_gives_one_person_more_accounts() {
    let mut world = World::start().await;
    let (exotel, twilio) = (&world.sim.fixture().exotel[1], &world.sim.fixture().twilio[1]);
    let file = folder().join("trunkline.yaml");
    let yaml = format!(
        "carriers:
  second-exotel:
    kind: exotel
    account: {}
    api_key: {{ env: SECOND_KEY }}
    api_token: {{ env: SECOND_TOKEN }}
    base_url: {url}
  second-twilio:
    kind: twilio
    account: {}
    auth_token: {{ file: token }}
    base_url: {url}
",
        exotel.account_sid,
        twilio.account_sid,
        url = world.sim.url(),
    );
    fs::write(&file, yaml).unwrap();
    fs::write(file.with_file_name("token"), format!("{}\n", twilio.auth_token)).unwrap();
    let (key, token) = (exotel.api_key.clone(), exotel.api_token.clone());
    world.set("SECOND_KEY", &key);
    world.set("SECOND_TOKEN", &token);
    world.set("TRUNKLINE_CONFIG", file.to_str().unwrap());

    world.done(&["carriers"]).says(&["second-exotel", "globex1", "trunkline.yaml:2"]);
    for carrier in ["second-exotel", "second-twilio"] {
        world.done(&["trunk", "create", "t1", "--carrier", carrier]);
    }
    let listed = world.json(&["trunk", "list"]);
    let profiles: Vec<&str> =
        listed.as_array().unwrap().iter().map(|trunk| trunk["profile"].as_str().unwrap()).collect();
    assert_eq!(profiles, ["second-exotel", "second-twilio"], "the first accounts have none");

    fs::write(&file, "carriers:\n  a: { kind: exotel }\n  b: { kind: nobody }\n").unwrap();
    let wrong = ["carriers.a.account is missing", "a.api_key", "a.api_token", "b.kind \"nobody\""];
    world.sim.clear_requests();
    let ran = world.run(&["trunk", "list"]);
    ran.expect(2);
    ran.complains(&wrong);
    assert!(world.sim.requests().is_empty());
}

#[test]
fn the_file_is_looked_for_here_and_then_among_the_users_configuration() {
    let account = |name: &str| {
        format!(
            "carriers:\n  {name}: {{ kind: exotel, account: a, api_key: {{ env: K }}, api_token: {{ env: K }} }}\n"
        )
    };
    let (here, home) = (folder(), folder());
    fs::create_dir(home.join("trunkline")).unwrap();
    fs::write(home.join("trunkline").join("config.yaml"), account("users")).unwrap();
    let variables = [("XDG_CONFIG_HOME", home.to_str().unwrap().to_owned()), ("K", "k".to_owned())];
    run_in(&here, &variables, &["carriers"], "").says(&["users"]);

    fs::write(here.join("trunkline.yaml"), account("local")).unwrap();
    let ran = run_in(&here, &variables, &["carriers"], "");
    ran.says(&["local", "trunkline.yaml:2"]);
    assert!(!ran.stdout.contains("users"), "{}", ran.stdout);

    let ran = run_in(&here, &variables, &["carriers", "--config", "elsewhere.yaml"], "");
    ran.expect(2);
    ran.complains(&["cannot be read", "--> elsewhere.yaml"]);
}

#[test]
fn the_file_that_help_shows_is_one_that_is_read() {
    let help = run(&[], &["--help"], "").stdout;
    let (_, shown) = help.split_once("\n\ncarriers:").expect("help shows a file");
    let folder = folder();
    std::fs::write(folder.join("trunkline.yaml"), format!("carriers:{shown}")).unwrap();
    std::fs::write(folder.join("sg.token"), "token\n").unwrap();
    let variables = ["SG_KEY", "EU_TOKEN"].map(|name| (name, "secret".to_owned()));
    let ran = run_in(&folder, &variables, &["carriers", "--json"], "");
    ran.expect(0);
    let profiles: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let region = |i: usize| (profiles[i]["profile"].clone(), profiles[i]["identity"]["region"].clone());
    assert_eq!(region(0), ("exotel-sg".into(), "singapore".into()), "{}", ran.stderr);
    assert_eq!(region(1), ("twilio-eu".into(), "ie1".into()), "{}", ran.stderr);
}
