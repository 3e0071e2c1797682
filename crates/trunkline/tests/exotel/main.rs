//! Exotel over the wire: every request word for word, every documented answer, and what the contract makes of them.
#![cfg(feature = "exotel")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod acl;
mod audit;
mod caller_id;
mod credentials;
mod ensure;
mod left_open;
mod numbers;
mod originations;
mod support;
mod trunks;
