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
//! source settles about a carrier is a switch: [`ExotelSwitches`], [`TwilioSwitches`].

mod clock;
mod exotel;
mod fixture;
mod ids;
mod request_log;
mod simulator;
pub mod switches;
mod twilio;

pub use clock::Clock;
pub use exotel::ExotelSwitches;
pub use fixture::{ExotelAccount, Fixture, TwilioAccount, TwilioApiKey};
pub use request_log::{Carrier, SeenRequest};
pub use simulator::{Builder, Simulator, StartError};
pub use twilio::TwilioSwitches;
