//! `trunkline failover watch --act`, when something stands in its way.

use std::fs;

use serde_json::Value;

use super::missed::{held, moved, put_right};
use crate::{
    one_file::Desk,
    watch::{args, prepared, trunkline, words},
};

const DOWN: &str = "503 Service Unavailable";

fn is_carried_out(desk: &Desk) -> bool {
    desk.acl("twilio").contains(&"44.238.177.138/32".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_person_is_tried_again() {
    let desk = moved().await;
    let ran = desk.ends(1, &words(&args(DOWN, "200 OK", &["--act", "bundle.json"])));
    ran.complains(&[
        "carrying out bundle.json",
        "calls miss what was not done: twilio/contact_centre/numbers/+14155550100/bind",
        "bundle.json waits for a person: while exotel takes no calls it is tried again",
    ]);
    assert!(is_carried_out(&desk), "what can be done does not wait for that");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_can_be_started_while_the_carrier_that_fails_does_not_say_where_it_takes_calls() {
    let mut desk = prepared().await;
    desk.world.set("TRUNKLINE_EXOTEL_BASE_URL", "http://127.0.0.1:9");
    let mut args = args("200 OK", "200 OK", &["--act", "bundle.json"]);
    let edge = args.iter().position(|arg| arg.starts_with("exotel=")).unwrap();
    args.drain(edge - 1..=edge);
    let ran = desk.ends(1, &words(&args));
    ran.complains(&[
        "bundle.json is not carried out before it is known where exotel takes calls",
        "--edge exotel=URI",
    ]);
    ran.says(&["exotel api is down", "not watched: trunk contact_centre on exotel"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_file_that_cannot_be_written_ends_no_failover() {
    let desk = prepared().await;
    let state = ["--state", "nowhere/state.json"];
    let act = [&state[..], &["--act", "bundle.json"]].concat();
    let ran = desk.ends(1, &words(&args(DOWN, "200 OK", &act)));
    ran.complains(&["note: nowhere/state.json cannot be written", "the watching goes on"]);
    ran.says(&["Done: 1 steps", "STANDING"]);
    assert!(is_carried_out(&desk));
    // Where nothing is to be carried out, whoever reads the file has to know.
    let ran = desk.ends(1, &words(&args("200 OK", "200 OK", &state)));
    ran.complains(&["error: nowhere/state.json cannot be written"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_does_not_start_without_the_journal_that_it_will_need() {
    let desk = prepared().await;
    let elsewhere = desk.folder.join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    // Where the journal's folder would be.
    fs::write(elsewhere.join(".trunkline"), "").unwrap();
    let mut bundle: Value = serde_json::from_str(&desk.read("bundle.json")).unwrap();
    bundle["of"] = elsewhere.join("trunkline.yaml").to_str().unwrap().into();
    fs::write(desk.folder.join("bundle.json"), bundle.to_string()).unwrap();
    let ran = desk.ends(1, &words(&args(DOWN, "200 OK", &["--act", "bundle.json"])));
    ran.complains(&["error: ", "elsewhere/.trunkline/state.db"]);
    assert!(ran.stdout.is_empty(), "nothing is looked at: {}", ran.stdout);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn nor_does_an_output_that_cannot_be_written() {
    let desk = prepared().await;
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let args = args(DOWN, "200 OK", &["--act", "bundle.json"]);
    let ended = trunkline(&desk, &args).stdout(full).output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    for part in ["the watching goes on", "what was done is in trunkline history show 2"] {
        assert!(said.contains(part), "{part:?} in {said}");
    }
    assert!(!said.contains("once more"), "{said}");
    assert_eq!(ended.status.code(), Some(1));
    assert!(is_carried_out(&desk));
}

#[cfg(unix)]
mod stop {
    use std::{
        io::{BufRead as _, BufReader},
        process::{Child, Command, Stdio},
    };

    use trunkline_sim::{Carrier, Clock, Fault, Faults, Rule, Simulator};

    use super::{DOWN, held, put_right, trunkline};
    use crate::{
        one_file::Desk,
        watch::{args, endless, prepared_on, started},
        world::World,
    };

    /// Only a failover asks for these.
    fn looks(desk: &Desk) -> usize {
        let seen = desk.world.sim.requests();
        seen.iter().filter(|seen| seen.operation == Some("ListSipIpAddress")).count()
    }

    fn stop(child: &Child) {
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_it_cannot_do_is_said_once() {
        let desk = held().await;
        desk.world.sim.clear_requests();
        let act = ["--interval", "1", "--act", "bundle.json"];
        let args = endless(args(DOWN, "200 OK", &act));
        let child = trunkline(&desk, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // Of the two trunks, each time.
        while looks(&desk) < 4 {
            tokio::task::yield_now().await;
        }
        stop(&child);
        let ended = child.wait_with_output().unwrap();
        let [shown, said] = [ended.stdout, ended.stderr].map(|said| String::from_utf8(said).unwrap());
        for (once, all) in [
            ("carrying out bundle.json", &said),
            ("calls miss what was not done", &said),
            ("bundle.json waits for a person", &said),
            ("Not done, and calls miss it", &shown),
        ] {
            assert_eq!(all.matches(once).count(), 1, "{once:?} in {shown}{said}");
        }
        assert_eq!(desk.world.changes(), [""; 0]);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn its_end_is_said_too() {
        let desk = held().await;
        let act = ["--interval", "1", "--act", "bundle.json"];
        let mut args = args(DOWN, "200 OK", &act);
        let rounds = args.iter().position(|arg| arg == "--rounds").unwrap();
        // More than pass until it is tried again.
        args[rounds + 1] = "9".to_owned();
        let mut child =
            trunkline(&desk, &args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        assert!(said.any(|line| line.contains("bundle.json waits for a person")));
        put_right(&desk).await;
        let mut shown = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        assert!(shown.any(|line| line.contains("Nothing is left to do on twilio")));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_begun_when_it_comes_during_a_look() {
        let clock = Clock::manual("2026-01-01T00:00:00Z".parse().unwrap());
        let desk = prepared_on(World::of(Simulator::builder().clock(clock)).await);
        // The clock that it waits for stands.
        let held = Rule::new(Carrier::Twilio, "ListSipIpAddress", Fault::Delay { milliseconds: 1000 });
        desk.world.sim.faults().set(Faults::none().with_rule(held)).unwrap();
        let child = started(&desk, &endless(args(DOWN, "200 OK", &["--act", "bundle.json"])));
        while looks(&desk) == 0 {
            tokio::task::yield_now().await;
        }
        stop(&child);
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("stopped before the first step; nothing was changed"), "{said}");
        assert!(!said.contains("once more"), "{said}");
        assert_eq!(ended.status.code(), Some(0), "{said}");
        assert_eq!(desk.world.changes(), [""; 0]);
    }
}
