//! Small programs, one per use. Each starts a simulator of its own, so that it can be run without an account:
//! `cargo run -p trunkline-examples --example provision`.
