//! Everything that is needed when a carrier fails, in one document.

use std::{collections::BTreeSet, path::PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use trunkline::model::{E164, Identity};
use uuid::Uuid;

use super::{Asked, Item, Left};
use crate::{
    Environment, File, FileError, Registry, Secrets,
    plan::{Change, Plan},
};

/// What the journal's names of runs begin with.
const RUNS: &str = "failover from ";
/// What those of their ways back begin with.
const WAYS_BACK: &str = "back from ";

/// Whether a run is of a failover or of a way back, by what the journal calls it: each is gone on with as such only.
pub(crate) fn is_failover(run: &str) -> bool {
    run.starts_with(RUNS) || run.starts_with(WAYS_BACK)
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Its profile.
    pub profile: String,
    /// Carrier, account and region; of the failing account `None`, since it is not opened.
    pub identity: Option<Identity>,
}

/// A failover that can be carried out with nothing else at hand.
///
/// It holds no secret: each is named by where it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The version of this format: [`Bundle::VERSION`].
    pub version: u32,
    /// Its name in the history.
    pub id: Uuid,
    /// When it was made.
    pub made: Timestamp,
    /// By whom.
    pub by: String,
    /// Whose failure it is for. Nothing is sent there.
    pub away_from: Account,
    /// Who takes over.
    pub to: Account,
    /// The file it is of: files with secrets are found from where that is.
    pub of: PathBuf,
    /// What is wanted of the account that takes over, as a file of its own: the account, and its trunks.
    pub file: String,
    /// What was there when the bundle was made, as a file of its own: what a rehearsal begins with.
    pub observed: String,
    /// The numbers that were seen to be the account's, bound or not.
    pub owned: BTreeSet<E164>,
    /// What is done.
    pub plan: Plan,
    /// The steps that would bring the account in line with the file, and that a failover does not take.
    pub left: Vec<Left>,
    /// Of each number, whether its calls are carried once the plan is carried out.
    pub judged: Vec<Asked>,
    /// What only people can do.
    pub checklist: Vec<Item>,
    /// What the platforms that carry calls are told, so that they use the account that takes over; passwords are named by
    /// where they are. Empty where nobody says yet where its trunks take calls.
    pub fragments: Vec<DataPlane>,
}

/// Text for one file of a platform that carries calls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataPlane {
    /// The platform: `asterisk`.
    pub platform: String,
    /// A name for the file: letters, digits, `.`, `_` and `-`.
    pub file: String,
    /// What goes into it.
    pub text: String,
}

/// Why a bundle cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// It is no bundle, or a damaged one.
    #[error("is no bundle that can be read: {0}")]
    Unreadable(String),
    /// It is of another version of the program.
    #[error(
        "has version {0}; this program carries out version {version}: prepare it again with trunkline failover prepare",
        version = Bundle::VERSION
    )]
    Version(u64),
    /// It is for the failure of another account.
    #[error("is for the failure of {made_for}, not of {asked}")]
    OtherAccount {
        /// Whose it is for.
        made_for: String,
        /// Whose it was to be for.
        asked: String,
    },
    /// A step is on another account than the one that takes over.
    #[error("has a step on {0}, which is not the account that takes over")]
    Strays(String),
    /// What is wanted cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Bundle {
    /// The version of the format this program writes and reads. Version 1 had neither [`owned`](Self::owned) nor
    /// [`fragments`](Self::fragments).
    pub const VERSION: u32 = 2;

    /// Reads a bundle that is for the failure of `away_from`.
    ///
    /// # Errors
    /// Every reason not to use it.
    pub fn read(text: &str, away_from: Option<&str>) -> Result<Self, BundleError> {
        let unreadable = |error: serde_json::Error| BundleError::Unreadable(error.to_string());
        let raw: serde_json::Value = serde_json::from_str(text).map_err(unreadable)?;
        match raw["version"].as_u64() {
            Some(version) if version == u64::from(Self::VERSION) => {}
            Some(version) => return Err(BundleError::Version(version)),
            None => return Err(BundleError::Unreadable("it has no version".to_owned())),
        }
        let bundle: Self = serde_json::from_value(raw).map_err(unreadable)?;
        if let Some(asked) = away_from.filter(|asked| *asked != bundle.away_from.profile) {
            let made_for = bundle.away_from.profile;
            return Err(BundleError::OtherAccount { made_for, asked: asked.to_owned() });
        }
        let strays = |account: &&crate::plan::PlannedAccount| {
            account.profile != bundle.to.profile || Some(&account.identity) != bundle.to.identity.as_ref()
        };
        if let Some(stray) = bundle.plan.accounts.iter().find(strays) {
            return Err(BundleError::Strays(stray.profile.clone()));
        }
        Ok(bundle)
    }

    /// As it is written down.
    ///
    /// # Panics
    /// Never: it has text for keys and no failing field.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("a bundle has text for keys and no failing field") + "\n"
    }

    /// What runs of it are called in the history.
    pub fn run_name(&self) -> String {
        format!("{RUNS}{} to {} ({})", self.away_from.profile, self.to.profile, self.id)
    }

    /// What its way back is called in the history; `whole` when it leaves nothing of the failover that was to be taken back.
    pub fn back_name(&self, whole: bool) -> String {
        let part = if whole { "" } else { ", in part" };
        format!("{WAYS_BACK}{} to {} ({}){part}", self.to.profile, self.away_from.profile, self.id)
    }

    /// What is wanted of the account that takes over. The failing account is not in it.
    ///
    /// # Errors
    /// Mistakes that were made in the bundle since it was written.
    pub fn wanted(&self, registry: &Registry, environment: &Environment) -> Result<File, FileError> {
        File::read(registry, environment, &self.of, &self.file)
    }

    /// What was there when it was made.
    ///
    /// # Errors
    /// Mistakes that were made in the bundle since it was written.
    pub fn observed(&self, registry: &Registry, environment: &Environment) -> Result<File, FileError> {
        File::read(registry, environment, &self.of, &self.observed)
    }

    /// Passwords that the plan needs and that are not where they should be: each field and place.
    pub fn missing_passwords(&self, environment: &Environment) -> Vec<String> {
        let mut secrets = Secrets::new(environment);
        for (account, trunk, step) in self.plan.steps() {
            if let Change::AddCredential { password, of, .. } = &step.change {
                let field = format!("{}/{}: password of {of}", account.profile, trunk.name);
                secrets.read(&field, password);
            }
        }
        secrets.into_missing()
    }
}
