//! A run to go on with.

use super::{
    ApplyError, Past,
    past::{read_plan, unfinished},
};
use crate::{
    plan::Plan,
    store::{Run, Store},
};

/// A run that has not ended well, its plan, and what came of it until it was read.
///
/// Plan and journal can be long. They are read at the same time, and may be read beside something else that is long, such
/// as the file. [`Apply::go_on`](super::Apply::go_on) makes sure that the run has not gone on since.
#[derive(Debug)]
pub struct Unfinished {
    pub(super) run: Run,
    pub(super) plan: Plan,
    pub(super) past: Past,
}

impl Unfinished {
    /// The run with this number, or else the last one.
    ///
    /// # Errors
    /// [`NothingToResume`](ApplyError::NothingToResume); [`Overtaken`](ApplyError::Overtaken) when a later run has worked
    /// on the same accounts; [`NoRun`](ApplyError::NoRun), [`UnreadablePlan`](ApplyError::UnreadablePlan), and those of
    /// the store.
    pub async fn read(store: &Store, number: Option<i64>) -> Result<Self, ApplyError> {
        let run = unfinished(store, number).await?;
        let number = run.number;
        let (_, json) = store.run(number).await?.ok_or(ApplyError::NoRun(number))?;
        let (plan, past) = tokio::join!(plan(number, json), Past::of(store, run.id));
        Ok(Self { run, plan: plan?, past: past? })
    }
}

/// Reads a plan on a thread of its own.
async fn plan(number: i64, json: String) -> Result<Plan, ApplyError> {
    let read = tokio::task::spawn_blocking(move || read_plan(number, &json)).await;
    read.expect("a plan is read without panicking")
}
