//! `trunkline apply`, when something goes wrong.

use trunkline_sim::{Carrier, Fault, Faults, Rule, StatusFault};

use super::{BOTH, Desk};

const ADDRESSES: [&str; 2] = ["44.229.228.186/32", "44.238.177.138/32"];

fn failing(operation: &str) -> Faults {
    Faults::none().with_rule(Rule::new(Carrier::Twilio, operation, Fault::Status(StatusFault::new(503))))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_on_one_carrier_leaves_the_other_and_can_be_gone_on_with() {
    let desk = Desk::with(BOTH).await;
    desk.world.sim.faults().set(failing("CreateSipIpAddress")).unwrap();
    let ran = desk.ends(3, &["apply", "--yes"]);
    ran.says(&["twilio/contact_centre/acl/44.229.228.186/32/add", "failed", "not begun"]);
    ran.complains(&["trunkline apply --resume", "trunkline history show 1"]);
    assert_eq!(desk.acl("exotel"), ADDRESSES);
    desk.ends(0, &["history"]).says(&["failed"]);

    desk.world.sim.faults().clear().unwrap();
    desk.ends(0, &["apply", "--resume"]).says(&["Done"]);
    assert_eq!(desk.acl("twilio"), ADDRESSES);
    desk.ends(0, &["plan", "--detailed-exitcode"]);
    desk.ends(2, &["apply", "--resume"]).complains(&["no run"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_one_account_is_gone_on_with_and_judged_by_that_account_alone() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["plan", "--carrier", "twilio", "--out", "plan.json"]);
    desk.world.sim.faults().set(failing("CreateSipIpAddress")).unwrap();
    desk.ends(3, &["apply", "--plan", "plan.json", "--yes"]);
    desk.world.sim.faults().clear().unwrap();
    desk.ends(0, &["apply", "--resume"]);
    assert_eq!(desk.acl("twilio"), ADDRESSES);
    assert_eq!(desk.json(0, &["trunk", "list", "--carrier", "exotel"]), serde_json::json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_that_is_gone_on_with_is_not_judged_by_the_file() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace("44.238.177.138", "44.238.177.138, 54.172.60.1"));
    desk.ends(0, &["apply", "--yes"]);
    desk.world.sim.faults().set(failing("DeleteSipIpAddress")).unwrap();
    desk.ends(3, &["undo", "2", "--yes"]).complains(&["trunkline apply --resume"]);
    desk.world.sim.faults().clear().unwrap();
    desk.ends(0, &["apply", "--resume"]).says(&["Done"]);
    assert_eq!(desk.acl("twilio"), ADDRESSES);
    desk.ends(2, &["apply", "--resume"]).complains(&["no run"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_in_which_nothing_was_done_has_failed() {
    let desk = Desk::with(&BOTH.replace("exotel, ", "")).await;
    desk.world.sim.faults().set(failing("CreateTrunk")).unwrap();
    let ran = desk.run(&["apply", "--yes", "--json"]);
    ran.expect(1);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["outcome"], "failed");
    assert!(ran.error()["message"].as_str().unwrap().contains("trunkline apply --resume"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_secret_that_is_missing_is_named_before_anything_is_sent() {
    let text = "\
version: 1
trunks:
  voice_ai:
    carriers: [exotel, twilio]
    auth: digest
    credentials:
      - { username: agent, password: { env: AGENT_PASSWORD } }
      - { username: other, password: { file: other.secret } }
";
    let desk = Desk::with(text).await;
    desk.ends(0, &["plan"]).says(&["+ credential agent", "variable AGENT_PASSWORD"]);
    desk.world.changes();
    desk.ends(2, &["apply", "--yes"]).complains(&["AGENT_PASSWORD", "other.secret"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

const CANARY: &str = "Canary0123456789";

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_shown_and_kept_nowhere() {
    let text = "\
version: 1
trunks:
  voice_ai:
    carriers: [exotel, twilio]
    auth: digest
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
";
    let desk = Desk::with(text).await;
    let with = [("AGENT_PASSWORD", CANARY)];
    let mut printed = String::new();
    for args in [
        &["plan", "--out", "plan.json"][..],
        &["plan", "--json"],
        &["plan", "--markdown"],
        &["apply", "--yes", "-vv"],
        &["drift"],
        &["history", "show", "1"],
        &["history", "show", "1", "--json"],
        &["import", "--carrier", "exotel", "--carrier", "twilio"],
    ] {
        let ran = desk.run_with(&with, args);
        ran.expect(0);
        printed.push_str(&ran.stdout);
        printed.push_str(&ran.stderr);
    }
    assert!(!printed.contains(CANARY));
    let kept = ["plan.json", ".trunkline/state.db", ".trunkline/state.db-wal"];
    for name in kept {
        let bytes = std::fs::read(desk.folder.join(name)).unwrap_or_default();
        assert!(!bytes.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()), "{name}");
    }
}

#[cfg(unix)]
mod ctrl_c {
    use std::{
        io::{BufRead as _, BufReader, Read as _},
        process::{Child, Command, Stdio},
        time::Duration,
    };

    use trunkline_sim::{Carrier, Clock, Fault, Faults, Rule, Simulator};

    use super::{ADDRESSES, BOTH};
    use crate::{one_file::Desk, world::World};

    /// A simulator whose clock stands, and that holds the answer to an address back until the clock goes on.
    async fn held_back() -> (Desk, Clock) {
        let clock = Clock::manual("2026-01-01T00:00:00Z".parse().unwrap());
        let world = World::of(Simulator::builder().clock(clock.clone())).await;
        let delay = Fault::Delay { milliseconds: 1000 };
        let rule = Rule::new(Carrier::Twilio, "CreateSipIpAddress", delay);
        world.sim.faults().set(Faults::none().with_rule(rule)).unwrap();
        (Desk::on(world, &BOTH.replace("exotel, ", "")), clock)
    }

    /// Starts `apply`, and waits until the address is under way.
    async fn start(desk: &Desk) -> Child {
        let child = Command::new(assert_cmd::cargo::cargo_bin!("trunkline"))
            .args(["apply", "--yes"])
            .env_clear()
            .envs(desk.world.variables.iter().cloned())
            .current_dir(&desk.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let under_way =
            || desk.world.sim.requests().iter().any(|seen| seen.operation == Some("CreateSipIpAddress"));
        while !under_way() {
            tokio::task::yield_now().await;
        }
        child
    }

    fn interrupt(child: &Child) {
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn once_finishes_what_is_under_way() {
        let (desk, clock) = held_back().await;
        let mut child = start(&desk).await;
        interrupt(&child);
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        assert!(line.contains("stopping") && line.contains("once more"), "{line}");
        clock.advance(Duration::from_secs(1).try_into().unwrap());
        errors.read_to_string(&mut line).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(3), "{line}");
        assert!(line.contains("trunkline apply --resume"), "{line}");
        desk.world.sim.faults().clear().unwrap();
        assert_eq!(desk.acl("twilio"), ADDRESSES[..1], "one was under way, and no other was begun");
        desk.ends(0, &["history"]).says(&["stopped"]);
        desk.ends(0, &["apply", "--resume"]);
        assert_eq!(desk.acl("twilio"), ADDRESSES);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn while_one_applies_another_is_told_who_does() {
        let (desk, _clock) = held_back().await;
        let mut child = start(&desk).await;
        let holder = format!("{}", child.id());
        desk.ends(1, &["apply", "--yes"]).complains(&["is being changed by", &holder, "since"]);
        interrupt(&child);
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut String::new()).unwrap();
        interrupt(&child);
        child.wait().unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn twice_stops_at_once_and_loses_nothing() {
        let (desk, clock) = held_back().await;
        let mut child = start(&desk).await;
        interrupt(&child);
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        errors.read_line(&mut String::new()).unwrap();
        interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(3));
        clock.advance(Duration::from_secs(1).try_into().unwrap());
        desk.world.sim.faults().clear().unwrap();
        desk.ends(0, &["apply", "--resume"]);
        assert_eq!(desk.acl("twilio"), ADDRESSES);
        desk.ends(0, &["plan", "--detailed-exitcode"]);
    }
}
