//! Twilio over the wire: every request word for word, every documented answer, and what the contract makes of them.
#![cfg(feature = "twilio")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod acl;
mod answers;
mod audit;
mod credentials;
mod delete_trunk;
mod numbers;
mod originations;
mod pages;
mod support;
mod trunks;
mod vouched;
