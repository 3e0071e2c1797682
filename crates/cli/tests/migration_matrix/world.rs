//! Both carriers with a trunk to move.

use std::{fs, process::Stdio};

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use trunkline_sim::{Fixture, Simulator, State, Switches};

use crate::{kept, variables::variables};

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
      - { uri: \"sip:c.example.com:5060;transport=tcp\", priority: 20 }
    numbers: [\"+14155550100\", \"+14155550102\"]
    credentials: [{ username: agent.one, password: { env: AGENT_PASSWORD } }]
  support:
    carriers: [exotel]
    auth: both
    acl: [44.229.228.187, 52.1.2.4]
    origination:
      - { uri: \"sip:b.example.com:5061;transport=tls\", priority: 5, weight: 7 }
      - \"sip:52.1.2.4:5060;transport=tcp\"
    numbers: [{ number: \"+14155550101\", mode: pstn }, { number: \"+14155550103\", mode: pstn }]
    credentials: [{ username: agent, password: { env: AGENT_PASSWORD } }]
";

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
        for number in ["+14155550100", "+14155550101", "+14155550103"] {
            fixture.exotel[0].numbers.push(number.to_owned());
        }
        let mut switches = Switches::default();
        switches.exotel.rate_limit = None;
        let sim = Simulator::builder().fixture(fixture).switches(switches);
        let sim = match state {
            Some(state) => sim.state(state),
            None => sim,
        };
        Self { sim: sim.start().await.unwrap(), folder: TempDir::new().unwrap() }
    }

    /// What there is before anything is moved.
    pub(crate) async fn seed() -> State {
        let world = Self::start(None).await;
        fs::write(world.folder.path().join("trunkline.yaml"), BEFORE).unwrap();
        let ran = world.command().args(["apply", "--yes"]).output().await.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        world.sim.state()
    }

    /// Runs a stage, which has to end well.
    pub(crate) async fn undisturbed(&self, stage: &[&str]) {
        if stage[0] == "settle" {
            self.confirm_all().await;
        }
        let ran = self.begin(stage).wait_with_output().await.unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned() + &String::from_utf8_lossy(&ran.stdout);
        assert!(ran.status.success(), "{stage:?}\n{said}");
    }

    /// Begins a command.
    pub(crate) fn begin(&self, args: &[&str]) -> Child {
        self.command().arg("migrate").args(args).spawn().unwrap()
    }

    /// Confirms everything on the checklist of the migration that is under way.
    pub(crate) async fn confirm_all(&self) {
        let all = self.json(&["status"]).await;
        let over = ["rolled-back", "retired"];
        let mut open =
            all.as_array().unwrap().iter().filter(|one| !over.contains(&one["stage"].as_str().unwrap()));
        let number = open.next().unwrap()["number"].to_string();
        let status = self.json(&["status", &number]).await;
        let items = status["open"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap());
        let ran = self.command().args(["migrate", "done"]).args(items).output().await.unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    async fn json(&self, args: &[&str]) -> Value {
        let ran = self.command().arg("migrate").args(args).arg("--json").output().await.unwrap();
        serde_json::from_slice(&ran.stdout).unwrap()
    }

    fn command(&self) -> Command {
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

    /// What both accounts hold, without what differs from one run to another.
    pub(crate) fn meaning(&self) -> Value {
        kept::meaning(&serde_json::to_value(self.sim.state()).unwrap())
    }

    /// Whether a number is on a trunk of either account: calls to it arrive somewhere.
    pub(crate) fn is_bound(&self, number: &str) -> bool {
        let all = self.meaning();
        let holds = |row: &Value| row.to_string().contains(number);
        let rows = |carrier: &str, key: &str| {
            let accounts = all[carrier]["accounts"].as_object().unwrap().values();
            accounts.flat_map(|account| account[key].as_array().unwrap().clone()).collect::<Vec<_>>()
        };
        rows("exotel", "trunks").iter().any(|trunk| holds(&trunk["numbers"]))
            || rows("twilio", "numbers").iter().any(|row| holds(row) && row["trunk_sid"].is_string())
    }
}

/// What an account holds but a number.
pub(crate) fn without(number: &str, value: &Value) -> Value {
    let is_it = |value: &Value| match value {
        Value::Object(fields) => fields.values().any(|field| field == number),
        value => value == number,
    };
    match value {
        Value::Array(rows) => rows.iter().filter(|row| !is_it(row)).map(|row| without(number, row)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), without(number, field))).collect()
        }
        value => value.clone(),
    }
}
