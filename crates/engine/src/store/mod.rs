//! What must survive a death: who holds an account, what was intended, what came of it.

mod budget;
mod error;
mod format;
mod journal;
mod known;
mod lease;
mod migration;
mod open;
mod place;
mod process;
mod record;
mod run;
mod together;

pub use budget::{LenientBudget, SharedBudget};
pub use error::StoreError;
pub use open::Store;
pub use record::{
    CallRecord, Confirmation, Entry, LEASE, Lease, Leased, NewRun, OwnedTrunk, Ownership, Rotations, Run,
    RunId, RunOutcome, StepOutcome, StepResult, account_key,
};
