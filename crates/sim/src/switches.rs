//! Every switch of both carriers: behaviour that no source settles, with a default.
//!
//! [`Switches::positions`] has each position by itself, so that a suite can be run in each:
//!
//! ```no_run
//! # use trunkline_sim::{Simulator, switches::Switches};
//! # async fn run_the_suite_against(simulator: Simulator) {}
//! # async fn example() -> Result<(), trunkline_sim::StartError> {
//! for position in Switches::positions() {
//!     println!("{position}");
//!     run_the_suite_against(Simulator::builder().switches(position.switches).start().await?).await;
//! }
//! # Ok(())
//! # }
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::exotel::ExotelSwitches;
use crate::request_log::Carrier;
use crate::twilio::TwilioSwitches;

/// Of [`ExotelSwitches`].
pub mod exotel {
    pub use crate::exotel::*;
}

/// Of [`TwilioSwitches`].
pub mod twilio {
    pub use crate::twilio::*;
}

/// The switches of both carriers. In JSON, a switch that is left out is in its default position.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Switches {
    /// Exotel's.
    pub exotel: ExotelSwitches,
    /// Twilio's.
    pub twilio: TwilioSwitches,
}

impl Switches {
    /// Every switch there is.
    pub fn all() -> Vec<Switch> {
        [ExotelSwitches::all(), TwilioSwitches::all()].concat()
    }

    /// Every position of every switch other than the default one, with all other switches in their defaults.
    #[expect(clippy::missing_panics_doc, reason = "it never does")]
    pub fn positions() -> Vec<Position> {
        let positions = |switch: Switch| {
            let Switch { carrier, name, others, .. } = switch;
            others.into_iter().map(move |value| {
                let switches = json!({ (key(carrier)): { (name): value } });
                let switches = serde_json::from_value(switches).expect("this is how a position is written");
                Position { carrier, switch: name, value, switches }
            })
        };
        Self::all().into_iter().flat_map(positions).collect()
    }
}

fn key(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Exotel => "exotel",
        Carrier::Twilio => "twilio",
    }
}

/// What is known of one switch.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switch {
    /// Whose behaviour it is.
    pub carrier: Carrier,
    /// The field it is of [`ExotelSwitches`] or [`TwilioSwitches`].
    pub name: &'static str,
    /// What it is about, and why its default is what it is.
    pub about: &'static str,
    /// Its default position, as JSON has it.
    pub default: Value,
    /// Its other positions; of a number, those worth a try.
    pub others: Vec<Value>,
}

impl Switch {
    pub(crate) fn new<T: Serialize>(
        carrier: Carrier,
        name: &'static str,
        about: &'static str,
        default: &T,
        others: &[T],
    ) -> Self {
        let others = others.iter().map(|position| json!(position)).collect();
        Self { carrier, name, about, default: json!(default), others }
    }
}

/// One switch in a position other than its default. Displays as `exotel.unknown_trunk=forbidden`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Position {
    /// Whose behaviour it is.
    pub carrier: Carrier,
    /// The switch's name.
    pub switch: &'static str,
    /// The position it is in.
    pub value: Value,
    /// All switches: this one in this position, the others in their defaults.
    pub switches: Switches,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { carrier, switch, value, .. } = self;
        match value {
            Value::String(position) => write!(f, "{}.{switch}={position}", key(*carrier)),
            other => write!(f, "{}.{switch}={other}", key(*carrier)),
        }
    }
}
