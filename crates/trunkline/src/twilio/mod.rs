//! Twilio Elastic SIP Trunking.
//!
//! Two layers: [`Client`] speaks Twilio's own words, [`Twilio`] the neutral contract over it.
//!
//! Twilio needs nothing done by hand: a trunk with a domain, an address or a credential, an origination URI and a
//! number takes calls both ways.

mod audit;
mod capabilities;
mod client;
mod config;
mod convert;
mod dialect;
mod domain;
mod provider;
mod rules;
mod sid;
pub mod wire;

pub use client::{Client, Listing};
pub use config::Config;
pub use provider::{ListUsers, Twilio};
