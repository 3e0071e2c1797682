//! The same scenarios for every backend of [`trunkline`], ours and yours.
//!
//! A backend is provider-neutral when this suite says so. It knows the contract and nothing of the carriers: a
//! [`Harness`] gives it a fresh provider and what the scenarios need to know, such as numbers the account owns and
//! identifiers that do not exist.
//!
//! # Running it
//!
//! In the backend's `Cargo.toml`:
//!
//! ```toml
//! [[test]]
//! name = "conformance"
//! harness = false
//! ```
//!
//! In `tests/conformance.rs`:
//!
//! ```no_run
//! use async_trait::async_trait;
//! use trunkline::{model::E164, provider::DynProvider};
//! use trunkline_conformance::{Harness, HarnessError, Missing};
//!
//! struct Acme(DynProvider);
//!
//! # fn acme() -> DynProvider { unimplemented!() }
//! async fn acme_harness() -> Result<Acme, HarnessError> {
//!     Ok(Acme(acme()))
//! }
//!
//! #[async_trait]
//! impl Harness for Acme {
//!     fn provider(&self) -> DynProvider {
//!         self.0.clone()
//!     }
//!     fn numbers(&self) -> Vec<E164> {
//!         ["+14155550100", "+14155550101"].iter().map(|n| n.parse().unwrap()).collect()
//!     }
//!     fn unowned_number(&self) -> E164 {
//!         "+14155550999".parse().unwrap()
//!     }
//!     fn missing(&self) -> Missing {
//!         Missing::parse("T-0", "A-0", "N-0", "O-0", "C-0").unwrap()
//!     }
//! }
//!
//! fn main() {
//!     trunkline_conformance::main("acme", acme_harness);
//! }
//! ```
//!
//! Each scenario is a test of its own, `acme::trunks::create_then_read`. They run in parallel and can be filtered and
//! listed as any test: `cargo test --test conformance -- acl`, `-- --list`. A scenario that the carrier cannot support
//! is shown as ignored, with the reason. What a carrier does not declare is tested too: it must be refused as
//! unsupported, with no request sent.
//!
//! The last line of a run counts what passed, what failed, and what is unsupported. With a directory in
//! `TRUNKLINE_CONFORMANCE_REPORT` the same is left there as `acme.json` and `acme.md`, scenario by scenario.
//!
//! [`kinds()`] says of every kind of error which verbs can end in it, and which scenarios show that.
//!
//! # Showing more
//!
//! A harness that does more is shown more: one that [counts requests](Harness::requests), [makes the carrier
//! fail](Harness::faults), has [other clients of the account](Harness::client), [lists of others](Harness::shared_lists),
//! [things of others that need a trunk](Harness::trunk_user) or [someone who watches](Harness::abandoned). [`main_of`] runs the suite on several carriers, and by several
//! dispatches, into one table.

mod case;
mod check;
mod fault;
mod harness;
mod kinds;
mod report;
mod run;
mod scenario;
mod scenarios;
mod stage;
mod verb;
mod verdict;
mod view;
mod world;

pub use check::Failure;
pub use fault::{FaultControl, LATER, Trouble};
pub use harness::{
    Harness, HarnessError, HarnessMaker, Manner, Missing, SharedLists, TrunkUser, base36, fresh_name,
};
pub use kinds::{Kind, kinds};
pub use run::{Run, main, main_of, play};
pub use scenario::{Capability, Family, Limit, Need, Scenario};
pub use scenarios::families;
pub use verdict::Verdict;
