//! How far a migration is, as a page shows it.

use std::collections::BTreeMap;

use trunkline_engine::{
    loss::{FieldLoss, ObjectLoss, TrunkLoss, Verdict},
    migrate::{Migration, Task, tasks},
    store::Confirmation,
};

/// A migration, its checklist, and what of it is confirmed.
pub(crate) struct Standing<'a> {
    pub(super) migration: &'a Migration,
    pub(super) tasks: Vec<Task>,
    pub(super) confirmed: &'a BTreeMap<String, Confirmation>,
}

impl<'a> Standing<'a> {
    pub(crate) fn of(migration: &'a Migration, confirmed: &'a BTreeMap<String, Confirmation>) -> Self {
        Self { migration, tasks: tasks(migration), confirmed }
    }

    /// The items of a trunk, each with its confirmation.
    pub(super) fn checklist(&self, loss: &TrunkLoss) -> Vec<(&Task, Option<&Confirmation>)> {
        let of_trunk = self.tasks.iter().filter(|task| task.trunk == loss.becomes);
        of_trunk.map(|task| (task, self.confirmed.get(&task.id))).collect()
    }

    /// Whether what a person has to do about a field is confirmed.
    pub(super) fn is_done(&self, loss: &TrunkLoss, object: &ObjectLoss, field: &FieldLoss) -> bool {
        let Verdict::Manual { who, what } = &field.verdict else { return false };
        let mut tasks = self.tasks.iter().filter(|task| task.who == *who && task.what == *what);
        tasks
            .find(|task| object.noun.is_none() || task.trunk == loss.becomes)
            .is_some_and(|task| self.confirmed.contains_key(&task.id))
    }

    /// The numbers that are cut over, and those that are not, as a reader sees them.
    pub(super) fn numbers(&self) -> [(&'static str, String); 2] {
        let numbers = |all: Vec<String>| if all.is_empty() { "none".to_owned() } else { all.join(", ") };
        let moved = self.migration.moving.numbers.iter().map(ToString::to_string).collect();
        let left = self.migration.numbers_left().iter().map(ToString::to_string).collect();
        [("Numbers moved", numbers(moved)), ("Numbers left", numbers(left))]
    }
}
