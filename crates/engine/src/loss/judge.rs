//! Going through a trunk field by field.

use trunkline::model::Identity;

use super::{
    Effort, FieldLoss, ObjectLoss, Target, TrunkLoss, acl, caller_id, credentials, numbers, origination,
    read, trunk, wanted_on,
};
use crate::{Noun, WantedTrunk, observe::ObservedTrunk};

/// A trunk, where it is to be, and what can be asked for there.
pub(super) struct On<'a> {
    pub(super) there: &'a ObservedTrunk,
    pub(super) from: &'a Identity,
    pub(super) to: &'a Target<'a>,
    /// As it is, in the words of a file.
    pub(super) source: &'a WantedTrunk,
    pub(super) wanted: &'a WantedTrunk,
}

/// What becomes of a trunk, and of everything that was read on it, on another account: an answer for each field. Sends
/// nothing; the same input gives the same report.
pub fn report(there: &ObservedTrunk, from: &Identity, to: &Target<'_>) -> TrunkLoss {
    let source = read(there, to.profile);
    let wanted = wanted_on(&source, from, to);
    let on = On { there, from, to, source: &source, wanted: &wanted };
    let mut objects = vec![object(None, &there.trunk.name, trunk::fields(&on))];
    for entry in there.acl.iter().flatten() {
        objects.push(object(Some(Noun::Acl), &entry.cidr, acl::fields(entry, &on)));
    }
    for held in there.credentials.iter().flatten() {
        objects.push(object(Some(Noun::Credentials), &held.username, credentials::fields(held, &on)));
    }
    for target in there.origination.iter().flatten() {
        objects.push(object(Some(Noun::Origination), &target.uri, origination::fields(target, &on)));
    }
    for bound in there.numbers.iter().flatten() {
        objects.push(object(Some(Noun::Numbers), &bound.number, numbers::fields(bound, &on)));
    }
    if let Some(set) = &there.caller_id {
        let number = set.as_ref().map(|set| &set.number);
        let key = number.map_or_else(|| "none".to_owned(), ToString::to_string);
        objects.push(object(Some(Noun::CallerId), &key, vec![caller_id::field(number, &on)]));
    }
    TrunkLoss {
        trunk: there.trunk.id.clone(),
        name: there.trunk.name.clone(),
        becomes: wanted.name.clone(),
        domain: to.domain(&wanted),
        objects,
        effort: effort(&wanted, to),
    }
}

fn object(noun: Option<Noun>, key: &impl ToString, fields: Vec<FieldLoss>) -> ObjectLoss {
    ObjectLoss { noun, key: key.to_string(), fields }
}

/// One request for each object: what is not known before it is tried comes on top.
fn effort(wanted: &WantedTrunk, to: &Target<'_>) -> Effort {
    let count = |many: Option<usize>| many.unwrap_or_default();
    let requests = 1
        + count(wanted.acl.as_ref().map(Vec::len))
        + count(wanted.credentials.as_ref().map(Vec::len))
        + count(wanted.origination.as_ref().map(Vec::len))
        + usize::from(wanted.caller_id.is_some());
    Effort { requests, seconds: seconds(requests, to) }
}

/// How long requests take at the carrier's rate.
pub(super) fn seconds(requests: usize, to: &Target<'_>) -> Option<u64> {
    let a_minute = u64::from(to.capabilities().requests_per_minute.value?).max(1);
    Some((u64::try_from(requests).unwrap_or(u64::MAX).saturating_mul(60)).div_ceil(a_minute))
}
