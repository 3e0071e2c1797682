//! `trunkline failover watch`: the simulator's APIs, and hosts for calls in this process.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use trunkline_sim::{Carrier, Fault, Faults, Rule, When};

use crate::{one_file::Desk, probe::peer, world::World};

pub(crate) const FILE: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: [exotel, twilio]
    auth: ip-acl
    acl: [44.229.228.186]
";

/// A look at both carriers, whose hosts for calls answer with these statuses.
pub(crate) fn args(exotel: &'static str, twilio: &'static str, more: &[&str]) -> Vec<String> {
    let edges = [format!("exotel={}", peer(exotel)), format!("twilio={}", peer(twilio))];
    let once =
        ["failover", "watch", "--misses", "1", "--rounds", "1", "--edge", &edges[0], "--edge", &edges[1]];
    once.iter().chain(more).map(ToString::to_string).collect()
}

/// The same without an end.
pub(crate) fn endless(mut args: Vec<String>) -> Vec<String> {
    let rounds = args.iter().position(|arg| arg == "--rounds").unwrap();
    args.drain(rounds..rounds + 2);
    args
}

/// The command, to be started beside the test.
pub(crate) fn trunkline(desk: &Desk, args: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
    command
        .env_clear()
        .envs(desk.world.variables.iter().map(|(name, value)| (name, value)))
        .current_dir(&desk.folder)
        .args(args);
    command
}

