//! Which questions there are about the numbers of a file, and what is known to answer them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use trunkline::{
    Result,
    model::{Carrier, E164, TrunkName},
};

use crate::{
    Known, Noun, ReadOnly, Wanted, WantedTrunk,
    eligibility::{
        Answer, Codec, Countries, Country, Direction, Question, Ready, Rules, Standing, countries_of, judge,
    },
    observe::{ObservedAccount, ObservedTrunk, observe},
    plan::{self, Change, Plan, PlannedTrunk},
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
    /// Whether our side signals over TLS.
    pub tls: Option<bool>,
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
        let views = BTreeMap::from([(profile.to_owned(), view)]);
        let mut observed = observe(&views, &wanted, known).await?;
        let plan = plan::make(&wanted, &observed, &views, known, &BTreeSet::new());
        let observed = observed.pop().expect("the file has a trunk on the account, so that it was read");
        Ok(Self { observed, plan, after_its_plan: false })
    }

    fn planned(&self, name: &TrunkName) -> Option<&PlannedTrunk> {
        self.plan.accounts.iter().flat_map(|account| &account.trunks).find(|trunk| trunk.name == *name)
    }

    fn there(&self, name: &TrunkName) -> Option<&ObservedTrunk> {
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

/// What is known of a trunk on the other account.
struct About<'a> {
    other: &'a WantedTrunk,
    look: &'a Look,
    told: &'a Told,
    home: &'a Carrier,
}

impl About<'_> {
    fn outbound(&self, number: &E164, caller_id: &E164, destination: &Countries) -> Question {
        let mut question = self.question(Direction::Outbound, number, caller_id);
        question.destination = Some(destination.clone());
        let mut countries = destination.iter().peekable();
        let told = countries.peek().is_some() && countries.all(|one| self.told.permitted.contains(&one));
        question.permitted = told.then_some(true);
        question
    }

    fn question(&self, direction: Direction, number: &E164, caller_id: &E164) -> Question {
        let identity = &self.look.observed.identity;
        let mut question =
            Question::new(direction, number.clone(), self.home.clone(), identity.carrier.clone());
        question.region = Some(identity.region.clone());
        question.caller_id = caller_id.clone();
        question.standing = self.standing(caller_id);
        question.auth = self.ready(&[Noun::Acl, Noun::Credentials], "addresses and credentials");
        question.targets =
            match self.look.there(&self.other.name).and_then(|there| there.origination.as_ref()) {
                Some(targets) if targets.iter().any(|target| target.enabled != Some(false)) => {
                    self.ready(&[Noun::Origination], "targets")
                }
                Some(_) => Ready::No("no target on the trunk is in use".to_owned()),
                None => match self.ready(&[Noun::Origination], "targets") {
                    Ready::Yes(_) => {
                        Ready::Unknown("the file writes no targets, so nobody looked".to_owned())
                    }
                    other => other,
                },
            };
        question.routed = self.routed();
        question.offers.clone_from(&self.told.offers);
        (question.tls, question.srtp) = (self.told.tls, self.told.srtp);
        let held = self.look.there(&self.other.name).and_then(|there| there.trunk.twilio.as_ref());
        question.secure = held.map(|held| held.secure);
        question
    }

    /// Numbers live at one carrier: one that the file has on the failing account, and not on the other, is not there.
    fn standing(&self, number: &E164) -> Standing {
        let there = self.look.there(&self.other.name);
        let bound = there.and_then(|there| there.numbers.as_ref());
        match bound {
            Some(bound) if bound.iter().any(|bound| bound.number == *number) => Standing::Bound,
            _ if self.told.verified.contains(number) => Standing::Verified,
            _ if self.other.numbers.iter().flatten().any(|spec| spec.number == *number) => Standing::Unknown,
            _ => Standing::Elsewhere,
        }
    }

    /// Whether the trunk has what the file says of some nouns.
    fn ready(&self, nouns: &[Noun], what: &str) -> Ready {
        let Some(planned) = self.look.planned(&self.other.name) else {
            return Ready::Unknown("the trunk was not looked at".to_owned());
        };
        if let Some(refusal) = planned.refusals.first() {
            return Ready::Unknown(refusal.reason.clone());
        }
        let missing = planned.steps.iter().filter(|step| match step.change.noun() {
            None => matches!(step.change, Change::CreateTrunk { .. }),
            Some(noun) => nouns.contains(&noun),
        });
        let missing: Vec<&str> = missing.map(|step| step.id.as_str()).collect();
        if let (Some(first), false) = (missing.first(), self.look.after_its_plan) {
            return Ready::No(format!(
                "not as the file says: {} steps are left, such as {first}",
                missing.len()
            ));
        }
        if self.other.nouns().is_disjoint(&nouns.iter().copied().collect()) {
            return Ready::Unknown(format!("the file writes no {what}, so nobody looked"));
        }
        Ready::Yes(format!("{what} on {} are as the file says", self.look.observed.profile))
    }

    /// Whether someone has confirmed what only a person can set up for inbound calls.
    fn routed(&self) -> Option<bool> {
        let planned = self.look.planned(&self.other.name)?;
        let mut by_hand =
            planned.manual.iter().filter(|manual| manual.id.contains("inbound_flow")).peekable();
        by_hand.peek()?;
        by_hand.all(|manual| manual.confirmed.is_some()).then_some(true)
    }
}
