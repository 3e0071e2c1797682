//! The two accounts of a migration.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use trunkline_engine::{
    ReadOnly, WantedTrunk,
    migrate::{self, Beside, Migration, Moving, beside, look},
    store::Store,
    trunkline::{http::Options, model::TrunkId, provider::DynProvider},
};

use crate::{account::Accounts, change::shown, exit::Failure, global::Global, input::Input, stored};

/// From where to where, on the command line.
#[derive(Debug, Args)]
pub(super) struct Ends {
    /// The account that the trunks are on.
    #[arg(long, value_name = "PROFILE")]
    pub(super) from: String,
    /// The account that they are to be on.
    #[arg(long, value_name = "PROFILE")]
    pub(super) to: String,
    /// Only this trunk, by id or by its name on the carrier; can be given several times.
    #[arg(long = "trunk", value_name = "TRUNK")]
    pub(super) trunks: Vec<String>,
}

/// Both accounts, opened.
#[derive(Debug)]
pub(super) struct Sides {
    pub(super) from: Side,
    pub(super) to: Side,
}

/// One account, opened.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) profile: String,
    /// The only one in it.
    pub(super) providers: BTreeMap<String, DynProvider>,
}

impl Side {
    fn open(profile: &str, accounts: &Accounts, http: &Options, input: &mut Input) -> Option<Self> {
        let profiles = input.profiles(accounts, Some(profile))?;
        let [profile] = profiles.as_slice() else { return None };
        match profile.open(http.clone()) {
            Ok(provider) => {
                let name = profile.name().to_owned();
                Some(Self { providers: BTreeMap::from([(name.clone(), provider)]), profile: name })
            }
            Err(error) => {
                input.mistake(error.to_string());
                None
            }
        }
    }

    /// The account, as those see it who cannot write.
    pub(super) fn view(&self) -> ReadOnly {
        ReadOnly::new(DynProvider::clone(&self.providers[&self.profile]))
    }
}

impl Sides {
    /// Opens two accounts. Sends nothing.
    fn open(from: &str, to: &str, http: &Options, global: &Global) -> Result<Self, Failure> {
        let accounts = Accounts::new(global.config.clone());
        let mut input = Input::new();
        if from == to {
            input.mistake(format!("--from and --to are both {from}: a trunk is moved to another account"));
        }
        let sides =
            (Side::open(from, &accounts, http, &mut input), Side::open(to, &accounts, http, &mut input));
        let (from, to) = input.finish(sides)?;
        Ok(Self { from, to })
    }

    /// Those of a migration. Sends nothing.
    pub(super) fn of(migration: &Migration, store: &Store, global: &Global) -> Result<Self, Failure> {
        let report = &migration.moving.report;
        let sides = Self::open(&report.from.profile, &report.to.profile, &stored::changing(store), global)?;
        for (side, was) in [(&sides.from, &report.from), (&sides.to, &report.to)] {
            let view = side.view();
            if *view.identity() != was.identity {
                return Err(Failure::mistake(format!(
                    "profile {} is {} now; the migration is of {}",
                    side.profile,
                    view.identity(),
                    was.identity
                )));
            }
        }
        Ok(sides)
    }

    /// Reads both and says what becomes of the trunks that were named. Sends only reads.
    pub(super) async fn look(&self, ends: &Ends, store: Option<&Store>) -> Result<Moving, Failure> {
        let (from, to) = (self.from.view(), self.to.view());
        let beside = match store {
            Some(store) => beside(store, to.identity()).await?,
            None => Beside::default(),
        };
        let only: BTreeSet<String> = ends.trunks.iter().cloned().collect();
        let whom = format!("{}, {}", self.from.profile, self.to.profile);
        let looked = look((&self.from.profile, &from), (&self.to.profile, &to), &only, &beside);
        let moving = shown(&whom, looked).await?;
        let found = &moving.report.trunks;
        let missing = only
            .iter()
            .filter(|name| !found.iter().any(|loss| loss.trunk.as_str() == *name || loss.name == **name));
        let from = &moving.report.from;
        let missing: Vec<String> = missing
            .map(|name| format!("--trunk {name}: there is no such trunk on {}", from.identity))
            .collect();
        if !missing.is_empty() {
            return Err(Failure::Mistakes(missing));
        }
        if found.is_empty() {
            let message = format!("there is no trunk on {}: nothing is to be moved", from.identity);
            return Err(Failure::mistake(message));
        }
        Ok(moving)
    }

    /// The trunks of a migration on the old account as they are now; one that is gone is left out. Sends only reads.
    pub(super) async fn look_again(
        &self,
        migration: &Migration,
    ) -> Result<BTreeMap<TrunkId, WantedTrunk>, Failure> {
        let from = self.from.view();
        Ok(shown(&self.from.profile, migrate::now(migration, &from)).await?)
    }
}

impl Ends {
    /// Opens the accounts that were typed. Sends nothing.
    pub(super) fn open(&self, http: &Options, global: &Global) -> Result<Sides, Failure> {
        Sides::open(&self.from, &self.to, http, global)
    }
}
