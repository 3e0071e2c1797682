//! Fragments for platforms: what they say, and that they keep each platform's grammar.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod fragments;
mod grammar;
mod refused;
mod world;
