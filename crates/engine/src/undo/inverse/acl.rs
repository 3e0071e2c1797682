//! Allowed addresses.

use trunkline::model::{AclEntrySpec, ChangeOptions, Cidr, Observed, SipUri};

use super::{Inverse, Now, Taken};
use crate::plan::{Allow, Change};

/// An entry was added: it goes, unless a target needs it that is there now.
pub(super) fn added(taken: &Taken<'_>, spec: &AclEntrySpec, now: &mut Now) -> Inverse {
    let place = |id: &str| now.acl.iter().position(|entry| entry.id.as_str() == id);
    let Some(at) = taken.made_ids().find_map(place) else { return Inverse::nothing() };
    let entry = now.acl.remove(at);
    if let Some(target) = needing(taken, now, &entry.cidr) {
        return Inverse::None(format!("the target {target}, which is there now, needs the address"));
    }
    let mut options = ChangeOptions::default().with_auth_mode(spec.auth_mode);
    options.shared_list.clone_from(&spec.shared_list);
    let cidr = entry.cidr.to_string();
    let change = Change::RemoveAclEntry { id: entry.id, cidr, options, back: Some(spec.clone()) };
    let mut removal = taken.back("undo", change);
    removal.risk = Some(format!("calls from {} are refused", spec.cidr));
    if now.acl.is_empty() && now.entries_back == 0 {
        removal.needs.insert(Allow::EmptyAcl);
    }
    Inverse::step(removal)
}

/// An entry was removed: it comes back.
pub(super) fn removed(
    taken: &Taken<'_>,
    spec: &AclEntrySpec,
    options: &ChangeOptions,
    now: &mut Now,
) -> Inverse {
    if now.acl.iter().any(|entry| entry.cidr == spec.cidr) {
        return Inverse::nothing();
    }
    now.entries_back += 1;
    taken.one(Change::AddAclEntry { spec: spec.clone().with_auth_mode(options.auth_mode) })
}

/// A target that needs an address which no other entry allows.
fn needing<'a>(taken: &Taken<'_>, now: &'a Now, leaves: &Observed<Cidr>) -> Option<&'a SipUri> {
    if !taken.view.capabilities().ipv4_origination_needs_acl.value {
        return None;
    }
    let leaves = leaves.valid()?;
    now.targets.iter().filter_map(|target| target.uri.valid()).find(|uri| {
        uri.ipv4().is_some_and(|address| {
            let mut others = now.acl.iter().filter_map(|entry| entry.cidr.valid());
            leaves.contains(address) && !others.any(|other| other.contains(address))
        })
    })
}
