//! Who watches an apply.

use std::fmt::Debug;

use jiff::Timestamp;

use super::{Estimate, StepReport};
use crate::plan::Step;

/// Sees how an apply goes on. Every method is called on the task that applies: it should return at once.
pub trait Events: Debug + Send + Sync {
    /// Someone else has the right to change this account; we wait.
    fn waiting(&self, account: &str, holder: &str, since: Timestamp);

    /// The steps begin: so many are to be carried out, and this is what they take.
    fn started(&self, steps: usize, estimate: Estimate);

    /// A step's intent is written; its calls begin.
    fn step_started(&self, step: &Step);

    /// A step has ended.
    fn step_finished(&self, step: &StepReport);

    /// All steps have ended; what is there is read again.
    fn verifying(&self);
}

/// Nobody watches.
impl Events for () {
    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn started(&self, _: usize, _: Estimate) {}
    fn step_started(&self, _: &Step) {}
    fn step_finished(&self, _: &StepReport) {}
    fn verifying(&self) {}
}
