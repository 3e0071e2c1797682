//! Reading both accounts, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use futures::future;
use trunkline::{
    ErrorKind, Result,
    ext::collect,
    model::{E164, NumberSpec, Trunk, TrunkId, TrunkName},
};

use super::{Beside, Migration, MovedTrunk, Moving};
use crate::{
    ReadOnly, WantedCredential, WantedTrunk,
    loss::{Left, LossReport, Shared, Side, Target, read, report, wanted_on},
    observe::{ObservedTrunk, everything},
};

/// What becomes of trunks of `from` on `to`: `only` those, by identifier or by name, or all. Sends only reads. `beside` is
/// what the store knows of the new account: a trunk that an earlier migration left there may be taken.
///
/// # Errors
/// Those of a read. A trunk that is not there is not among them: it is left out.
pub async fn look(
    from: (&str, &ReadOnly),
    to: (&str, &ReadOnly),
    only: &BTreeSet<String>,
    beside: &Beside,
) -> Result<Moving> {
    let asked = |trunk: &Trunk| {
        only.is_empty() || only.contains(trunk.id.as_str()) || only.contains(trunk.name.as_str())
    };
    let (account, there) =
        future::try_join(everything(from.1, from.0, asked), collect(to.1.list_trunks())).await?;
    let trunks: Vec<&ObservedTrunk> = account.trunks.iter().filter(|there| asked(&there.trunk)).collect();
    let mut target = Target::new(to.0, to.1);
    target.taken.clone_from(&beside.taken);
    target.names.clone_from(&beside.taken);
    for trunk in &there {
        if let Some(rotations) = beside.left.get(&trunk.id)
            && collect(to.1.list_bound_numbers(&trunk.id)).await?.is_empty()
        {
            let mut held = Shared::default();
            held.extend(to.1, &trunk.id).await?;
            let Shared { usernames, addresses } = held;
            target.left.push(Left {
                trunk: trunk.clone(),
                usernames,
                addresses,
                rotations: rotations.clone(),
            });
        } else {
            target.taken.insert(trunk.name.clone());
            target.taken.extend(trunk.termination.domain.clone());
            target.names.extend(beside.names.get(&trunk.id).map(ToString::to_string));
            if trunk.termination.domain.is_none() {
                target.names.insert(trunk.name.clone());
            }
            if shares_domain(to.1) {
                target.shared.extend(to.1, &trunk.id).await?;
            }
        }
    }
    let left = target.left.iter().map(|left| &left.trunk.id).collect();
    target.numbers = numbers(&trunks, to.1, &left).await?;
    let (mut losses, mut moved) = (Vec::new(), Vec::new());
    for there in trunks {
        let source = read(there, from.0);
        let wanted = wanted_on(&source, from.1.identity(), &target);
        losses.push(report(there, from.1.identity(), &target));
        // The next one may not be called the same.
        target.names.insert(wanted.name.to_string());
        if shares_domain(to.1) {
            let credentials = wanted.credentials.iter().flatten();
            target.shared.usernames.extend(credentials.map(WantedCredential::carrier_username));
            target.shared.addresses.extend(wanted.acl.iter().flatten().map(|spec| spec.cidr));
        } else {
            target.taken.extend(losses.last().and_then(|loss| loss.domain.clone()));
        }
        let taken = target.left_of(&wanted);
        let made = taken.map(|left| left.trunk.id.clone());
        let left = taken.map(|left| old_names(left, &wanted)).unwrap_or_default();
        moved.push(MovedTrunk { trunk: there.trunk.id.clone(), source, wanted, made, left });
    }
    let side = |(profile, view): (&str, &ReadOnly)| Side {
        profile: profile.to_owned(),
        identity: view.identity().clone(),
    };
    Ok(Moving {
        report: LossReport::new(side(from), side(to), losses),
        trunks: moved,
        numbers: BTreeSet::new(),
        cut_over: None,
        taken_back: 0,
        credentials: None,
    })
}

impl Shared {
    /// Adds what tells the calls of a trunk apart that is there.
    async fn extend(&mut self, view: &ReadOnly, trunk: &TrunkId) -> Result<()> {
        if let Some(list) = view.list_credentials(trunk) {
            self.usernames.extend(collect(list).await?.into_iter().map(|held| held.username));
        }
        let entries = collect(view.list_acl_entries(trunk)).await?;
        self.addresses.extend(entries.iter().filter_map(|entry| entry.cidr.valid().copied()));
        Ok(())
    }
}

/// The user names on a trunk that a rotation leaves there.
fn old_names(left: &Left, wanted: &WantedTrunk) -> BTreeSet<String> {
    let is_old =
        |name: &&String| wanted.credentials.iter().flatten().any(|new| new.rotation_of(name).is_some());
    left.usernames.iter().filter(is_old).cloned().collect()
}

