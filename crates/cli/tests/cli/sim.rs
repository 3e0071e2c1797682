//! `trunkline sim`: the carriers for a user's own tests.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::world::{Ran, folder, run};

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

    /// Its first line, once it is ready.
    fn ready(&mut self) -> Value {
        serde_json::from_str(&self.line()).unwrap()
    }

    /// Asks it to stop, and waits until it has.
    #[cfg(unix)]
    fn stop(&mut self, signal: &str) {
        let killed = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert_eq!(self.0.wait().unwrap().code(), Some(0), "{signal}");
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

/// A file for an option.
fn file(name: &str, text: &str) -> PathBuf {
    let file = folder().join(name);
    fs::write(&file, text).unwrap();
    file
}

/// The status and the body with which the control API answers.
fn control(ready: &Value, method: &str, path: &str, body: &str) -> (u16, String) {
    let url = ready["env"]["TRUNKLINE_SIM_CONTROL_URL"].as_str().unwrap();
    let host = url.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(host).unwrap();
    let length = body.len();
    write!(
        connection,
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn create_trunk(ready: &Value, carrier: &str) -> Ran {
    run(&variables(ready), &["trunk", "create", "t1", "--carrier", carrier], "")
}

#[test]
fn one_line_of_json_says_that_it_is_ready_and_how_to_reach_it() {
    let mut sim = Running::start(&[]);
    let ready = sim.ready();
    assert!(ready["listening"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(ready["numbers"]["exotel"][0], "+918040264208");
    assert_eq!(ready["numbers"]["twilio"][0], "+14155550100");
    for carrier in ["exotel", "twilio"] {
        create_trunk(&ready, carrier).expect(0);
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
        let ready = sim.ready();
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
    fs::write(&file, format!(r#"{{"exotel": [{account}]}}"#)).unwrap();
    let mut sim = Running::start(&["--fixture", file.to_str().unwrap()]);
    let ready = sim.ready();
    assert_eq!(ready["env"]["EXOTEL_ACCOUNT_SID"], "mine");
    assert_eq!(ready["env"].get("TWILIO_ACCOUNT_SID"), None);
    assert_eq!(ready["numbers"]["exotel"], json!(["+918040264299"]));

    fs::write(&file, "{").unwrap();
    let ran = run(&[], &["sim", "--fixture", file.to_str().unwrap(), "--seed", "x", "--listen", "y"], "");
    ran.expect(2);
    assert_eq!(ran.stderr.lines().count(), 3, "{}", ran.stderr);
}

#[test]
fn a_faults_file_says_what_goes_wrong_from_the_first_request_on() {
    let rule = json!({"carrier": "twilio", "operation": "CreateTrunk", "fault": {"status": {"code": 503}}});
    let faults = file("faults.json", &json!({ "rules": [rule] }).to_string());
    let mut sim = Running::start(&["--faults", faults.to_str().unwrap()]);
    let ready = sim.ready();
    let failed = create_trunk(&ready, "twilio");
    failed.expect(1);
    failed.complains(&["503"]);
    create_trunk(&ready, "exotel").expect(0);
}

#[test]
fn a_switches_file_puts_switches_into_other_positions() {
    let switches = file("switches.json", r#"{"exotel": {"rate_limit": 1}}"#);
    let mut sim =
        Running::start(&["--switches", switches.to_str().unwrap(), "--control-listen", "127.0.0.1:0"]);
    let (status, switches) = control(&sim.ready(), "GET", "/_sim/switches", "");
    let switches: Value = serde_json::from_str(&switches).unwrap();
    assert_eq!((status, &switches["exotel"]["rate_limit"]), (200, &json!(1)));
    assert_eq!(switches["exotel"]["connection_limit"], 50);
}

#[cfg(unix)]
#[test]
fn what_is_saved_when_it_stops_is_there_when_it_starts_from_it() {
    let saved = folder().join("state.json");
    let mut sim = Running::start(&["--save-state", saved.to_str().unwrap()]);
    create_trunk(&sim.ready(), "exotel").expect(0);
    sim.stop("-TERM");

    let mut sim = Running::start(&["--state", saved.to_str().unwrap()]);
    let listed = run(&variables(&sim.ready()), &["trunk", "list", "--carrier", "exotel"], "");
    listed.expect(0);
    listed.says(&["t1"]);
}

#[cfg(unix)]
#[test]
fn a_state_that_cannot_be_saved_is_a_failure() {
    let nowhere = folder().join("missing").join("state.json");
    let mut sim = Running::start(&["--save-state", nowhere.to_str().unwrap()]);
    sim.line();
    assert!(Command::new("kill").arg(sim.0.id().to_string()).status().unwrap().success());
    assert_eq!(sim.0.wait().unwrap().code(), Some(1));
}

#[test]
fn the_control_api_has_an_address_of_its_own() {
    let mut sim = Running::start(&["--control-listen", "127.0.0.1:0"]);
    let ready = sim.ready();
    assert_ne!(ready["env"]["TRUNKLINE_SIM_CONTROL_URL"], ready["listening"]);
    create_trunk(&ready, "exotel").expect(0);
    let (_, requests) = control(&ready, "GET", "/_sim/requests", "");
    assert!(requests.contains("\"create trunk\""), "{requests}");
    assert_eq!(control(&ready, "POST", "/_sim/reset", "").0, 204);
    let (_, state) = control(&ready, "GET", "/_sim/state", "");
    assert!(!state.contains("t1"), "{state}");
    assert_eq!(control(&ready, "POST", "/_sim/clock/advance", r#"{"seconds": 60}"#).0, 409);

    let mut sim = Running::start(&[]);
    assert_eq!(sim.ready()["env"].get("TRUNKLINE_SIM_CONTROL_URL"), None);
}

#[test]
fn a_clock_of_its_own_stands_until_it_is_advanced() {
    let mut sim = Running::start(&["--clock", "2026-01-01T00:00:00Z", "--control-listen", "127.0.0.1:0"]);
    let ready = sim.ready();
    let (status, clock) = control(&ready, "POST", "/_sim/clock/advance", r#"{"seconds": 60}"#);
    assert_eq!(status, 200, "{clock}");
    assert!(clock.contains("2026-01-01T00:01:00Z"), "{clock}");
}

#[test]
fn a_file_that_cannot_be_is_refused_with_field_value_and_rule() {
    let fault = |fault: Value| json!({ "rules": [{ "carrier": "exotel", "fault": fault }] }).to_string();
    let cases = [
        (
            "--faults",
            r#"{"rules": [{"carrier": "acme", "fault": "cut_body"}]}"#.into(),
            "rules[0].carrier: unknown variant `acme`",
        ),
        (
            "--faults",
            fault(json!({"status": {"code": 404}})),
            "rule 1: fault status 404: must be 429, 500 to 599, or 200 with body html",
        ),
        (
            "--faults",
            r#"{"exotel": "refused"}"#.into(),
            "Exotel cannot refuse connections without a listener of its own",
        ),
        (
            "--switches",
            r#"{"exotel": {"unowned_number": "perhaps"}}"#.into(),
            "exotel.unowned_number: unknown variant `perhaps`, expected `refused` or `accepted`",
        ),
        ("--switches", r#"{"twilio": {"speed": 1}}"#.into(), "unknown field `speed`"),
        ("--switches", "{} {}".into(), "trailing characters"),
        ("--state", r#"{"version": 2}"#.into(), "version 2: must be 1"),
    ];
    for (option, text, why) in cases {
        let file = file("mistaken.json", &text);
        let ran = run(&[], &["sim", option, file.to_str().unwrap()], "");
        ran.expect(2);
        ran.complains(&[&format!("error: {}", option.trim_start_matches('-')), why]);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
        assert_eq!(ran.stdout, "");
    }
    let ran = run(&[], &["sim", "--state", "nowhere.json", "--clock", "noon", "--control-listen", "9"], "");
    ran.expect(2);
    ran.complains(&["state nowhere.json: cannot be read", "--clock \"noon\"", "--control-listen \"9\""]);
}

#[cfg(unix)]
#[test]
fn it_runs_until_it_is_told_to_stop() {
    for signal in ["-INT", "-TERM"] {
        let mut sim = Running::start(&[]);
        sim.line();
        sim.stop(signal);
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
