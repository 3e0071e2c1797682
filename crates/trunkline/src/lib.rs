//! One API for SIP trunks on several carriers.
//!
//! A platform describes a trunk once (who may send calls, where inbound calls go, which numbers, which digest
//! credentials) and makes it true on Exotel, on Twilio, or on both.
//!
//! * [`model`]: what a trunk is, in words that hold on every carrier.
//! * [`provider`]: the contract. One trait per noun, and [`Provider`](provider::Provider), which hands them out.
//! * [`ext`]: conveniences over the contract; [`ensure`](ext::ProviderExt::ensure) makes a description true.
//! * [`capability`] and [`audit`]: what a carrier can do, how we know, and why it cannot store a description.
//! * [`Error`]: why a call failed, and what it left behind.
#![cfg_attr(feature = "exotel", doc = "* [`exotel`]: Exotel's client, and the contract over it.")]
#![cfg_attr(feature = "twilio", doc = "* [`twilio`]: Twilio's client, and the contract over it.")]
#![cfg_attr(feature = "memory", doc = "* [`memory`]: a carrier in memory.")]
#![cfg_attr(feature = "http", doc = "* [`http`]: how a request reaches a carrier.")]
//!
//! # Features
//!
//! `exotel`, `twilio` and `memory`, all on by default. Without the first two there is no HTTP client in the build.
#![cfg_attr(
    feature = "memory",
    doc = r#"
# Example

```
use trunkline::{ext::ProviderExt, memory::Memory, model::*};

# futures::executor::block_on(async {
let carrier = Memory::new();
let description = TrunkDescription::new(TrunkSpec::new("contact_centre".parse()?, TerminationAuth::IpAcl))
    .with_acl([AclEntrySpec::new("44.229.228.186".parse()?)]);

assert!(carrier.ensure(&description).await?.changed());
assert!(!carrier.ensure(&description).await?.changed(), "the second time there is nothing to do");
# Ok::<(), Box<dyn std::error::Error>>(())
# }).unwrap();
```
"#
)]

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

#[cfg(all(doctest, feature = "memory"))]
#[doc = include_str!("../../../README.md")]
struct Readme;
