//! One API for SIP trunks on several carriers.

pub mod audit;
pub mod capability;
mod error;
pub mod ext;
#[cfg(feature = "http")]
pub mod http;
pub mod model;
pub mod provider;

#[cfg(feature = "exotel")]
pub mod exotel;
#[cfg(feature = "memory")]
pub mod memory;
#[cfg(feature = "twilio")]
pub mod twilio;

pub use error::{Effect, Error, ErrorKind, Result};
