//! Which migration is meant.

use clap::Args;
use trunkline_engine::{
    migrate::{Migration, Stage},
    store::Store,
};

use crate::exit::Failure;

/// A migration, on the command line.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The migration's number, as `trunkline migrate status` has it [default: the one that is not over].
    #[arg(value_name = "MIGRATION")]
    pub(super) number: Option<i64>,
}

impl Which {
    /// The migration in a store, in one of these stages.
    pub(super) async fn find(&self, store: Option<&Store>, stages: &[Stage]) -> Result<Migration, Failure> {
        let all = match store {
            Some(store) => store.migrations().await?,
            None => Vec::new(),
        };
        let migration = choose(&all, self.number)?;
        if stages.contains(&migration.stage) {
            return Ok(migration.clone());
        }
        let next = migration.stage.next().map_or_else(
            || "nothing follows".to_owned(),
            |next| format!("go on with: trunkline migrate {next} {}", migration.number),
        );
        Err(Failure::mistake(format!("migration {} is {}; {next}", migration.number, migration.stage)))
    }
}

fn choose(all: &[Migration], number: Option<i64>) -> Result<&Migration, Failure> {
    if let Some(number) = number {
        let found = all.iter().find(|migration| migration.number == number);
        return found.ok_or_else(|| Failure::mistake(format!("there is no migration {number}")));
    }
    let open: Vec<&Migration> = all.iter().filter(|migration| !migration.stage.is_over()).collect();
    match open.as_slice() {
        [only] => Ok(only),
        [] => Err(Failure::mistake("no migration is under way; begin one with: trunkline migrate prepare")),
        several => {
            let numbers: Vec<String> = several.iter().map(|migration| migration.number.to_string()).collect();
            Err(Failure::mistake(format!(
                "several migrations are under way: name one of {}",
                numbers.join(", ")
            )))
        }
    }
}
