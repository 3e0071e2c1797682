//! The file: what it asks for, and what is said about one that is wrong.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod bad;
mod reading;
mod schema;
mod standby;
mod support;
mod writing;
