//! Loss reports: what becomes of a trunk on the other carrier.
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod apart;
mod checklist;
mod fields;
mod listed;
mod rules;
mod samples;
mod table;
