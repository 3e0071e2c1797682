//! Watching: when a point is down, what is recommended, who is told.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod advice;
mod api;
mod looked;
mod machine;
mod replay;
mod told;
mod warned;
mod world;
