//! Exotel Dynamic SIP Trunking.
//!
//! Two layers: [`Client`] speaks Exotel's own words, [`Exotel`] the neutral contract over it.
//!
//! Two things no API of Exotel's can do, so that they are reported as manual steps: inbound calls need a Flow made in
//! the dashboard, and outside Mumbai the host to send calls to comes from support.

mod answer;
mod audit;
mod capabilities;
mod client;
mod config;
mod convert;
mod dialect;
mod media;
mod provider;
mod rules;
pub mod wire;

pub use client::{Client, Listing, Page};
pub use config::{Config, Region};
pub use media::{CODECS, RTP_PORTS};
pub use provider::Exotel;
