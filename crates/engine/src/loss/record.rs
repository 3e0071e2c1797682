//! The report as plain data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use trunkline::model::{Identity, TrunkId, TrunkName};

use crate::Noun;

/// What becomes of trunks on another account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossReport {
    /// The version of this format: [`LossReport::VERSION`].
    pub version: u32,
    /// Where they are.
    pub from: Side,
    /// Where they are to be.
    pub to: Side,
    /// Each of them.
    pub trunks: Vec<TrunkLoss>,
}

/// One of two accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Its profile.
    pub profile: String,
    /// Carrier, account and region.
    pub identity: Identity,
}

/// What becomes of one trunk and everything on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrunkLoss {
    /// Its identifier where it is.
    pub trunk: TrunkId,
    /// Its name where it is.
    pub name: String,
    /// Its name where it is to be, as a file would say it.
    pub becomes: TrunkName,
    /// The SIP domain it is to have; `None` where that is not known before it is there.
    pub domain: Option<String>,
    /// The trunk first, then everything on it.
    pub objects: Vec<ObjectLoss>,
    /// What it takes to build it.
    pub effort: Effort,
}

/// What becomes of one object: each of its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectLoss {
    /// What it is; `None` for the trunk itself.
    pub noun: Option<Noun>,
    /// What people call it: an address, a target, a number, a user name.
    pub key: String,
    /// Its fields, each once.
    pub fields: Vec<FieldLoss>,
}

/// What becomes of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldLoss {
    /// Its name in the model: `priority`, `twilio.secure`.
    pub field: String,
    /// Its value where it is; `None` when it has none. Never a secret.
    pub before: Option<String>,
    /// Its value where it is to be.
    pub after: Option<String>,
    /// What becomes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The page that has the rule.
    pub source: Cow<'static, str>,
    /// Whether the carrier itself keeps it, such as an identifier or a date: nobody chooses it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bookkeeping: bool,
}

/// What becomes of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum Verdict {
    /// It is the same, and means the same.
    Exact,
    /// It is nearly the same.
    Approximated {
        /// What differs.
        how: String,
    },
    /// A person has to do something.
    Manual {
        /// Who.
        who: String,
        /// What, with the place in the console or the text to paste.
        what: String,
    },
    /// It cannot be had there.
    Impossible {
        /// Why, and what to do instead if there is something.
        why: String,
    },
}

impl Verdict {
    /// In a word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Approximated { .. } => "approximated",
            Self::Manual { .. } => "manual",
            Self::Impossible { .. } => "impossible",
        }
    }

    /// What it says besides; empty when it is exact.
    pub fn words(&self) -> String {
        match self {
            Self::Exact => String::new(),
            Self::Approximated { how } => how.clone(),
            Self::Manual { who, what } => format!("{who}: {what}"),
            Self::Impossible { why } => why.clone(),
        }
    }
}

/// What it takes to build a trunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effort {
    /// Requests that change something, one for each object at the least.
    pub requests: usize,
    /// How long they take at the carrier's rate, in seconds; `None` where it names no rate.
    pub seconds: Option<u64>,
}

/// How many fields there are of each verdict; what the carrier itself keeps does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// The same.
    pub exact: usize,
    /// Nearly the same.
    pub approximated: usize,
    /// For a person to do.
    pub manual: usize,
    /// Not to be had.
    pub impossible: usize,
}

impl TrunkLoss {
    /// The fields that someone chose, with the object that each is of.
    pub fn chosen(&self) -> impl Iterator<Item = (&ObjectLoss, &FieldLoss)> {
        let all =
            self.objects.iter().flat_map(|object| object.fields.iter().map(move |field| (object, field)));
        all.filter(|(_, field)| !field.bookkeeping)
    }

    /// How many fields there are of each verdict.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for (_, field) in self.chosen() {
            *match field.verdict {
                Verdict::Exact => &mut tally.exact,
                Verdict::Approximated { .. } => &mut tally.approximated,
                Verdict::Manual { .. } => &mut tally.manual,
                Verdict::Impossible { .. } => &mut tally.impossible,
            } += 1;
        }
        tally
    }
}

impl LossReport {
    /// The version of the format this program writes and reads.
    pub const VERSION: u32 = 1;

    /// A report of trunks.
    pub fn new(from: Side, to: Side, trunks: Vec<TrunkLoss>) -> Self {
        Self { version: Self::VERSION, from, to, trunks }
    }
}
