//! What is collected about one trunk on the way to its plan.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{E164, TrunkId};

use super::{Allow, Change, Manual, Refusal, Step};
use crate::{Known, Noun, Presence, ReadOnly, WantedTrunk, observe::ObservedAccount, observe::ObservedTrunk};

/// When a step is carried out, among those of its trunk: allow before use, add before remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// The trunk itself.
    Trunk,
    AllowAddress,
    AddCredential,
    AddTarget,
    ChangeTarget,
    /// A number that another trunk waits for. Before those that are waited for here, so that two trunks can change
    /// numbers with each other.
    HandOver,
    Number,
    CallerId,
    RemoveTarget,
    RemoveCredential,
    RemoveAddress,
    Unbind,
}

/// One trunk, and everything that is known about it and around it.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) profile: &'a str,
    pub(super) view: &'a ReadOnly,
    pub(super) wanted: &'a WantedTrunk,
    /// The trunk; `None` when it is to be created.
    pub(super) there: Option<&'a ObservedTrunk>,
    pub(super) around: &'a Around<'a>,
    pub(super) known: &'a Known,
    pub(super) allowed: &'a BTreeSet<Allow>,
}

/// The account around a trunk.
pub(super) struct Around<'a> {
    pub(super) account: &'a ObservedAccount,
    /// The trunks that may be touched.
    pub(super) ours: BTreeMap<TrunkId, &'a WantedTrunk>,
    /// Every number that a trunk of the file wants.
    pub(super) claimed: BTreeSet<&'a E164>,
}

impl Subject<'_> {
    /// The name of a step: `twilio/contact_centre/acl/44.229.228.186/32/add`.
    pub(super) fn id(&self, noun: Noun, key: &str, verb: &str) -> String {
        step_id(self.profile, self.wanted, noun, key, verb)
    }

    /// The name of something that is about the trunk as a whole: `twilio/contact_centre/trunk/create`.
    pub(super) fn own_id(&self, rest: &str) -> String {
        format!("{}/{}/{rest}", self.profile, self.wanted.name)
    }

    /// The step that frees a number which `other` has, when the file says so.
    pub(super) fn freed_by(&self, other: &TrunkId, number: &E164) -> Option<String> {
        let owner = self.around.ours.get(other)?;
        match (owner.presence, &owner.numbers) {
            (Presence::Absent, _) => Some(format!("{}/{}/trunk/delete", self.profile, owner.name)),
            (Presence::Present, Some(numbers)) if numbers.iter().all(|spec| spec.number != *number) => {
                Some(step_id(self.profile, owner, Noun::Numbers, number.as_str(), "unbind"))
            }
            (Presence::Present, _) => None,
        }
    }

    /// A removal of what the file does not list, under its flag as long as it may be someone else's.
    pub(super) fn unlisted(&self, noun: Noun, removal: Step) -> Step {
        let ours = self.there.is_some_and(|there| self.known.owns_noun(self.profile, &there.trunk.id, noun));
        if ours { removal } else { removal.needs(Allow::RemoveUnlisted) }
    }

    /// Who confirmed a manual step and when.
    pub(super) fn confirmed(&self, id: &str) -> Option<String> {
        self.known.confirmed.get(id).map(|by| format!("{} at {}", by.who, by.at))
    }
}

fn step_id(profile: &str, wanted: &WantedTrunk, noun: Noun, key: &str, verb: &str) -> String {
    let name = &wanted.name;
    if key.is_empty() {
        format!("{profile}/{name}/{noun}/{verb}")
    } else {
        format!("{profile}/{name}/{noun}/{key}/{verb}")
    }
}

/// What is to be done, not done, and said about one trunk.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) steps: Vec<(Phase, Step)>,
    pub(super) refusals: Vec<Refusal>,
    pub(super) manual: Vec<Manual>,
    pub(super) notes: Vec<String>,
}

impl Draft {
    pub(super) fn step(&mut self, phase: Phase, step: Step) {
        self.steps.push((phase, step));
    }

    pub(super) fn refuse(&mut self, field: impl Into<Option<String>>, reason: impl Into<String>) {
        self.refusals.push(Refusal { field: field.into(), reason: reason.into() });
    }
}

impl Step {
    pub(super) fn new(id: String, change: Change, why: impl Into<String>) -> Self {
        Self {
            id,
            change,
            why: why.into(),
            calls: Vec::new(),
            after: BTreeSet::new(),
            risk: None,
            no_undo: None,
            needs: BTreeSet::new(),
        }
    }

    pub(super) fn needs(mut self, allow: Allow) -> Self {
        self.needs.insert(allow);
        self
    }

    pub(super) fn risk(mut self, risk: impl Into<String>) -> Self {
        self.risk = Some(risk.into());
        self
    }

    pub(super) fn no_undo(mut self, why: impl Into<Option<String>>) -> Self {
        self.no_undo = why.into();
        self
    }
}
