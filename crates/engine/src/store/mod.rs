//! What must survive a death: who holds an account, what was intended, what came of it.

mod record;

pub use record::{
    CallRecord, Confirmation, Entry, LEASE, Lease, Leased, NewRun, OwnedTrunk, Ownership, Rotations, Run,
    RunId, RunOutcome, StepOutcome, StepResult, account_key,
};
