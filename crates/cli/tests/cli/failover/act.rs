//! `trunkline failover watch --act`, when something stands in its way.

use std::process::Command;

use super::missed::moved;
use crate::{
    one_file::Desk,
    watch::{args, prepared, words},
};

const DOWN: &str = "503 Service Unavailable";

fn trunkline(desk: &Desk, args: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
    command
        .env_clear()
        .envs(desk.world.variables.iter().map(|(name, value)| (name, value)))
        .current_dir(&desk.folder)
        .args(args);
    command
}

fn is_carried_out(desk: &Desk) -> bool {
    desk.acl("twilio").contains(&"44.238.177.138/32".to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_is_not_bound_leaves_it_to_be_carried_out_again() {
    let desk = moved().await;
    let ran = desk.ends(1, &words(&args(DOWN, "200 OK", &["--act", "bundle.json"])));
    ran.complains(&[
        "carrying out bundle.json",
        "cannot be done any more: twilio/contact_centre/numbers/+14155550100/bind",
        "it is carried out once more at the next look",
    ]);
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

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn nor_does_an_output_that_cannot_be_written() {
    let desk = prepared().await;
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
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
    use std::process::{Command, Stdio};

    use trunkline_sim::{Carrier, Clock, Fault, Faults, Rule, Simulator};

    use super::{DOWN, trunkline};
    use crate::{
        watch::{args, endless, prepared_on},
        world::World,
    };

    #[tokio::test(flavor = "multi_thread")]
    async fn nothing_is_begun_when_it_comes_during_a_look() {
        let clock = Clock::manual("2026-01-01T00:00:00Z".parse().unwrap());
        let desk = prepared_on(World::of(Simulator::builder().clock(clock)).await);
        // Only the failover asks for this, and the clock that it waits for stands.
        let held = Rule::new(Carrier::Twilio, "ListSipIpAddress", Fault::Delay { milliseconds: 1000 });
        desk.world.sim.faults().set(Faults::none().with_rule(held)).unwrap();
        let mut watch = trunkline(&desk, &endless(args(DOWN, "200 OK", &["--act", "bundle.json"])));
        let child = watch.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        while desk.world.sim.requests().iter().all(|seen| seen.operation != Some("ListSipIpAddress")) {
            tokio::task::yield_now().await;
        }
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        let ended = child.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(said.contains("stopped before the first step; nothing was changed"), "{said}");
        assert!(!said.contains("once more"), "{said}");
        assert_eq!(ended.status.code(), Some(0), "{said}");
        assert_eq!(desk.world.changes(), [""; 0]);
    }
}
