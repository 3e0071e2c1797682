//! What is planned, on a carrier in memory and on the simulator's two.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod auth;
mod call_table;
mod carriers;
mod carry_out;
mod elsewhere;
mod files;
mod first;
mod going;
mod imported;
mod kept;
mod limited;
mod moving;
mod property;
mod requests;
mod rotation;
mod rules;
mod sim;
mod simulated;
mod stale;
mod world;
