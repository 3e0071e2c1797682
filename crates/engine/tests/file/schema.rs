//! The schema that editors complete and check a file by.

use std::{collections::BTreeSet, env, fs, path::Path};

use serde_json::{Value, json};
use trunkline_engine::{Registry, file::schema};

use crate::support::read;

const COMMITTED: &str = "../../docs/trunkline.schema.json";

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&schema(&Registry::default())).unwrap()
}

/// A file as an editor sees it, in YAML 1.2.
fn as_json(path: &Path) -> Value {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&fs::read_to_string(path).unwrap(), options).unwrap()
}

/// `TRUNKLINE_BLESS=1` writes the schema down.
#[test]
fn the_committed_schema_is_that_of_the_types() {
    let text = serde_json::to_string_pretty(&schema(&Registry::default())).unwrap() + "\n";
    if env::var_os("TRUNKLINE_BLESS").is_some() {
        fs::write(COMMITTED, &text).unwrap();
    }
    let committed = fs::read_to_string(COMMITTED).unwrap();
    assert!(
        committed == text,
        "docs/trunkline.schema.json is not that of the types: set TRUNKLINE_BLESS=1, run again"
    );
}

#[test]
fn good_files_keep_the_schema() {
    let validator = validator();
    let example = as_json(Path::new("../../examples/trunkline.yaml"));
    let errors: Vec<String> = validator.iter_errors(&example).map(|error| error.to_string()).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn what_the_schema_refuses_is_what_is_refused() {
    let validator = validator();
    for name in [
        "account_setting_missing",
        "account_is_a_number",
        "acl_as_text",
        "address_block_without_address",
        "auth_unknown",
        "carriers_empty",
        "carriers_missing",
        "carriers_twice",
        "kind_missing",
        "kind_unknown",
        "number_without_plus",
        "number_without_quotes",
        "password_in_the_file",
        "password_missing",
        "region_unknown",
        "rotation_0",
        "secret_from_two_places",
        "secret_in_the_file",
        "setting_unknown",
        "target_without_scheme",
        "transfer_mode_unknown",
        "trunk_name_too_long",
        "two_ways_in",
        "unknown_at_the_top",
        "variable_with_a_dollar",
        "version_of_the_future",
        "yes_for_true",
    ] {
        let path = format!("tests/file/bad/{name}.yaml");
        assert!(!validator.is_valid(&as_json(Path::new(&path))), "{name} keeps the schema");
    }
}

/// A kind's schema and its reader are two texts.
#[test]
fn the_schema_of_an_account_has_the_settings_that_are_read() {
    let validator = validator();
    let secret = json!({ "env": "T" });
    let exotel = json!({
        "kind": "exotel", "account": "a", "api_key": secret, "api_token": secret, "region": "singapore",
        "base_url": "http://127.0.0.1:1",
    });
    let twilio = json!({
        "kind": "twilio", "account": "AC1", "auth_token": secret, "region": "ie1", "edge": "dublin",
        "base_url": "http://127.0.0.1:1",
    });
    let with_key = json!({ "kind": "twilio", "account": "AC1", "api_key": "SK1", "api_secret": secret });
    let properties = |kind: &str| {
        let kinds = Registry::default();
        let schema = kinds.get(kind).unwrap().schema();
        schema["properties"].as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>()
    };
    let names = |account: &Value| account.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(properties("exotel"), names(&exotel));
    assert_eq!(properties("twilio"), &names(&twilio) | &names(&with_key));

    let judge = |account: &Value| {
        let file = json!({ "carriers": { "mine": account } });
        (validator.is_valid(&file), read(&file.to_string()).is_ok())
    };
    for account in [exotel, twilio, with_key] {
        assert_eq!(judge(&account), (true, true), "{account}");
        for name in names(&account) {
            let mut without = account.clone();
            without.as_object_mut().unwrap().remove(&name);
            let (schema, reader) = judge(&without);
            assert_eq!(schema, reader, "{without}");
        }
    }
}
