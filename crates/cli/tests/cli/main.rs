//! The command as people and scripts run it, against simulated carriers.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod accounts;
mod bad_input;
mod demo;
mod emit;
mod exit_codes;
mod failover;
mod files;
mod migrate;
mod nouns;
mod one_file;
mod probe;
mod secrets;
mod sim;
#[cfg(unix)]
mod terminal;
mod told;
mod trouble;
mod trunks;
#[path = "../shared/variables.rs"]
mod variables;
mod watch;
mod world;