/// Starts it, to read what it says on standard error.
pub(crate) fn started(desk: &Desk, args: &[String]) -> Child {
    trunkline(desk, args).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

pub(crate) fn words(args: &[String]) -> Vec<&str> {
    args.iter().map(String::as_str).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_is_well_by_reads_only() {
    let desk = Desk::with(FILE).await;
    let ran = desk.ends(0, &words(&args("200 OK", "403 Forbidden", &[])));
    ran.says(&[
        "exotel api is up: answers",
        "twilio edge sip:127.0.0.1:",
        "403 Forbidden: reachable",
        "STANDING",
    ]);
    assert_eq!(desk.world.changes(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_that_takes_no_calls_is_to_be_left_and_everybody_is_told() {
    let desk = Desk::with(FILE).await;
    let hook = ["--state", "state.json", "--on-change", "cat > change.json"];
    let ran = desk.ends(1, &words(&args("503 Service Unavailable", "200 OK", &hook)));
    ran.says(&[
        "exotel edge sip:127.0.0.1:",
        " is down: 503",
        "exotel takes no calls: send outbound calls through twilio",
    ]);
    assert_eq!(desk.world.changes(), Vec::<String>::new(), "it recommends, and does nothing");

    let change: Value = serde_json::from_str(&desk.read("change.json")).unwrap();
    assert_eq!((&change["to"], &change["point"]["profile"]), (&"down".into(), &"exotel".into()));
    let state: Value = serde_json::from_str(&desk.read("state.json")).unwrap();
    assert_eq!(state["advice"][0]["do"], "fail_over");
    assert_eq!(state["watch"]["points"].as_array().unwrap().len(), 4);
    assert!(!fs::exists(desk.folder.join("state.json.new")).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_gone_does_not_end_the_watch() {
    let mut desk = Desk::with(FILE).await;
    desk.world.set("TRUNKLINE_EXOTEL_BASE_URL", "http://127.0.0.1:9");
    let ran = desk.ends(1, &words(&args("200 OK", "200 OK", &[])));
    ran.says(&["exotel api is down", "the API of exotel does not answer: calls go on", "twilio api is up"]);
    ran.complains(&["note: where exotel takes calls is as the file says"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_get_a_line_for_each_change() {
    let desk = Desk::with(FILE).await;
    let ran = desk.ends(1, &words(&args("200 OK", "503 Service Unavailable", &["--json"])));
    let lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4);
    let down: Vec<&Value> = lines.iter().filter(|line| line["to"] == "down").collect();
    assert_eq!((down.len(), &down[0]["point"]["kind"]), (1, &"edge".into()));
}

/// Twilio's host is given; nobody says where Exotel takes calls.
fn half_known(rounds: &'static str, more: &[&str]) -> Vec<String> {
    let edge = format!("twilio={}", peer("200 OK"));
    let args = ["failover", "watch", "--interval", "1", "--rounds", rounds, "--edge", &edge];
    args.iter().chain(more).map(ToString::to_string).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_whose_hosts_nobody_knows_is_shown_and_asked_again() {
    let desk = Desk::with(FILE).await;
    let asked = || {
        let seen = desk.world.sim.requests();
        desk.world.sim.clear_requests();
        seen.iter().filter(|seen| seen.carrier == Some(Carrier::Exotel)).count()
    };
    let state = ["--state", "state.json"];
    let ran = desk.ends(1, &words(&half_known("1", &state)));
    ran.complains(&["note: trunk contact_centre on exotel: where it takes calls is not known"]);
    ran.says(&["not watched: trunk contact_centre on exotel"]);
    let state: Value = serde_json::from_str(&desk.read("state.json")).unwrap();
    assert_eq!(state["watch"]["unwatched"][0]["profile"], "exotel");
    assert_eq!(asked(), 2, "where it takes calls, and whether it answers");
    desk.ends(1, &words(&half_known("2", &[])));
    assert_eq!(asked(), 4, "once more each, now that it answers");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused() {
    let desk = Desk::with(FILE).await;
    for (args, mistake) in [
        (vec!["--edge", "exotle=sip:192.0.2.1"], "no trunk of the file is on \"exotle\""),
        (vec!["--carrier", "twilio", "--edge", "exotel=sip:192.0.2.1"], "--edge names exotel"),
        (
            vec!["--edge", "exotel=sip:192.0.2.1", "--edge", "exotel=sip:192.0.2.2"],
            "--edge exotel=... is there twice",
        ),
        (vec!["--carrier", "nobody"], "no trunk of the file is on \"nobody\""),
        (vec!["--webhook", "https://ops.example.com"], "--webhook-secret-env"),
        (
            vec!["--webhook", "https://ops.example.com", "--webhook-secret-env", "NONE"],
            "variable NONE is not set",
        ),
        (vec!["--interval", "0"], "0"),
    ] {
        desk.ends(2, &[&["failover", "watch"], &args[..]].concat()).complains(&[mistake]);
    }
}

/// A trunk on both carriers that is behind the file on one address, and a bundle that makes up for it.
pub(crate) async fn prepared() -> Desk {
    prepared_on(World::start().await)
}

pub(crate) fn prepared_on(world: World) -> Desk {
    let desk = Desk::on(world, FILE);
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&FILE.replace("44.229.228.186", "44.229.228.186, 44.238.177.138"));
    desk.ends(0, &["failover", "prepare", "--away-from", "exotel", "--to", "twilio", "-o", "bundle.json"]);
    desk.world.changes();
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_is_named_is_carried_out_when_its_carrier_is_to_be_left() {
    let desk = prepared().await;
    let ran = desk.ends(1, &words(&args("503 Service Unavailable", "200 OK", &["--act", "bundle.json"])));
    ran.complains(&["exotel takes no calls: carrying out bundle.json"]);
    let changes = desk.world.changes();
    assert!(!changes.is_empty(), "{}{}", ran.stdout, ran.stderr);
    assert!(changes.iter().all(|change| !change.contains("/v2/accounts/")), "{changes:?}");
    assert!(desk.acl("twilio").contains(&"44.238.177.138/32".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_bundle_is_carried_out_for_anything_less() {
    let desk = prepared().await;
    let act = ["--act", "bundle.json"];
    for (exotel, twilio) in [
        ("200 OK", "200 OK"),
        ("200 OK", "503 Service Unavailable"),
        ("503 Service Unavailable", "503 Service Unavailable"),
    ] {
        desk.run(&words(&args(exotel, twilio, &act)));
        assert_eq!(desk.world.changes(), Vec::<String>::new(), "{exotel}, {twilio}");
    }
    let again = args("200 OK", "200 OK", &["--act", "bundle.json", "--act", "bundle.json"]);
    desk.ends(2, &words(&again)).complains(&["there are two bundles away from exotel"]);
    desk.ends(2, &["failover", "watch", "--act", "nothing.json"]).complains(&["nothing.json cannot be read"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_could_never_be_carried_out_is_refused_before_the_watching() {
    let mut desk = prepared().await;
    desk.world.sim.clear_requests();
    let only = half_known("1", &["--act", "bundle.json", "--carrier", "twilio"]);
    desk.ends(2, &words(&only))
        .complains(&["no host of exotel that takes calls is watched", "--edge exotel=URI"]);
    let digest = FILE.replace("ip-acl", "digest").replace(
        "    acl: [44.229.228.186]\n",
        "    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]\n",
    );
    desk.world.set("AGENT_PASSWORD", "Canary1f0e2dXY");
    desk.write(&digest.replace("contact_centre", "other"));
    desk.ends(0, &["failover", "prepare", "--away-from", "exotel", "--to", "twilio", "-o", "secret.json"]);
    desk.world.set("AGENT_PASSWORD", "");
    let act = args("200 OK", "200 OK", &["--act", "secret.json"]);
    let ran = desk.ends(2, &words(&act));
    ran.complains(&["secret.json: ", "AGENT_PASSWORD"]);
    assert!(ran.stdout.is_empty(), "{}", ran.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_whose_run_fails_is_carried_out_again() {
    let desk = prepared().await;
    let lost = Rule::new(Carrier::Twilio, "CreateSipIpAddress", Fault::ResetBefore).when(When::First(1));
    desk.world.sim.faults().set(Faults::none().with_rule(lost)).unwrap();
    let args =
        endless(args("503 Service Unavailable", "200 OK", &["--interval", "1", "--act", "bundle.json"]));
    let mut child = started(&desk, &args);
    let mut said = Vec::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let carried_out = |line: &&String| line.contains("carrying out bundle.json");
    while said.iter().filter(carried_out).count() < 2 {
        said.push(lines.next().unwrap_or_else(|| panic!("the watch ended: {said:?}")));
    }
    let added = || {
        let mut seen = desk.world.sim.requests().into_iter();
        seen.any(|one| one.path.ends_with("/IpAddresses.json") && one.status == Some(201))
    };
    while !added() {
        assert!(child.try_wait().unwrap().is_none(), "the watch ended: {said:?}");
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        said.iter().any(|line| line.contains("it is carried out once more at the next look")),
        "{said:?}"
    );
}
