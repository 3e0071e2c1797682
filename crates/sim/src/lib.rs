//! Exotel's and Twilio's SIP trunking APIs on loopback.
//!
//! Both carriers answer as their documentation and captured samples show, keep what they are told, and refuse what
//! they would refuse, so that software that provisions trunks can be tested without an account:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), trunkline_sim::StartError> {
//! let simulator = trunkline_sim::Simulator::builder().seed(7).start().await?;
//! let account = &simulator.fixture().exotel[0];
//! println!("{}/v2/accounts/{}/trunks", simulator.exotel_url(), account.account_sid);
//! assert!(simulator.requests().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! A simulator shares nothing with any other in the same process, and stops when it is dropped. What no public
//! source settles about a carrier is a switch ([`switches`]); what goes wrong is said by [`Faults`]; what was asked is in
//! [`Simulator::requests`]; what is kept can be saved and loaded as a [`State`]. From another process, all of that is done
//! over the control API ([`Builder::control_listen`]).

mod accept;
mod api;
mod basic;
mod clock;
mod control;
mod exotel;
mod fault;
mod fixture;
mod front;
mod gate;
mod ids;
mod live;
mod mask;
mod rate;
mod request_log;
mod simulator;
mod snapshot;
mod switch;
pub mod switches;
mod twilio;
mod under_way;
mod world;

pub use clock::Clock;
pub use exotel::ExotelSwitches;
pub use fault::{ErrorBody, Fault, FaultError, Faults, LiveFaults, Reachability, Rule, StatusFault, When};
pub use fixture::{ExotelAccount, Fixture, TwilioAccount, TwilioApiKey};
pub use request_log::{Carrier, SeenRequest};
pub use simulator::{Builder, Simulator, StartError};
pub use snapshot::{State, StateError};
pub use switches::Switches;
pub use twilio::TwilioSwitches;

#[doc = include_str!("../README.md")]
#[cfg(doctest)]
struct Readme;
