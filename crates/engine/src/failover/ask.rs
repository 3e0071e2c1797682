//! Which questions there are about the numbers of a file, and what is known to answer them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use trunkline::{
    Result,
    model::{Carrier, E164, Transport, TrunkName},
};

use super::{about::About, numbers::is_own};
use crate::{
    Known, ReadOnly, Wanted,
    eligibility::{Answer, Codec, Countries, Country, Direction, Question, Rules, countries_of, judge},
    observe::{ObservedAccount, ObservedTrunk, observe},
    plan::{self, Plan, PlannedTrunk, Step},
};

/// What only a person can say.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Told {
    /// Where outbound calls go; the country of each number itself where none is named.
    pub destinations: Vec<Countries>,
    /// The countries that the account on the other carrier may call.
    pub permitted: BTreeSet<Country>,
    /// The numbers that were shown to the other carrier to be ours.
    pub verified: BTreeSet<E164>,
    /// The codecs that our side offers.
    pub offers: BTreeSet<Codec>,
    /// What carries our side's signalling.
    pub signalling: Option<Transport>,
    /// Whether our side encrypts media.
    pub srtp: Option<bool>,
}

/// The account that is to carry the calls, as it is, and what is left to do there.
#[derive(Debug)]
pub struct Look {
    /// What was read.
    pub observed: ObservedAccount,
    /// What is left to do so that it is as the file says.
    pub plan: Plan,
    /// Whether questions are about the account as it is once the plan is carried out.
    pub after_its_plan: bool,
    /// The steps that are left though calls miss them or go elsewhere without, each of its trunk.
    pub(super) missed: Vec<(TrunkName, Step)>,
    /// The numbers that were seen to be the account's: of others nobody knows whether the plan can bind them.
    pub(super) owned: BTreeSet<E164>,
    pub(super) view: ReadOnly,
}

impl Look {
    /// Looks at one account of a file. Sends reads to it, and nothing to any other account.
    ///
    /// # Errors
    /// The first error of a read.
    ///
    /// # Panics
    /// When the file has no trunk on the account.
    pub async fn at(profile: &str, view: ReadOnly, wanted: &Wanted, known: &Known) -> Result<Self> {
        let wanted = Wanted {
            digest: wanted.digest.clone(),
            trunks: wanted.trunks.iter().filter(|trunk| trunk.profile == profile).cloned().collect(),
        };
        let views = BTreeMap::from([(profile.to_owned(), view.clone())]);
        let mut observed = observe(&views, &wanted, known).await?;
        let plan = plan::make(&wanted, &observed, &views, known, &BTreeSet::new());
        let observed = observed.pop().expect("the file has a trunk on the account, so that it was read");
        Ok(Self { observed, plan, after_its_plan: false, missed: Vec::new(), owned: BTreeSet::new(), view })
    }

    /// Asks whose the numbers are that the file has on the account, where its API tells. Sends reads.
    ///
    /// # Errors
    /// The first error of a read.
    pub async fn learn_owners(&mut self, wanted: &Wanted) -> Result<()> {
        let there = self.observed.trunks.iter().flat_map(|there| there.numbers.iter().flatten());
        self.owned.extend(there.filter_map(|bound| bound.number.valid().cloned()));
        let here = wanted.trunks.iter().filter(|trunk| trunk.profile == self.observed.profile);
        for spec in here.flat_map(|trunk| trunk.numbers.iter().flatten()) {
            if !self.owned.contains(&spec.number) && is_own(&self.view, &spec.number).await? == Some(true) {
                self.owned.insert(spec.number.clone());
            }
        }
        Ok(())
    }

    pub(super) fn planned(&self, name: &TrunkName) -> Option<&PlannedTrunk> {
        self.plan.accounts.iter().flat_map(|account| &account.trunks).find(|trunk| trunk.name == *name)
    }

    /// A trunk, by its name in the file; `None` when it is not there.
    pub fn there(&self, name: &TrunkName) -> Option<&ObservedTrunk> {
        let id = self.planned(name)?.trunk.as_ref()?;
        self.observed.trunks.iter().find(|there| there.trunk.id == *id)
    }
}

/// A question about a number of a file, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The trunk.
    pub trunk: TrunkName,
    /// The profile of the account that the number is on.
    pub from: String,
    /// The profile of the account that is to carry its calls.
    pub to: String,
    /// Which way.
    pub direction: Direction,
    /// The number.
    pub number: E164,
    /// Outbound: the number shown.
    pub caller_id: E164,
    /// Outbound: where calls go.
    pub destination: Option<Countries>,
    /// The answer.
    pub answer: Answer,
}

/// Could the account that `look` is of carry the calls of each number that the file has on `from`? Numbers are those
/// that the file names: the failing account is not asked. An outbound question is asked with the number itself as
/// caller id, and once more with one that the other account has for the trunk.
pub fn ask(
    wanted: &Wanted,
    from: &str,
    home: &Carrier,
    look: &Look,
    told: &Told,
    rules: &Rules,
) -> Vec<Asked> {
    let to = look.observed.profile.as_str();
    let mut asked = Vec::new();
    for trunk in wanted.trunks.iter().filter(|trunk| trunk.profile == from) {
        let Some(other) = wanted.trunks.iter().find(|other| other.profile == to && other.name == trunk.name)
        else {
            continue;
        };
        let about = About { other, look, told, home };
        for spec in trunk.numbers.iter().flatten() {
            let number = &spec.number;
            let mut add = |question: Question| {
                asked.push(Asked {
                    trunk: trunk.name.clone(),
                    from: from.to_owned(),
                    to: to.to_owned(),
                    direction: question.direction,
                    number: number.clone(),
                    caller_id: question.caller_id.clone(),
                    destination: question.destination.clone(),
                    answer: judge(&question, rules),
                });
            };
            let own = vec![countries_of(number)];
            let destinations = if told.destinations.is_empty() { &own } else { &told.destinations };
            for destination in destinations {
                add(about.outbound(number, number, destination));
                let instead = other.numbers.iter().flatten().map(|spec| &spec.number);
                if let Some(instead) = instead.filter(|instead| *instead != number).min() {
                    add(about.outbound(number, instead, destination));
                }
            }
            add(about.question(Direction::Inbound, number, number));
        }
    }
    asked
}
