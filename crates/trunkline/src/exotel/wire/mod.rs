//! Exotel's objects and request bodies, in Exotel's own words.
//!
//! Objects are tolerant: an id may be a string or an integer, unknown fields are ignored, what no sample shows
//! everywhere is optional, and a word or a date we do not know does not make a list unreadable.

mod credential;
mod destination_uri;
mod phone_number;
mod read;
mod setting;
mod trunk;
mod whitelisted_ip;

use serde::de::DeserializeOwned;

pub use self::{
    credential::{Credential, CredentialUpdate, NewCredential},
    destination_uri::{DestinationUpdate, DestinationUri},
    phone_number::{NewPhoneNumber, PhoneNumber, PhoneNumberUpdate, TrunkMap},
    setting::{Setting, TRUNK_EXTERNAL_ALIAS},
    trunk::{AuthType, NewTrunk, Switch, Trunk, TrunkState, TrunkUpdate},
    whitelisted_ip::{NewWhitelistedIp, WhitelistedIp, WhitelistedIpUpdate},
};
pub(super) use credential::CredentialBody;

/// What an answer can hold.
pub(super) trait Object: Clone + DeserializeOwned + Send + 'static {
    /// What a person calls it.
    const NOUN: &'static str;
    /// A field it always has, by which it is known when it comes without an envelope.
    const KEY: &'static str;
}
