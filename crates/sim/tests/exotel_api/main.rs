//! The simulated Exotel over plain HTTP: each test shows one behaviour and names where it is written.
//!
//! Sources: "captured" is an answer of the live service as Exotel's pages or sample repositories show it; "K12" is a
//! row of the project's table of contradictions between Exotel's sources; "switch" is a behaviour that no source
//! settles, in a position other than the default.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acl;
mod auth;
mod bodies;
mod credentials;
mod destinations;
mod facts;
mod numbers;
mod paging;
mod rate_limit;
mod routes;
mod settings;
mod support;
mod transcripts;
mod trunk_maps;
mod trunks;
