//! `trunkline migrate`: from one carrier to the other, stage by stage, and back.

mod loss;
mod stages;

use std::{fs, path::PathBuf};

use serde_json::Value;

use trunkline_sim::{Fixture, Simulator};

use crate::world::{Ran, World, folder, run_in};

/// A trunk on each carrier.
const BEFORE: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: { twilio: { name: \"Contact centre (EU)\", secure: true, cnam_lookup: true } }
    auth: ip-acl
    acl: [44.229.228.186, 54.172.60.0/30]
    origination:
      - { uri: \"sip:sbc.example.com:5061;transport=tls\", priority: 10, weight: 20 }
      - { uri: \"sip:52.1.2.3:5060;transport=udp\", priority: 20 }
    numbers: [\"+14155550100\", \"+14155550101\"]
  support:
    carriers: [exotel]
    auth: digest
    origination: [\"sip:support.example.com:5061;transport=tls\"]
    numbers: [\"+918040264208\"]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
";

/// Two accounts with a trunk on each, and an empty folder to work in.
pub(crate) struct Move {
    pub(crate) world: World,
    pub(crate) folder: PathBuf,
}

impl Move {
    pub(crate) async fn begin() -> Self {
        Self::in_world(World::start().await)
    }

    /// Where the first number of the Twilio trunk is Exotel's too, as after a port.
    pub(crate) async fn ported() -> Self {
        let mut fixture = Fixture::default();
        fixture.exotel[0].numbers.push("+14155550100".to_owned());
        Self::in_world(World::of(Simulator::builder().fixture(fixture)).await)
    }

    fn in_world(mut world: World) -> Self {
        world.set("AGENT_PASSWORD", "StandsInForOne2");
        let before = folder();
        fs::write(before.join("trunkline.yaml"), BEFORE).unwrap();
        run_in(&before, &world.variables, &["apply", "--yes"], "").expect(0);
        world.sim.clear_requests();
        Self { world, folder: folder() }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let args = [&["migrate"], args].concat();
        run_in(&self.folder, &self.world.variables, &args, "")
    }

    #[track_caller]
    pub(crate) fn ends(&self, code: i32, args: &[&str]) -> Ran {
        let ran = self.run(args);
        ran.expect(code);
        ran
    }

    /// What the command says as JSON.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.ends(0, &[args, &["--json"]].concat());
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error} in {}", ran.stdout))
    }

    /// Names of the trunks on an account.
    pub(crate) fn trunks(&self, carrier: &str) -> Vec<String> {
        let listed = self.world.json(&["trunk", "list", "--carrier", carrier]);
        let mut names: Vec<String> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|trunk| trunk["name"].as_str().unwrap().to_owned())
            .collect();
        names.sort();
        names
    }

    /// Numbers bound to a trunk.
    pub(crate) fn numbers(&self, carrier: &str, trunk: &str) -> Vec<String> {
        let listed = self.world.json(&["number", "list", trunk, "--carrier", carrier]);
        let mut numbers: Vec<String> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|bound| bound["number"].as_str().unwrap().to_owned())
            .collect();
        numbers.sort();
        numbers
    }

    /// Confirms everything on the checklist.
    pub(crate) fn confirm_all(&self, migration: &str) {
        let status = self.json(&["status", migration]);
        for item in status["open"].as_array().unwrap() {
            self.ends(0, &["done", item["id"].as_str().unwrap()]);
        }
    }
}
