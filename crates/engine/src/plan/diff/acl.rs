//! Allowed addresses.

use std::net::Ipv4Addr;

use trunkline::model::{AclEntry, AclEntrySpec, ChangeOptions, ExotelAclOptions, TerminationAuth};

use super::{NOT_LISTED, NOT_THERE, TWICE, is_shared, not_writable, note_shared, too_many};
use crate::{
    Noun,
    plan::{
        Allow, Change, Step,
        draft::{Draft, Phase, Subject},
        order::fit,
    },
};

pub(in crate::plan) fn acl(on: &Subject<'_>, draft: &mut Draft) {
    let Some(wanted) = &on.wanted.acl else { return };
    let there = on.there.and_then(|there| there.acl.as_deref()).unwrap_or_default();
    let (shared, own): (Vec<_>, Vec<_>) = there.iter().partition(|entry| is_shared(entry.list.as_ref()));

    let missing = wanted.iter().filter(|spec| !there.iter().any(|entry| is(entry, spec)));
    let (kept, extra) = keep(wanted, &own);
    let mut removes: Vec<(&AclEntry, Step)> =
        extra.into_iter().map(|entry| (entry, remove(on, entry, &kept))).collect();
    removes.sort_by(|(_, a), (_, b)| a.id.cmp(&b.id));
    refuse_needed(on, &removes, draft);

    let mut adds = Vec::new();
    let mut replaced = Vec::new();
    for spec in missing {
        let mut add = Step::new(
            on.id(Noun::Acl, &spec.cidr.to_string(), "add"),
            Change::AddAclEntry { spec: spec.clone() },
            NOT_THERE,
        );
        match removes.iter().position(|(entry, _)| in_the_way(on, entry, spec)) {
            Some(place) => {
                let (_, old) = removes.remove(place);
                add.after.insert(old.id.clone());
                let risk =
                    format!("calls from {} are refused until {} is there", spec.cidr.address(), spec.cidr);
                replaced.extend([old.needs(Allow::Replace).risk(risk), add]);
            }
            None => adds.push(add),
        }
    }
    if others_stay(on) {
        removes.clear();
    }
    let most = on.view.capabilities().max_acl_entries.value;
    let fitted = fit(adds, removes.into_iter().map(|(_, step)| step).collect(), own.len(), most);
    too_many(draft, "acl", fitted.too_many, most);
    draft.fitted(fitted, Phase::AllowAddress, Phase::RemoveAddress);
    draft.steps.extend(replaced.into_iter().map(|step| (Phase::AllowAddress, step)));

    let unlisted = shared.iter().filter(|entry| !wanted.iter().any(|spec| entry.cidr == spec.cidr));
    note_shared(
        draft,
        "address",
        unlisted.filter_map(|entry| Some((entry.list.as_ref()?, entry.cidr.to_string()))),
    );
}

/// Whether an address that is not listed stays. Where calls are to be trusted by digest alone it would be enough by itself.
fn others_stay(on: &Subject<'_>) -> bool {
    on.wanted.others_stay && on.wanted.spec.auth != TerminationAuth::Digest
}

/// Whether an entry is the one that is wanted. Where no list is named, any list that is in use will do.
fn is(entry: &AclEntry, spec: &AclEntrySpec) -> bool {
    let in_list = |named: &_| entry.list.as_ref().is_some_and(|list| list.id == *named);
    entry.cidr == spec.cidr && spec.shared_list.as_ref().is_none_or(in_list)
}

/// The trunk's own entries that stay, one for each that is wanted, and the others.
fn keep<'a>(wanted: &[AclEntrySpec], own: &[&'a AclEntry]) -> (Vec<&'a AclEntry>, Vec<&'a AclEntry>) {
    let mut kept: Vec<&AclEntry> = Vec::new();
    let mut extra = Vec::new();
    for &entry in own {
        let listed = wanted.iter().any(|spec| is(entry, spec));
        if listed && !kept.iter().any(|other| other.cidr == entry.cidr) {
            kept.push(entry);
        } else {
            extra.push(entry);
        }
    }
    (kept, extra)
}

fn remove(on: &Subject<'_>, entry: &AclEntry, kept: &[&AclEntry]) -> Step {
    let cidr = entry.cidr.to_string();
    let twice = kept.iter().any(|other| other.cidr == entry.cidr);
    // The other one keeps the name without an identifier.
    let key = if twice { format!("{cidr}/{}", entry.id) } else { cidr.clone() };
    let back = entry.cidr.valid().map(|&cidr| {
        AclEntrySpec::new(cidr).with_exotel(ExotelAclOptions::default().with_allow_range(!cidr.is_host()))
    });
    let step = Step::new(
        on.id(Noun::Acl, &key, "remove"),
        Change::RemoveAclEntry {
            id: entry.id.clone(),
            cidr: cidr.clone(),
            options: ChangeOptions::default(),
            back: back.clone(),
        },
        if twice { TWICE } else { NOT_LISTED },
    );
    let step = on.unlisted(Noun::Acl, step).no_undo(back.is_none().then(|| not_writable("address")));
    if twice { step } else { step.risk(format!("calls from {cidr} are refused")) }
}

/// Whether an entry has to go before `spec` can come. Exotel has one row for an address, whatever its mask
/// (developer.exotel.com, Map ACL).
fn in_the_way(on: &Subject<'_>, entry: &AclEntry, spec: &AclEntrySpec) -> bool {
    let held = entry.cidr.to_string();
    let same_address = held.split('/').next() == Some(spec.cidr.address().to_string().as_str());
    on.around.account.identity.carrier == trunkline::model::Carrier::EXOTEL && same_address
}

/// Refuses to take an address away from a target that stays and needs it. Where the file writes the targets too, the
/// audit has said so already.
fn refuse_needed(on: &Subject<'_>, removes: &[(&AclEntry, Step)], draft: &mut Draft) {
    let asks = on.view.capabilities().ipv4_origination_needs_acl.value && !others_stay(on);
    if !asks || on.wanted.origination.is_some() {
        return;
    }
    let targets = on.there.iter().flat_map(|there| there.origination.iter().flatten());
    for target in targets.filter_map(|target| target.uri.valid()) {
        let Some(address) = target.ipv4() else { continue };
        if on.wanted.acl.iter().flatten().any(|spec| spec.cidr.contains(address)) {
            continue;
        }
        for (entry, _) in removes.iter().filter(|(entry, _)| covers(&entry.cidr.to_string(), address)) {
            let reason = format!(
                "{} cannot go: the target {target} needs its address on the ACL; add it to acl, or write origination \
                 without that target",
                entry.cidr
            );
            draft.refuse(Noun::Acl.to_string(), reason);
        }
    }
}

/// Whether a range, also one that a spec would refuse, holds an address.
fn covers(range: &str, address: Ipv4Addr) -> bool {
    let Some((first, prefix)) = range.split_once('/') else { return false };
    let (Ok(first), Ok(prefix)) = (first.parse::<Ipv4Addr>(), prefix.parse::<u32>()) else { return false };
    let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix)).unwrap_or(0);
    first.to_bits() & mask == address.to_bits() & mask
}
