//! What came of a command that carries out several runs, for scripts: one document.

use std::cell::{Cell, RefCell};

use serde_json::{Value, json};
use trunkline_engine::migrate::{Migration, Stage};

use crate::{exit::Failure, output};

/// The outcomes of a command's runs.
#[derive(Debug, Default)]
pub(super) struct Outcomes {
    runs: RefCell<Vec<Value>>,
    /// What cannot be taken back, or stays.
    for_good: RefCell<Vec<String>>,
    ended: Cell<Option<(i64, Stage)>>,
}

impl Outcomes {
    /// Runs a command, which says here what came of it, and prints the document.
    pub(super) async fn of(
        json: bool,
        command: impl AsyncFnOnce(&Self) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let outcomes = Self::default();
        let done = command(&outcomes).await;
        outcomes.print(json, done)
    }

    /// Where outcomes of runs go.
    pub(super) fn runs(&self) -> &RefCell<Vec<Value>> {
        &self.runs
    }

    /// Something that cannot be taken back, or that stays.
    pub(super) fn for_good(&self, line: String) {
        self.for_good.borrow_mut().push(line);
    }

    /// The migration came this far.
    pub(super) fn ended(&self, migration: &Migration) {
        self.ended.set(Some((migration.number, migration.stage)));
    }

    /// Prints the document of a command that ended like this; a command that did nothing has none but its error.
    fn print(&self, json: bool, done: Result<(), Failure>) -> Result<(), Failure> {
        let (number, stage) = self.ended.get().unzip();
        let runs = self.runs.take();
        if json && (done.is_ok() || !runs.is_empty()) {
            output::print_json(&json!({
                "migration": number, "stage": stage, "for_good": self.for_good.take(), "runs": runs,
            }))?;
        }
        done
    }
}
