//! `trunkline migrate`: from one carrier to the other, stage by stage, and back.

mod again;
#[cfg(unix)]
mod asked;
mod beside;
mod by_hand;
mod drifted;
mod loss;
mod passwords;
mod probed;
mod retired;
mod stages;

use std::{fs, path::PathBuf};

use serde_json::Value;

use trunkline_sim::{Carrier, Fault, Faults, Fixture, Rule, Simulator, When};

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

const THERE: [&str; 4] = ["--from", "twilio", "--to", "exotel"];
const BACK: [&str; 4] = ["--from", "exotel", "--to", "twilio"];

fn prepare<'a>(ends: &[&'a str]) -> Vec<&'a str> {
    [&["prepare"], ends, &["--yes", "--settle", "0s"]].concat()
}

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

    fn in_world(world: World) -> Self {
        Self::seeded(world, BEFORE)
    }

    /// With these trunks in place of the usual ones. They are made one after the other, so that a carrier lists them in the
    /// file's order.
    pub(crate) fn seeded(mut world: World, file: &str) -> Self {
        world.set("AGENT_PASSWORD", "StandsInForOne2");
        let before = folder();
        let is_trunk = |text: &str| text.starts_with("  ") && !text.starts_with("   ");
        let starts =
            file.match_indices('\n').map(|(end, _)| end + 1).filter(|start| is_trunk(&file[*start..]));
        for end in starts.skip(1).chain([file.len()]) {
            fs::write(before.join("trunkline.yaml"), &file[..end]).unwrap();
            run_in(&before, &world.variables, &["apply", "--yes"], "").expect(0);
        }
        world.sim.clear_requests();
        Self { world, folder: folder() }
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let args = [&["migrate"], args].concat();
        let ran = run_in(&self.folder, &self.world.variables, &args, "");
        if !args.contains(&"--json") {
            Self::hints(&ran);
        }
        ran
    }

    /// Runs another command in the folder.
    pub(crate) fn inside(&self, args: &[&str]) -> Ran {
        run_in(&self.folder, &self.world.variables, args, "")
    }

    /// The commands that a run names: each is one that runs as it stands.
    pub(crate) fn hints(ran: &Ran) -> Vec<Vec<String>> {
        // Lines of a paragraph are one.
        let said = format!("{}\n{}", ran.stdout, ran.stderr).replace("\n    ", " ");
        let mut hints = Vec::new();
        for begun in said.split("trunkline ").skip(1) {
            let ends = [";", ",", ")", "\n", " [", " #"].iter().filter_map(|end| begun.find(end)).min();
            let words = words(&begun[..ends.unwrap_or(begun.len())]);
            if !hints.contains(&words) {
                let args: Vec<&str> = words.iter().map(String::as_str).collect();
                let tried = run_in(&folder(), &[], &args, "");
                assert!(!tried.stderr.contains("try '--help'"), "{words:?}: {}", tried.stderr);
                hints.push(words);
            }
        }
        hints
    }

    /// How far a migration is.
    #[track_caller]
    pub(crate) fn stage(&self, migration: &str) -> String {
        self.json(&["status", migration])["migration"]["stage"].as_str().unwrap().to_owned()
    }

    /// From now on the first of these requests is not answered, and neither is any that follows it.
    pub(crate) fn fails_at(&self, carrier: Carrier, operation: &'static str) {
        let rule = Rule::new(carrier, operation, Fault::Unanswered).when(When::Requests((1..20).collect()));
        self.world.sim.faults().set(Faults::none().with_rule(rule)).unwrap();
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

    /// What a trunk has of a noun, by the field that names it.
    pub(crate) fn held(&self, noun: &str, field: &str, carrier: &str, trunk: &str) -> Vec<String> {
        let listed = self.world.json(&[noun, "list", trunk, "--carrier", carrier]);
        let mut held: Vec<String> =
            listed.as_array().unwrap().iter().map(|one| one[field].as_str().unwrap().to_owned()).collect();
        held.sort();
        held
    }

    /// Numbers bound to a trunk.
    pub(crate) fn numbers(&self, carrier: &str, trunk: &str) -> Vec<String> {
        self.held("number", "number", carrier, trunk)
    }

    /// Takes an address off a trunk, by hand.
    pub(crate) fn takes_off_address(&self, trunk: &str, address: &str, carrier: &str) {
        self.world.done(&["acl", "remove", trunk, address, "--carrier", carrier, "--yes"]);
    }

    /// Confirms everything on the checklist.
    pub(crate) fn confirm_all(&self, migration: &str) {
        let status = self.json(&["status", migration]);
        for item in status["open"].as_array().unwrap() {
            self.ends(0, &["done", item["id"].as_str().unwrap()]);
        }
    }
}

/// The words of a command, as a shell has them.
fn words(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (at, part) in command.trim().split('\'').enumerate() {
        if at % 2 == 1 {
            words.last_mut().unwrap().push_str(part);
            continue;
        }
        for (n, word) in part.split(' ').enumerate() {
            if n > 0 {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(word);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
