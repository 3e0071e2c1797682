//! The command, as an operator starts it.

use std::{path::Path, process::Stdio};

use tokio::process::{Child, Command};
use trunkline_sim::Simulator;

use crate::variables;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash_matrix/trunkline.yaml");
const ALLOWED: [&str; 3] = ["delete-trunk", "unbind-number", "remove-unlisted"];

/// The command with a simulator's accounts and a store.
pub(crate) struct Trunkline {
    variables: Vec<(&'static str, String)>,
    store: String,
}

/// How it ended.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
}

impl Trunkline {
    pub(crate) fn new(sim: &Simulator, store: String) -> Self {
        Self { variables: variables(sim), store }
    }

    /// Begins an apply.
    pub(crate) fn begin(&self) -> Child {
        self.command(&["apply", FILE, "--yes"]).args(allowed()).spawn().unwrap()
    }

    pub(crate) async fn apply(&self) -> Ran {
        ended(self.begin()).await
    }

    /// Without a pause between two looks: what the simulator has made it shows at once.
    pub(crate) async fn resume(&self) -> Ran {
        ended(self.command(&["apply", FILE, "--resume", "--settle", "0s"]).spawn().unwrap()).await
    }

    /// Ends with 0 when there is nothing to do.
    pub(crate) async fn plan(&self) -> Ran {
        ended(self.command(&["plan", FILE, "--detailed-exitcode"]).args(allowed()).spawn().unwrap()).await
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("TRUNKLINE_STORE", &self.store)
            .current_dir(Path::new(env!("CARGO_TARGET_TMPDIR")))
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

/// What leads to a simulator's accounts, and the passwords of the file.
pub(crate) fn variables(sim: &Simulator) -> Vec<(&'static str, String)> {
    let passwords = [("AGENT_PASSWORD", "StandsInForOne2"), ("DESK_PASSWORD", "StandsInForOne3")];
    let passwords = passwords.map(|(name, value)| (name, value.to_owned()));
    variables::variables(sim).into_iter().chain(passwords).collect()
}

fn allowed() -> impl Iterator<Item = &'static str> {
    ALLOWED.into_iter().flat_map(|class| ["--allow", class])
}

/// Waits for its end.
pub(crate) async fn ended(child: Child) -> Ran {
    let output = child.wait_with_output().await.unwrap();
    let said = [output.stdout, output.stderr].concat();
    Ran { code: output.status.code(), said: String::from_utf8(said).unwrap() }
}
