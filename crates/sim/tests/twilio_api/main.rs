//! The simulated Twilio over plain HTTP: each test shows one behaviour and names where it is written.
//!
//! Sources: `twilio-oai` is Twilio's own description of its API (`twilio/twilio-oai`); "error dictionary" is Twilio's
//! list of error codes; "live tests" are a third party's (`wittyreference` on GitHub, March 2026);
//! everything else is a page of Twilio's documentation.

mod addresses;
mod associations;
mod auth;
mod credentials;
mod domains;
mod limits;
mod lists;
mod numbers;
mod origination_urls;
mod paging;
mod support;
mod trunk_numbers;
mod trunks;
mod wire;
