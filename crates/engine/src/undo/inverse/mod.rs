//! The inverse of one step.

mod acl;
mod numbers;
mod targets;
mod trunk;

use std::collections::BTreeSet;

use trunkline::model::{AuthModeChange, Carrier, ChangeOptions, Trunk};

use super::now::Now;
use crate::{
    ReadOnly,
    plan::{Allow, Change, PlannedTrunk, Step},
    store::StepResult,
};

/// The inverse of a step.
pub(super) enum Inverse {
    /// These steps; none when it is as it was already. What they do not bring back is `lost`.
    Steps { steps: Vec<Step>, lost: Option<String> },
    /// There is none, and why.
    None(String),
}

/// A step that is to be taken back.
pub(super) struct Taken<'a> {
    pub(super) view: &'a ReadOnly,
    /// The trunk it was on, in the plan of its run and as it is now.
    pub(super) planned: &'a PlannedTrunk,
    pub(super) there: &'a Trunk,
    pub(super) step: &'a Step,
    /// What it came to.
    pub(super) made: Option<&'a StepResult>,
    /// The run that has bound the same number since, which is not taken back.
    pub(super) later: Option<i64>,
}

impl Taken<'_> {
    /// What takes it back, given what is there `now`, which is brought up to date.
    pub(super) fn inverse(&self, now: &mut Now) -> Inverse {
        match &self.step.change {
            Change::CreateTrunk { .. } => Inverse::step(delete(self.view, self.step)),
            Change::DeleteTrunk => Inverse::None(deleted(self.view, self.step)),
            Change::UpdateTrunk { back, .. } if back.is_empty() => self.not_writable(),
            Change::UpdateTrunk { patch, .. } if !trunk::is_as(self, patch) => changed_again(),
            Change::UpdateTrunk { patch, back } => {
                self.one(Change::UpdateTrunk { patch: back.clone(), back: patch.clone() })
            }
            Change::AddAclEntry { spec } => acl::added(self, spec, now),
            Change::RemoveAclEntry { back: Some(spec), options, .. } => {
                acl::removed(self, spec, options, now)
            }
            Change::AddOriginationUris { specs } => targets::added(self, specs, now),
            Change::UpdateOriginationUri { id, uri, patch, back } => {
                targets::updated(self, (id, uri), patch, back, now)
            }
            Change::RemoveOriginationUri { back: Some(spec), .. } => targets::removed(self, spec, now),
            Change::BindNumber { spec } => numbers::bound(self, spec, now),
            Change::SetNumberMode { id, number, mode, back: Some(back) } => {
                numbers::mode(self, (id, number), mode, back, now)
            }
            Change::UnbindNumber { back: Some(spec), .. } => numbers::unbound(self, spec, now),
            Change::AddCredential { username, auth_mode, .. } => self.credential(username, *auth_mode, now),
            Change::RemoveCredential { .. } => {
                Inverse::None(self.because("its password cannot be read back"))
            }
            Change::SetCallerId { number, back } => match &now.caller_id {
                Some(caller_id) if caller_id.number == *number => self.one(match back {
                    Some(before) => {
                        Change::SetCallerId { number: before.clone(), back: Some(number.clone()) }
                    }
                    None => Change::ClearCallerId { back: Some(number.clone()) },
                }),
                Some(caller_id) if back.as_ref().is_some_and(|before| caller_id.number == *before) => {
                    Inverse::nothing()
                }
                None if back.is_none() => Inverse::nothing(),
                _ => changed_again(),
            },
            Change::ClearCallerId { back: Some(before) } => match &now.caller_id {
                None => self.one(Change::SetCallerId { number: before.clone(), back: None }),
                Some(caller_id) if caller_id.number == *before => Inverse::nothing(),
                Some(_) => changed_again(),
            },
            Change::RemoveAclEntry { back: None, .. }
            | Change::RemoveOriginationUri { back: None, .. }
            | Change::SetNumberMode { back: None, .. }
            | Change::UnbindNumber { back: None, .. }
            | Change::ClearCallerId { back: None } => self.not_writable(),
        }
    }

    fn credential(&self, username: &str, auth_mode: AuthModeChange, now: &mut Now) -> Inverse {
        let place = |id: &str| now.credentials.iter().position(|credential| credential.id.as_str() == id);
        let Some(at) = self.made_ids().find_map(place) else { return Inverse::nothing() };
        let credential = now.credentials.remove(at);
        let change = Change::RemoveCredential {
            id: credential.id,
            username: username.to_owned(),
            options: ChangeOptions::default().with_auth_mode(auth_mode),
        };
        let mut removal = self.back("undo", change);
        removal.risk = Some(format!("an SBC that uses {username} can place no calls"));
        removal.no_undo = Some("its password cannot be read back".to_owned());
        if now.credentials.is_empty() {
            removal.needs.insert(Allow::RemoveLastCredential);
        }
        Inverse::step(removal)
    }

    /// The identifiers of what it made.
    fn made_ids(&self) -> impl Iterator<Item = &str> {
        self.made.and_then(|made| made.object.as_deref()).unwrap_or_default().split(' ')
    }

    fn one(&self, change: Change) -> Inverse {
        Inverse::step(self.back("undo", change))
    }

    fn back(&self, suffix: &str, change: Change) -> Step {
        back(self.step, suffix, change)
    }

    fn not_writable(&self) -> Inverse {
        Inverse::None(self.because("what was there before cannot be written"))
    }

    /// Why there is no way back, as the plan has said, or else in these words.
    fn because(&self, otherwise: &str) -> String {
        self.step.no_undo.clone().unwrap_or_else(|| otherwise.to_owned())
    }
}

impl Inverse {
    fn step(step: Step) -> Self {
        Self::Steps { steps: vec![step], lost: None }
    }

    /// It is as it was already.
    fn nothing() -> Self {
        Self::Steps { steps: Vec::new(), lost: None }
    }
}

/// There is nothing left to take back, and nothing comes back.
fn gone() -> Inverse {
    Inverse::Steps { steps: Vec::new(), lost: Some("it is not there any more".to_owned()) }
}

fn changed_again() -> Inverse {
    Inverse::None("it was changed again since".to_owned())
}

/// Deletes the trunk that `step` created.
pub(super) fn delete(view: &ReadOnly, step: &Step) -> Step {
    let mut delete = back(step, "undo", Change::DeleteTrunk);
    delete.needs.insert(Allow::DeleteTrunk);
    delete.risk = Some("the trunk goes with all that is on it".to_owned());
    delete.no_undo = Some(deleted(view, &delete));
    delete
}

/// Why a trunk that was deleted does not come back.
pub(super) fn deleted(view: &ReadOnly, step: &Step) -> String {
    let reason = if view.identity().carrier == Carrier::TWILIO {
        "a trunk that was deleted cannot come back; Twilio keeps its domain reserved for up to 30 days"
    } else {
        "a trunk that was deleted cannot come back"
    };
    step.no_undo.clone().unwrap_or_else(|| reason.to_owned())
}

fn back(step: &Step, suffix: &str, change: Change) -> Step {
    let needs = if change.auth_mode() == Some(AuthModeChange::Allow) {
        BTreeSet::from([Allow::ChangeAuthMode])
    } else {
        BTreeSet::new()
    };
    Step {
        id: format!("{}/{suffix}", step.id),
        calls: Vec::new(),
        change,
        why: "takes it back".to_owned(),
        after: BTreeSet::new(),
        risk: None,
        no_undo: None,
        needs,
    }
}
