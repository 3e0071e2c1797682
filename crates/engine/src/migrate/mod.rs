//! Moving trunks from one account to another.
//!
//! A migration goes through [stages](Stage), of which each is a plan carried out on one account by
//! [`apply`](crate::apply): it can be stopped in between, resumed, and taken back. What it is and how far it is stands
//! in the [`Store`](crate::store::Store). Until the last stage nothing that is on the first account is lost.

mod look;
mod made;
mod others;
mod record;
mod tasks;
mod wanted;

pub use look::{bound, changed, look, now, without_target};
pub use others::{Beside, beside, moved_by_another};
pub use record::{Migration, MovedTrunk, Moving, Stage};
pub use tasks::{Task, for_good, tasks};
pub(crate) use wanted::is_stage;
