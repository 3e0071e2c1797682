//! `trunkline sim`: the carriers for a user's own tests.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::world::{folder, run};

/// A simulator that is started as users start it, and ends with the test.
struct Running(Child);

impl Running {
    fn start(args: &[&str]) -> Self {
        let command = Command::new(assert_cmd::cargo::cargo_bin!("trunkline"))
            .arg("sim")
            .args(args)
            .env_clear()
            .current_dir(folder())
            .stdout(Stdio::piped())
            .spawn();
        Self(command.unwrap())
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn variables(ready: &Value) -> Vec<(&str, String)> {
    let variables = ready["env"].as_object().unwrap();
    variables.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap().to_owned())).collect()
}

#[test]
fn one_line_of_json_says_that_it_is_ready_and_how_to_reach_it() {
    let mut sim = Running::start(&[]);
    let ready: Value = serde_json::from_str(&sim.line()).unwrap();
    assert!(ready["listening"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(ready["numbers"]["exotel"][0], "+918040264208");
    assert_eq!(ready["numbers"]["twilio"][0], "+14155550100");
    for carrier in ["exotel", "twilio"] {
        run(&variables(&ready), &["trunk", "create", "t1", "--carrier", carrier], "").expect(0);
    }
    let listed = run(&variables(&ready), &["trunk", "list", "--json"], "");
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
}

#[test]
fn each_carrier_can_have_a_port_and_the_seed_decides_identifiers() {
    let id = || {
        let mut sim = Running::start(&[
            "--seed",
            "7",
            "--exotel-listen",
            "127.0.0.1:0",
            "--twilio-listen",
            "127.0.0.1:0",
        ]);
        let ready: Value = serde_json::from_str(&sim.line()).unwrap();
        let urls = [&ready["env"]["TRUNKLINE_EXOTEL_BASE_URL"], &ready["env"]["TRUNKLINE_TWILIO_BASE_URL"]];
        assert_ne!(urls[0], urls[1]);
        let created =
            run(&variables(&ready), &["trunk", "create", "t1", "--carrier", "twilio", "--json"], "");
        let created: Value = serde_json::from_str(&created.stdout).unwrap();
        created["value"]["id"].as_str().unwrap().to_owned()
    };
    assert_eq!(id(), id());
}

#[test]
fn a_fixture_gives_other_accounts_and_numbers() {
    let file = folder().join("fixture.json");
    let account =
        r#"{"account_sid": "mine", "api_key": "k", "api_token": "it's", "numbers": ["+918040264299"]}"#;
    std::fs::write(&file, format!(r#"{{"exotel": [{account}]}}"#)).unwrap();
    let mut sim = Running::start(&["--fixture", file.to_str().unwrap()]);
    let ready: Value = serde_json::from_str(&sim.line()).unwrap();
    assert_eq!(ready["env"]["EXOTEL_ACCOUNT_SID"], "mine");
    assert_eq!(ready["env"].get("TWILIO_ACCOUNT_SID"), None);
    assert_eq!(ready["numbers"]["exotel"], serde_json::json!(["+918040264299"]));

    std::fs::write(&file, "{").unwrap();
    let ran = run(&[], &["sim", "--fixture", file.to_str().unwrap(), "--seed", "x", "--listen", "y"], "");
    ran.expect(2);
    assert_eq!(ran.stderr.lines().count(), 3, "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn it_runs_until_it_is_told_to_stop() {
    for signal in ["-INT", "-TERM"] {
        let mut sim = Running::start(&[]);
        sim.line();
        let killed = Command::new("kill").args([signal, &sim.0.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(sim.0.wait().unwrap().code(), Some(0), "{signal}");
    }
}

#[cfg(unix)]
#[test]
fn a_shell_takes_it_by_eval_and_stops_it() {
    let script = r#"
        eval "$("$TRUNKLINE" sim --export &)"
        "$TRUNKLINE" trunk create t1 --carrier exotel
        "$TRUNKLINE" trunk list --carrier exotel --json
        kill "$TRUNKLINE_SIM_PID"
    "#;
    let mut shell = Command::new("sh")
        .args(["-euc", script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TRUNKLINE", assert_cmd::cargo::cargo_bin!("trunkline"))
        .current_dir(folder())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut text = String::new();
    shell.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    assert!(shell.wait().unwrap().success(), "{text}");
    assert!(text.contains("created trunk t1") && text.contains("\"name\": \"t1\""), "{text}");
}
