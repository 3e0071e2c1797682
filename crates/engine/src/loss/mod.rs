//! What becomes of a trunk on another carrier, before anything is written there.
//!
//! [`report`] answers for every field of everything on a trunk: it is the same there, or nearly, or a person has to do
//! something, or it cannot be had; [`wanted_on`] says what can be asked for there. Both are pure, and follow the same
//! rules, of which each names its source.

mod acl;
mod auth;
mod caller_id;
mod credentials;
mod exotel;
mod field;
mod judge;
mod name;
mod numbers;
mod options;
mod origination;
mod reach;
mod read;
mod record;
mod source;
mod target;
mod trunk;
mod twilio;
mod wanted;

pub(crate) use options::left_out;

pub use judge::report;
pub use read::read;
pub use record::{Effort, FieldLoss, LossReport, ObjectLoss, Side, Tally, TrunkLoss, Verdict};
pub use target::{Left, Shared, Target};
pub use wanted::{numbers_on, wanted_on};