/// Whether all trunks of the account have one domain.
fn shares_domain(view: &ReadOnly) -> bool {
    view.identity().carrier == trunkline::model::Carrier::EXOTEL
}

/// The numbers of these trunks that the other account has already, each with the trunk that has it unless that may be taken.
async fn numbers(
    trunks: &[&ObservedTrunk],
    to: &ReadOnly,
    left: &BTreeSet<&TrunkId>,
) -> Result<BTreeMap<E164, Option<String>>> {
    let all = trunks.iter().flat_map(|there| there.numbers.iter().flatten());
    let mut found = BTreeMap::new();
    for number in all.filter_map(|bound| bound.number.valid()) {
        match note(number, to, left, &mut found).await {
            // Where the look-up is not offered, binding the number tells.
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {}
            noted => noted?,
        }
    }
    Ok(found)
}

/// Notes a number that is the account's. Of one that is not, one look tells.
async fn note(
    number: &E164,
    to: &ReadOnly,
    left: &BTreeSet<&TrunkId>,
    found: &mut BTreeMap<E164, Option<String>>,
) -> Result<()> {
    if to.owns_number(number).await? == Some(true) {
        let other = to.find_number(number).await?.filter(|bound| !left.contains(&bound.trunk));
        found.insert(number.clone(), other.map(|bound| bound.trunk.to_string()));
    }
    Ok(())
}

/// The numbers bound to the trunks of a migration on the new account, as far as these are there. Sends only reads.
///
/// # Errors
/// Those of a read.
pub async fn bound(migration: &Migration, to: &ReadOnly) -> Result<BTreeMap<TrunkId, Vec<NumberSpec>>> {
    let mut bound = BTreeMap::new();
    for trunk in migration.moving.trunks.iter().filter_map(|moved| moved.made.as_ref()) {
        let there = match collect(to.list_bound_numbers(trunk)).await {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            there => there?,
        };
        let numbers = there.iter().filter_map(|bound| bound.number.valid().cloned().map(NumberSpec::new));
        bound.insert(trunk.clone(), numbers.collect());
    }
    Ok(bound)
}

/// The trunks of a migration on the old account as they are now, as a file would ask for them; one that is gone is left
/// out. Sends only reads.
///
/// # Errors
/// Those of a read.
pub async fn now(migration: &Migration, from: &ReadOnly) -> Result<BTreeMap<TrunkId, WantedTrunk>> {
    let profile = &migration.moving.report.from.profile;
    let is_moved = |trunk: &TrunkId| migration.moving.trunks.iter().any(|moved| moved.trunk == *trunk);
    let account = everything(from, profile, |trunk| is_moved(&trunk.id)).await?;
    let moved = account.trunks.iter().filter(|there| is_moved(&there.trunk.id));
    Ok(moved.map(|there| (there.trunk.id.clone(), read(there, profile))).collect())
}

/// The trunks of a migration over which calls come in, that are there on the new account and have no target in use: calls
/// to them would go nowhere. Sends only reads.
///
/// # Errors
/// Those of a read.
pub async fn without_target<'a>(migration: &'a Migration, to: &ReadOnly) -> Result<Vec<&'a TrunkName>> {
    let mut without = Vec::new();
    for moved in migration.moving.trunks.iter().filter(|moved| moved.takes_calls()) {
        let Some(targets) = moved.made.as_ref().and_then(|made| to.list_origination_uris(made)) else {
            continue;
        };
        match collect(targets).await {
            Ok(targets) if targets.iter().any(|target| target.enabled != Some(false)) => {}
            Ok(_) => without.push(&moved.wanted.name),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(without)
}

/// What became another on the old account since a migration was prepared, a line each: it was built from what was there
/// then.
pub fn changed(before: &Moving, now: &BTreeMap<TrunkId, WantedTrunk>) -> Vec<String> {
    let mut changed = Vec::new();
    for was in &before.trunks {
        let name = &was.source.name;
        let Some(is) = now.get(&was.trunk) else {
            changed.push(format!("{name}: the trunk is gone"));
            continue;
        };
        let was = &was.source;
        let nouns = [
            ("the trunk itself", was.spec != is.spec),
            ("acl", others(was.acl.as_deref(), is.acl.as_deref())),
            ("origination", others(was.origination.as_deref(), is.origination.as_deref())),
            ("numbers", others(was.numbers.as_deref(), is.numbers.as_deref())),
            ("credentials", others(was.credentials.as_deref(), is.credentials.as_deref())),
            ("caller_id", was.caller_id != is.caller_id),
        ];
        let others = nouns.into_iter().filter_map(|(noun, is_another)| is_another.then_some(noun));
        changed.extend(others.map(|noun| format!("{name}: {noun} is another now")));
    }
    changed
}

/// Whether there are others than before; their order is the carrier's.
fn others<T: PartialEq>(was: Option<&[T]>, is: Option<&[T]>) -> bool {
    let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
    was.len() != is.len() || was.iter().any(|one| !is.contains(one))
}
