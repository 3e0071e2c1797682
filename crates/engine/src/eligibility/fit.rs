//! Whether a rule is about a question, when not everything was said.

use std::collections::BTreeSet;

use serde::Deserialize;

use trunkline::model::{TerminationAuth, Transport};

use super::{Codec, Countries, Country, Question, Standing, countries_of};

/// Whether a condition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    /// It depends on what was not said.
    Maybe,
    Yes,
}

impl Fit {
    fn of(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Maybe,
        }
    }
}

/// Where a caller's number is from, seen from the country that is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum From {
    /// From there.
    Domestic,
    /// From elsewhere.
    International,
}

/// When a rule applies. What is not written is no condition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct When {
    /// Called are these countries.
    pub(super) to: Vec<Country>,
    /// The number shown is from there, or from elsewhere.
    pub(super) caller: Option<From>,
    /// The number shown is of these countries.
    pub(super) caller_of: Vec<Country>,
    /// The number itself is of these countries.
    pub(super) number_of: Vec<Country>,
    /// The number shown is free to call.
    pub(super) toll_free: Option<bool>,
    /// What the number is to the carrier.
    pub(super) standing: Vec<Standing>,
    /// The region of the account.
    pub(super) region: Vec<String>,
    /// The account may call the destination.
    pub(super) permitted: Option<bool>,
    /// A person has set up what inbound calls need.
    pub(super) routed: Option<bool>,
    /// Our side offers one of these.
    pub(super) offers: BTreeSet<Codec>,
    /// Our side offers none of these.
    pub(super) offers_none_of: BTreeSet<Codec>,
    /// The other carrier tells by these that calls are ours.
    pub(super) auth: Vec<TerminationAuth>,
    /// Addresses are allowed as ranges.
    pub(super) ranges: Option<bool>,
    /// Our side signals over one of these.
    pub(super) signalling: Vec<Transport>,
    /// Our side encrypts media.
    pub(super) srtp: Option<bool>,
    /// The trunk takes encrypted calls only.
    pub(super) secure: Option<bool>,
}

impl When {
    /// The least of the conditions that are written; yes when none is.
    pub(super) fn fit(&self, question: &Question) -> Fit {
        self.conditions(question).into_iter().flatten().min().unwrap_or(Fit::Yes)
    }

    /// How many conditions are written: the more, the closer a rule is to the case.
    pub(super) fn count(&self, question: &Question) -> usize {
        self.conditions(question).into_iter().flatten().count()
    }

    fn conditions(&self, question: &Question) -> [Option<Fit>; 16] {
        let caller = countries_of(&question.caller_id);
        let same =
            |wanted: Option<bool>, is: Option<bool>| wanted.map(|wanted| Fit::of(is.map(|is| is == wanted)));
        let codecs = |named: &BTreeSet<Codec>, wanted: bool| {
            let offered = (!question.offers.is_empty()).then(|| !named.is_disjoint(&question.offers));
            (!named.is_empty()).then(|| Fit::of(offered.map(|offered| offered == wanted)))
        };
        [
            within(&self.to, question.destination.as_ref()),
            self.caller.map(|from| {
                let domestic = question.destination.as_ref().and_then(|to| caller.same(to));
                Fit::of(domestic.map(|domestic| domestic == (from == From::Domestic)))
            }),
            within(&self.caller_of, Some(&caller)),
            within(&self.number_of, Some(&countries_of(&question.number))),
            same(self.toll_free, super::country::toll_free(&question.caller_id)),
            (!self.standing.is_empty()).then(|| {
                let possible = question.standing.possible();
                let named = possible.iter().filter(|standing| self.standing.contains(standing)).count();
                Fit::of(match named {
                    0 => Some(false),
                    all if all == possible.len() => Some(true),
                    _ => None,
                })
            }),
            one_of(&self.region, question.region.as_ref()),
            same(self.permitted, question.permitted),
            same(self.routed, question.routed),
            codecs(&self.offers, true),
            codecs(&self.offers_none_of, false),
            one_of(&self.auth, question.auth_mode.as_ref()),
            same(self.ranges, question.ranges),
            one_of(&self.signalling, question.signalling.as_ref()),
            same(self.srtp, question.srtp),
            same(self.secure, question.secure),
        ]
    }
}

fn one_of<T: PartialEq>(named: &[T], is: Option<&T>) -> Option<Fit> {
    (!named.is_empty()).then(|| Fit::of(is.map(|is| named.contains(is))))
}

fn within(named: &[Country], is: Option<&Countries>) -> Option<Fit> {
    (!named.is_empty()).then(|| Fit::of(is.and_then(|is| is.within(named))))
}
