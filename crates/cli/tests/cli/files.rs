//! A file of trunks, checked.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::world::{Ran, folder, run, run_in};

const GOOD: &str = "version: 1
trunks:
  t1: { carriers: [exotel, twilio], auth: ip-acl, acl: [44.0.0.1] }
";

const BAD: &str = "version: 1
carriers:
  eu: { kind: twilio, account: AC1, auth_token: Canary1f0e2d }
trunks:
  t1:
    carriers: [exotel, uk]
    auth: ip-acl
    acl: [10.0.0.1]
";

fn written(text: &str) -> PathBuf {
    let folder = folder();
    fs::write(folder.join("trunkline.yaml"), text).unwrap();
    folder
}

fn validate(text: &str, args: &[&str]) -> Ran {
    run_in(&written(text), &[], &[&["validate"], args].concat(), "")
}

#[test]
fn a_good_file_is_valid_without_network_and_credentials() {
    let ran = validate(GOOD, &[]);
    ran.expect(0);
    assert_eq!(ran.stdout, "trunkline.yaml is valid: 1 trunk on exotel, twilio\n");
    assert_eq!(ran.stderr, "");

    let json: Value = serde_json::from_str(&validate(GOOD, &["--json"]).stdout).unwrap();
    assert_eq!(json["trunks"][1]["profile"], "twilio");
    assert_eq!(json["warnings"], Value::Array(Vec::new()));
}

#[test]
fn every_mistake_is_shown_with_its_line_and_no_secret() {
    let ran = validate(BAD, &[]);
    ran.expect(2);
    ran.complains(&[
        "error: carriers.eu.auth_token is a secret and never stands in this file",
        " --> trunkline.yaml:3:49",
        "3 |   eu: { kind: twilio, account: AC1, auth_token: (not shown)",
        "error: trunks.t1.carriers[1] \"uk\": is no account",
        "6 |     carriers: [exotel, uk]\n  |                        ^^",
        "error: trunks.t1.acl[0] \"10.0.0.1\"",
    ]);
    assert!(!ran.stderr.contains("Canary1f0e2d"), "{}", ran.stderr);
    assert!(!ran.stderr.contains('\u{1b}'), "colours are for terminals: {}", ran.stderr);

    let ran = validate(BAD, &["--json"]);
    ran.expect(2);
    let error = ran.error();
    assert_eq!(error["mistakes"].as_array().unwrap().len(), 3);
    assert!(error["mistakes"][1].as_str().unwrap().starts_with("trunkline.yaml:6:24: trunks.t1.carriers[1]"));
    assert_eq!((&error["places"][2]["line"], &error["places"][2]["column"]), (&8.into(), &11.into()));
}

#[test]
fn a_warning_is_shown_and_the_file_is_valid() {
    let text = "version: 1\ntrunks: { t1: { carriers: [exotel], auth: both, acl: [44.0.0.1] } }\n";
    let ran = validate(text, &[]);
    ran.expect(0);
    ran.complains(&["warning: trunks.t1.auth \"both\" on exotel", "trunkline.yaml:2:43"]);
    ran.says(&["1 trunk on exotel; 1 warning"]);
}

#[test]
fn the_file_is_the_one_that_is_named() {
    let ran = run(&[], &["validate"], "");
    ran.expect(2);
    ran.complains(&["error: cannot be read", "--> trunkline.yaml"]);
    let (good, bad) = (written(GOOD), written(BAD));
    let file = |folder: &PathBuf| folder.join("trunkline.yaml").to_str().unwrap().to_owned();
    run_in(&bad, &[], &["validate", &file(&good)], "").expect(0);
    run_in(&good, &[], &["validate", "--config", &file(&bad)], "").expect(2);
}

#[test]
fn the_schema_that_is_printed_is_the_one_in_the_documentation() {
    let ran = run(&[], &["schema"], "");
    ran.expect(0);
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/trunkline.schema.json");
    assert!(ran.stdout == fs::read_to_string(committed).unwrap(), "another schema than {committed}");
}
