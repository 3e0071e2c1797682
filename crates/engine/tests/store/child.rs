//! Another process on the same store: this very program, told by its environment to play one part and wait.

use std::{
    env,
    io::{self, Read as _, Write as _},
    process::Stdio,
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};
use trunkline_engine::{
    migrate::Stage,
    store::{Leased, Store},
};

use crate::{
    given::{account, begun, changed, granted},
    place::Place,
};

const PART: &str = "TRUNKLINE_STORE_TEST_PART";
const PLACE: &str = "TRUNKLINE_STORE_TEST_PLACE";

pub(crate) fn is_one() -> bool {
    env::var_os(PART).is_some()
}

/// Plays the part, says a line, and waits to be killed or for the end of its input.
pub(crate) async fn main() {
    let store = Store::open(&env::var(PLACE).unwrap()).await.unwrap();
    let said = match env::var(PART).unwrap().as_str() {
        "lease" => match store.lease(&account(), "child").await.unwrap() {
            Leased::Granted(_) => "granted",
            Leased::Held { .. } => "held",
        },
        "intend" => {
            let lease = granted(&store, "child").await;
            let run = begun(&store).await;
            let attempt = store.intend(&lease, run.id, "concluded").await.unwrap();
            store.conclude(&lease, run.id, "concluded", attempt, &changed("TK1")).await.unwrap();
            store.intend(&lease, run.id, "intended").await.unwrap();
            "intended"
        }
        "keep" => {
            let mut migration = store.migrations().await.unwrap().remove(0);
            migration.stage = Stage::RolledBack;
            store.keep_migration(&mut migration).await.unwrap();
            "kept"
        }
        part => panic!("no part {part}"),
    };
    println!("{said}");
    io::stdout().flush().unwrap();
    io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// Starts a process and waits for what it says.
pub(crate) async fn start(place: &Place, part: &str) -> (Child, String) {
    let mut child = Command::new(env::current_exe().unwrap())
        .env(PART, part)
        .env(PLACE, place.text())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let said = BufReader::new(child.stdout.take().unwrap()).lines().next_line().await.unwrap();
    (child, said.unwrap_or_else(|| panic!("the process playing {part} ended without a word")))
}
