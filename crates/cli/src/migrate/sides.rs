//! The two accounts of a migration.

use std::collections::{BTreeMap, BTreeSet};

use clap::Args;
use trunkline_engine::{
    ReadOnly, apply,
    loss::LossReport,
    migrate::{Migration, Moving, look},
    store::Store,
    trunkline::provider::DynProvider,
};

use crate::{account::Accounts, change::shown, exit::Failure, global::Global, input::Input};

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
    trunks: Vec<String>,
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
    fn open(profile: &str, accounts: &Accounts, input: &mut Input) -> Option<Self> {
        let profiles = input.profiles(accounts, Some(profile))?;
        let [profile] = profiles.as_slice() else { return None };
        match profile.open(apply::options()) {
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
    pub(super) fn open(from: &str, to: &str, global: &Global) -> Result<Self, Failure> {
        let accounts = Accounts::new(global.config.clone());
        let mut input = Input::new();
        if from == to {
            input.mistake(format!("--from and --to are both {from}: a trunk is moved to another account"));
        }
        let sides = (Side::open(from, &accounts, &mut input), Side::open(to, &accounts, &mut input));
        let (from, to) = input.finish(sides)?;
        Ok(Self { from, to })
    }

    /// Those of a migration.
    pub(super) fn of(report: &LossReport, global: &Global) -> Result<Self, Failure> {
        let sides = Self::open(&report.from.profile, &report.to.profile, global)?;
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

    /// Reads both and says what becomes of the trunks. Sends only reads.
    pub(super) async fn look(
        &self,
        only: &BTreeSet<String>,
        store: Option<&Store>,
    ) -> Result<Moving, Failure> {
        let ours = match store {
            Some(store) => Migration::left_behind(store, &self.to.profile).await?,
            None => BTreeSet::new(),
        };
        let (from, to) = (self.from.view(), self.to.view());
        let whom = format!("{}, {}", self.from.profile, self.to.profile);
        let looked = look((&self.from.profile, &from), (&self.to.profile, &to), only, &ours);
        let moving = shown(&whom, looked).await?;
        if moving.trunks.is_empty() {
            return Err(Failure::mistake(format!(
                "there is no trunk on {}: nothing is to be moved",
                from.identity()
            )));
        }
        Ok(moving)
    }
}

impl Ends {
    /// Opens the accounts that were typed. Sends nothing.
    pub(super) fn open(&self, global: &Global) -> Result<Sides, Failure> {
        Sides::open(&self.from, &self.to, global)
    }

    /// The trunks that were typed.
    pub(super) fn only(&self) -> BTreeSet<String> {
        self.trunks.iter().cloned().collect()
    }
}
