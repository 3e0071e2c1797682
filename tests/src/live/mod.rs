//! The suite against a real account.
//!
//! Nothing is sent unless `TRUNKLINE_LIVE` is `1`. A run says beforehand what it will create, gives every trunk a
//! [name](mark::fresh_name) by which the [sweeper](sweep) knows it again, binds no number but those it is given, and
//! buys or releases none.

pub mod account;
mod harness;
pub mod mark;
mod rehearsal;
mod run;
pub mod sweep;

pub use account::{Account, EXOTEL, TWILIO};
pub use run::main;
