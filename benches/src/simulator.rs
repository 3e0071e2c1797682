//! A simulator in a process of its own.

use std::{
    env,
    io::{BufRead as _, BufReader, Read as _, stdin},
    process::{Child, Command, Stdio},
};

use crate::fleet::Fleet;

/// This program, started once more with `simulate`, a carrier and a number of trunks. It ends when this is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    url: String,
}

impl Process {
    /// Starts it.
    ///
    /// # Panics
    /// When it cannot be started, or does not say where it is.
    pub fn start(fleet: Fleet) -> Self {
        let mut child = Command::new(env::current_exe().expect("it runs"))
            .args(["simulate", fleet.carrier_name(), &fleet.trunks.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it can be started");
        let mut url = String::new();
        let said = child.stdout.take().expect("it is piped");
        let _ = BufReader::new(said).read_line(&mut url).expect("it says where it is");
        Self { child, url: url.trim().to_owned() }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It ends when nobody can speak to it any more.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// What the other process does: says where it is, and simulates until nobody can speak to it.
///
/// # Panics
/// When it cannot.
pub async fn serve(fleet: Fleet) {
    let simulator = fleet.simulator().await;
    println!("{}", simulator.url());
    let closed = tokio::task::spawn_blocking(|| stdin().read_to_end(&mut Vec::new()));
    let _ = closed.await.expect("it does not panic");
}
