//! Both carriers with a trunk to move, and what an undisturbed migration makes of them.

use std::{fs, path::PathBuf, process::Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use trunkline_sim::{Fixture, Simulator, State, Switches};

use crate::{death::Request, kept, variables::variables};

/// A trunk on each carrier: what is moved, and what stands beside where it goes.
const BEFORE: &str = "\
version: 1
trunks:
  contact_centre:
    carriers: { twilio: { name: Contact centre, secure: true } }
    auth: both
    acl: [44.229.228.186, 54.172.60.0/31]
    origination:
      - { uri: \"sip:a.example.com:5061;transport=tls\", priority: 10, weight: 20 }
      - { uri: \"sip:52.1.2.3:5060;transport=tcp\", priority: 20 }
    numbers: [\"+14155550100\"]
    credentials: [{ username: agent.one, password: { env: AGENT_PASSWORD } }]
  support:
    carriers: [exotel]
    auth: both
    acl: [44.229.228.187, 52.1.2.4]
    origination:
      - { uri: \"sip:b.example.com:5061;transport=tls\", priority: 5, weight: 7 }
      - \"sip:52.1.2.4:5060;transport=tcp\"
    numbers: [\"+14155550101\"]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
";
/// What would be made anew each time.
const CREDENTIALS: &str =
    "MIGRATED_CONTACT_CENTRE_1_PASSWORD=StandsInForOne3\nMIGRATED_SUPPORT_1_PASSWORD=StandsInForOne4\n";

/// From where to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    TwilioToExotel,
    ExotelToTwilio,
}

impl Direction {
    pub(crate) const ALL: [Self; 2] = [Self::TwilioToExotel, Self::ExotelToTwilio];

    pub(crate) fn ends(self) -> [&'static str; 2] {
        match self {
            Self::TwilioToExotel => ["twilio", "exotel"],
            Self::ExotelToTwilio => ["exotel", "twilio"],
        }
    }

    /// The number that both accounts have, as after a port.
    fn number(self) -> &'static str {
        match self {
            Self::TwilioToExotel => "+14155550100",
            Self::ExotelToTwilio => "+14155550101",
        }
    }

    /// The commands of a migration, in their order.
    pub(crate) fn stages(self) -> Vec<Vec<&'static str>> {
        let [from, to] = self.ends();
        vec![
            vec![
                "prepare",
                "--from",
                from,
                "--to",
                to,
                "--yes",
                "--settle",
                "0s",
                "--credentials",
                "sbc.env",
            ],
            vec!["verify"],
            vec!["cutover", "--number", self.number(), "--allow", "unbind-number", "--yes", "--settle", "0s"],
        ]
    }
}

/// A simulator of one account on each carrier, and a folder to work in.
pub(crate) struct World {
    pub(crate) sim: Simulator,
    folder: TempDir,
}

impl World {
    pub(crate) async fn start(state: Option<State>) -> Self {
        let mut fixture = Fixture::default();
        fixture.exotel.truncate(1);
        fixture.twilio.truncate(1);
        for number in ["+14155550100", "+14155550101"] {
            fixture.exotel[0].numbers.push(number.to_owned());
        }
        let mut switches = Switches::default();
        switches.exotel.rate_limit = None;
        let sim = Simulator::builder().fixture(fixture).switches(switches);
        let sim = match state {
            Some(state) => sim.state(state),
            None => sim,
        };
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("sbc.env"), CREDENTIALS).unwrap();
        Self { sim: sim.start().await.unwrap(), folder }
    }

    /// Begins a command.
    pub(crate) fn begin(&self, args: &[&str]) -> Child {
        self.command().arg("migrate").args(args).spawn().unwrap()
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
        command
            .env_clear()
            .envs(variables(&self.sim))
            .env("AGENT_PASSWORD", "StandsInForOne2")
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// What an account holds, without what differs from one run to another.
    pub(crate) fn account(&self, carrier: &str) -> Value {
        self.meaning()[carrier].clone()
    }

    /// What both hold.
    pub(crate) fn meaning(&self) -> Value {
        kept::meaning(&serde_json::to_value(self.sim.state()).unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A migration that nothing happened to.
pub(crate) struct Reference {
    pub(crate) seed: State,
    /// What it sent.
    pub(crate) requests: Vec<Request>,
    /// What the old account held before.
    pub(crate) before: Value,
    /// What both hold at the end.
    pub(crate) after: Value,
}

impl Reference {
    pub(crate) async fn make(direction: Direction) -> Self {
        let empty = World::start(None).await;
        fs::write(empty.path("trunkline.yaml"), BEFORE).unwrap();
        let ran = empty.command().args(["apply", "--yes", "--store", "before.db"]).output().await.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let seed = empty.sim.state();
        let world = World::start(Some(seed.clone())).await;
        let [from, to] = direction.ends();
        let (before, beside) = (world.account(from), world.account(to));
        for stage in direction.stages() {
            let ran = world.begin(&stage).wait_with_output().await.unwrap();
            let said =
                String::from_utf8_lossy(&ran.stderr).into_owned() + &String::from_utf8_lossy(&ran.stdout);
            assert!(ran.status.success(), "{stage:?}\n{said}");
            if stage[0] != "cutover" {
                assert_eq!(world.account(from), before, "{} changed the old account", stage[0]);
            }
        }
        let after = world.meaning();
        assert_ne!(after[to], beside, "nothing was built");
        assert_ne!(after[from], before, "no number was moved");
        kept::assert_nothing_twice(&after);
        Self { seed, requests: Request::all(&world.sim.requests()), before, after }
    }
}
