//! What stands behind the `trunkline` command: which accounts there are, and a provider for each.
//!
//! A [`Registry`] knows kinds of carriers by name, [`Profiles`] the accounts of a person by name: some from
//! environment variables, more from a file. Neither is a closed list: a kind that this crate has never seen is
//! registered like the two it brings.
//!
//! ```
//! use trunkline_engine::{Environment, Profiles, Registry, trunkline::http::Options};
//!
//! let environment = Environment::new(|name| match name {
//!     "TWILIO_ACCOUNT_SID" => Some("AC00000000000000000000000000000001".to_owned()),
//!     _ => None,
//! });
//! let profiles = Profiles::load(&Registry::default(), &environment, None)?;
//! let twilio = profiles.get("twilio").expect("one of its variables is set");
//! // What is missing is said when the account is used, all at once.
//! let error = twilio.open(Options::new()).unwrap_err();
//! assert!(error.to_string().contains("TWILIO_AUTH_TOKEN"));
//! # Ok::<(), trunkline_engine::FileError>(())
//! ```

pub mod apply;
mod digest;
pub mod eligibility;
pub mod emit;
mod environment;
pub mod failover;
pub mod file;
pub mod import;
mod kinds;
mod known;
mod locate;
pub mod loss;
pub mod migrate;
mod noun;
pub mod observe;
pub mod plan;
pub mod probe;
mod profile;
mod registry;
mod secret;
mod settings;
pub mod store;
pub mod undo;
mod view;
mod wanted;
pub mod watch;

pub use trunkline;

pub use digest::Digest;
pub use environment::Environment;
pub use file::{File, FileError, Mistake};
pub use kinds::{ExotelKind, TwilioKind};
pub use known::Known;
pub use noun::Noun;
pub use profile::{Origin, Profile, Profiles};
pub use registry::{Account, Kind, Registry};
pub use secret::{SecretRef, Secrets};
pub use settings::Settings;
pub use view::ReadOnly;
pub use wanted::{Presence, Shortfall, Standby, Wanted, WantedCredential, WantedTrunk};
