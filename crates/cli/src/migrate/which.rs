//! Which migration is meant.

use clap::Args;
use trunkline_engine::{
    migrate::{Migration, Stage},
    store::Store,
};

use super::next::next;
use crate::{exit::Failure, stored::Place};

/// A migration, on the command line.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The migration's number, as `trunkline migrate status` has it [default: the one that is not over].
    #[arg(value_name = "MIGRATION")]
    pub(super) number: Option<i64>,
}

impl Which {
    /// The store, and the migration in it, in one of these stages.
    pub(super) async fn open(&self, place: &Place, stages: &[Stage]) -> Result<(Store, Migration), Failure> {
        let Some(store) = place.look().await? else { return Err(none(self.number)) };
        let migration = choose(store.migrations().await?, self.number)?;
        if stages.contains(&migration.stage) { Ok((store, migration)) } else { Err(not_now(&migration)) }
    }
}

/// Why something else comes first.
pub(super) fn not_now(migration: &Migration) -> Failure {
    let next =
        next(migration).map_or_else(|| "nothing follows".to_owned(), |next| format!("go on with: {next}"));
    Failure::mistake(format!("migration {} is {}; {next}", migration.number, migration.stage))
}

fn choose(mut all: Vec<Migration>, number: Option<i64>) -> Result<Migration, Failure> {
    all.retain(|migration| match number {
        Some(number) => migration.number == number,
        None => !migration.stage.is_over(),
    });
    if let [_, _, ..] = all.as_slice() {
        let numbers: Vec<String> = all.iter().map(|migration| migration.number.to_string()).collect();
        return Err(Failure::mistake(format!(
            "several migrations are under way: name one of {}",
            numbers.join(", ")
        )));
    }
    all.pop().ok_or_else(|| none(number))
}

fn none(number: Option<i64>) -> Failure {
    Failure::mistake(match number {
        Some(number) => format!("there is no migration {number}"),
        None => "no migration is under way; how to begin one: trunkline migrate prepare --help".to_owned(),
    })
}
