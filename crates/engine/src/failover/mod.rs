//! When a carrier fails: what the other one could carry, and how it is made to.
//!
//! In quiet times [`ask()`] tells of each number whether another carrier could carry its calls, and [`Prepared`] makes a
//! [`Bundle`] of everything that is needed when the carrier fails: the other carrier's account by reference, what is
//! wanted there, the plan, what a person has to do. [`Bundle`] is carried out with nothing else at hand: it names no
//! account of the failing carrier, so that none can be asked.

mod about;
mod adds;
mod ask;
mod bundle;
mod by_hand;
mod checklist;
mod live;
mod numbers;
mod prepare;
mod status;

pub use adds::{Left, only_what_adds, only_what_can_be};
pub use ask::{Asked, Look, Told, ask};
pub use bundle::{Account, Bundle, BundleError, DataPlane};
pub use checklist::{Item, Owner};
pub use live::live;
pub use prepare::{Pair, Prepared};
pub use status::{InStep, Readiness};

pub(crate) use bundle::is_failover;
