//! Plans carried out against both carriers' simulator, with a journal in a file.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod carried_out;
mod crash;
mod first_time;
mod from_file;
mod half_built;
mod handed_over;
mod lost_answers;
mod plans;
mod refused;
mod renewed;
mod stopped;
mod two_at_a_time;
mod undone;
mod undone_again;
mod undone_settings;
mod vouched;
mod waited;
mod world;
