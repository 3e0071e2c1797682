//! What has to be done so that the world is as the file says: plain data.

mod allow;
mod auth;
mod calls;
mod change;
mod diff;
mod draft;
mod hand_over;
mod held;
mod make;
mod order;
mod reads;
mod safety;
mod stale;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use trunkline::model::{Identity, TerminationAuth, TrunkId, TrunkName};

pub use allow::Allow;
pub(crate) use calls::name_calls;
pub use change::Change;
pub(crate) use hand_over::hand_over;
pub(crate) use held::{Held, vouch};
pub use make::make;
pub(crate) use reads::reads_of;

use crate::{Digest, Noun};

/// Everything that has to be done, and everything that was looked at to say so.
///
/// It holds no secret: passwords are named by where they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The version of this format: [`Plan::VERSION`].
    pub version: u32,
    /// Of the file's text.
    pub file: Digest,
    /// What was allowed when the plan was made.
    pub allowed: BTreeSet<Allow>,
    /// The accounts, sorted by profile.
    pub accounts: Vec<PlannedAccount>,
}

/// What has to be done on one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedAccount {
    /// Its profile.
    pub profile: String,
    /// Carrier, account and region: a plan is carried out on no other.
    pub identity: Identity,
    /// API requests a minute that the carrier takes, for how long it will take.
    pub requests_per_minute: Option<u32>,
    /// The trunks, sorted by name.
    pub trunks: Vec<PlannedTrunk>,
}

/// What has to be done on one trunk. Its steps are carried out in their order; trunks do not wait for each other but
/// where a step says so ([`Step::after`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedTrunk {
    /// Its name in the file.
    pub name: TrunkName,
    /// Its identifier; `None` when the first step creates it.
    pub trunk: Option<TrunkId>,
    /// How calls sent to it are to be authenticated.
    pub auth: TerminationAuth,
    /// Whether the trunk was there and is taken over.
    pub adopted: bool,
    /// What was read, by name: `trunk`, `acl/44.229.228.186/32`.
    pub read: BTreeMap<String, Digest>,
    /// What to do, in this order.
    pub steps: Vec<Step>,
    /// Why nothing can be done on this trunk; no step of it is carried out then.
    pub refusals: Vec<Refusal>,
    /// What a person has to do, because no API can.
    pub manual: Vec<Manual>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name, unique in the plan and the same whenever the same change is planned:
    /// `twilio/contact_centre/acl/44.229.228.186/32/add`.
    pub id: String,
    /// What to do.
    pub change: Change,
    /// Why, in a few words: `not on the trunk`, `not in the file`.
    pub why: String,
    /// The carrier's calls it makes, in its words and order: `POST …/whitelisted-ips`. For addresses and credentials
    /// with the reads that go before; for the other nouns only what changes something.
    pub calls: Vec<String>,
    /// Steps of other trunks that have to be done before: a number is bound when the trunk that has it lets go, and that
    /// one lets go when the other is ready.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<String>,
    /// What it may break.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<String>,
    /// Why it cannot be undone; `None` when it can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_undo: Option<String>,
    /// The flags without which it is refused.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub needs: BTreeSet<Allow>,
}

/// Why nothing can be done on a trunk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The field it is about, when it is about one: `acl[1].cidr`.
    pub field: Option<String>,
    /// Why, and what to do.
    pub reason: String,
}

/// Something that only a person can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manual {
    /// Its name, which `trunkline done` takes: `exotel/contact_centre/exotel_inbound_flow/trmum1…`.
    pub id: String,
    /// What to do, with the exact text to type where there is one.
    pub instruction: String,
    /// Who confirmed it and when; a step that is not confirmed is repeated by every plan.
    pub confirmed: Option<String>,
}

impl Plan {
    /// The version of the format this program writes and reads.
    pub const VERSION: u32 = 1;

    /// Every step, with the account and the trunk it is on.
    pub fn steps(&self) -> impl Iterator<Item = (&PlannedAccount, &PlannedTrunk, &Step)> {
        self.accounts.iter().flat_map(|account| {
            account
                .trunks
                .iter()
                .flat_map(move |trunk| trunk.steps.iter().map(move |step| (account, trunk, step)))
        })
    }

    /// Every refusal, with the account and the trunk it is on.
    pub fn refusals(&self) -> impl Iterator<Item = (&PlannedAccount, &PlannedTrunk, &Refusal)> {
        self.accounts.iter().flat_map(|account| {
            account
                .trunks
                .iter()
                .flat_map(move |trunk| trunk.refusals.iter().map(move |refusal| (account, trunk, refusal)))
        })
    }

    /// What a person has to do, of every trunk.
    pub fn manual(&self) -> impl Iterator<Item = &Manual> {
        self.accounts.iter().flat_map(|account| &account.trunks).flat_map(|trunk| &trunk.manual)
    }

    /// Whether there is nothing to do for us. What a person has to do does not count.
    pub fn is_empty(&self) -> bool {
        self.steps().next().is_none() && self.refusals().next().is_none()
    }

    /// The flags that its steps need and that were not given.
    pub fn missing(&self) -> BTreeSet<Allow> {
        self.steps()
            .flat_map(|(.., step)| &step.needs)
            .filter(|need| !self.allowed.contains(need))
            .copied()
            .collect()
    }
}
