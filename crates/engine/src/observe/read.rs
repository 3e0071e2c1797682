//! Reading: accounts beside each other, trunks too up to a bound, each object once.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt as _, TryStreamExt as _, future, stream};
use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::collect,
    model::{EffectiveAuth, Trunk, TrunkId},
    provider::Objects,
};

use super::{ObservedAccount, ObservedTrunk, elsewhere::elsewhere};
use crate::{
    Known, Presence, ReadOnly, Wanted, WantedTrunk,
    locate::{Place, locate},
    noun::Noun,
};

/// How many trunks of an account are read at the same time, where the carrier allows as many.
const AT_ONCE: usize = 16;

/// Reads what a plan for `wanted` needs: the trunks of every account it names, and of the trunks that it may touch how
/// they authenticate calls, which a file always says, and the nouns it writes.
///
/// # Errors
/// [`Configuration`](ErrorKind::Configuration) for a profile without a view, otherwise the first error of a read.
pub async fn observe(
    views: &BTreeMap<String, ReadOnly>,
    wanted: &Wanted,
    known: &Known,
) -> Result<Vec<ObservedAccount>> {
    let accounts = wanted.accounts().into_iter().map(async |(profile, trunks)| {
        let view = views.get(profile).ok_or_else(|| {
            let message = format!("the file names the account {profile}, which is not open");
            Error::new(ErrorKind::Configuration, Effect::None, message)
        })?;
        account(view, profile, &trunks, known).await
    });
    future::try_join_all(accounts).await
}

/// Reads an account whole: every noun of every trunk for which `wanted` answers yes.
///
/// # Errors
/// The first error of a read.
pub async fn everything(
    view: &ReadOnly,
    profile: &str,
    wanted: impl Fn(&Trunk) -> bool,
) -> Result<ObservedAccount> {
    let all = BTreeSet::from(Noun::ALL);
    let trunks = collect(view.list_trunks()).await?;
    let reads = trunks.into_iter().map(|trunk| {
        let nouns = wanted(&trunk).then(|| all.clone());
        (trunk, nouns)
    });
    let trunks = read_all(view, reads.collect(), |_, _| false).await?;
    Ok(ObservedAccount {
        profile: profile.to_owned(),
        identity: view.identity().clone(),
        trunks,
        elsewhere: BTreeMap::new(),
    })
}

async fn account(
    view: &ReadOnly,
    profile: &str,
    wanted: &[&WantedTrunk],
    known: &Known,
) -> Result<ObservedAccount> {
    let trunks = collect(view.list_trunks()).await?;
    let places = locate(view, profile, wanted, &trunks, known);
    let mut ours: BTreeMap<TrunkId, &WantedTrunk> = BTreeMap::new();
    let mut numbers = Vec::new();
    for (wanted, place) in wanted.iter().copied().zip(&places) {
        if wanted.presence == Presence::Absent {
            continue;
        }
        match place {
            Place::Refused(_) => {}
            Place::Nowhere => {
                let wanted = wanted.numbers.iter().flatten();
                numbers.extend(wanted.map(|spec| (None, &spec.number)));
            }
            Place::Ours { trunk, .. } => {
                ours.insert(trunk.clone(), wanted);
                let wanted = wanted.numbers.iter().flatten();
                numbers.extend(wanted.map(|spec| (Some(trunk.clone()), &spec.number)));
            }
        }
    }
    let reads = trunks.into_iter().map(|trunk| {
        let nouns = ours.get(&trunk.id).map(|wanted| wanted.nouns());
        (trunk, nouns)
    });
    // An address that a target needs is not removed, so the targets are looked at before any is.
    let needs_targets = |trunk: &TrunkId, read: &ObservedTrunk| {
        view.capabilities().ipv4_origination_needs_acl.value
            && ours.get(trunk).and_then(|wanted| wanted.acl.as_ref()).is_some_and(|wanted| {
                let listed =
                    |entry: &trunkline::model::AclEntry| wanted.iter().any(|spec| entry.cidr == spec.cidr);
                read.acl.iter().flatten().any(|entry| !listed(entry))
            })
    };
    let trunks = read_all(view, reads.collect(), needs_targets).await?;
    let elsewhere = elsewhere(view, &trunks, &numbers).await?;
    Ok(ObservedAccount { profile: profile.to_owned(), identity: view.identity().clone(), trunks, elsewhere })
}

/// Reads how each trunk that comes with nouns authenticates calls, and those nouns.
async fn read_all(
    view: &ReadOnly,
    trunks: Vec<(Trunk, Option<BTreeSet<Noun>>)>,
    needs_targets: impl Fn(&TrunkId, &ObservedTrunk) -> bool,
) -> Result<Vec<ObservedTrunk>> {
    let needs_targets = &needs_targets;
    let reads = trunks.into_iter().map(async |(trunk, nouns)| {
        let mut observed = ObservedTrunk::listed(trunk);
        let Some(nouns) = nouns else { return Ok(observed) };
        read(view, &mut observed, &nouns).await?;
        if observed.origination.is_none() && needs_targets(&observed.trunk.id, &observed) {
            observed.origination = Some(all(view.list_origination_uris(&observed.trunk.id)).await?);
        }
        Ok(observed)
    });
    stream::iter(reads).buffered(at_once(view)).try_collect().await
}

async fn read(view: &ReadOnly, observed: &mut ObservedTrunk, nouns: &BTreeSet<Noun>) -> Result<()> {
    let trunk = observed.trunk.id.clone();
    if nouns.contains(&Noun::Acl) {
        observed.acl = Some(collect(view.list_acl_entries(&trunk)).await?);
    }
    if nouns.contains(&Noun::Credentials) {
        observed.credentials = Some(all(view.list_credentials(&trunk)).await?);
    }
    observed.auth = Some(auth(view, observed).await?);
    if nouns.contains(&Noun::Origination) {
        observed.origination = Some(all(view.list_origination_uris(&trunk)).await?);
    }
    if nouns.contains(&Noun::Numbers) {
        observed.numbers = Some(collect(view.list_bound_numbers(&trunk)).await?);
    }
    if nouns.contains(&Noun::CallerId) {
        observed.caller_id = Some(view.get_caller_id(&trunk).await?);
    }
    Ok(())
}

/// From the trunk where it says so; otherwise from what is attached, of which half or all may have been read already.
async fn auth(view: &ReadOnly, observed: &ObservedTrunk) -> Result<EffectiveAuth> {
    if observed.trunk.auth != EffectiveAuth::NotReported {
        return Ok(observed.trunk.auth);
    }
    let trunk = &observed.trunk.id;
    if observed.acl.is_none() && observed.credentials.is_none() {
        return view.termination_auth(trunk).await;
    }
    let has_acl = match &observed.acl {
        Some(acl) => !acl.is_empty(),
        None => view.list_acl_entries(trunk).try_next().await?.is_some(),
    };
    let has_credentials = match (&observed.credentials, view.list_credentials(trunk)) {
        (Some(credentials), _) => !credentials.is_empty(),
        (None, Some(mut credentials)) => credentials.try_next().await?.is_some(),
        (None, None) => false,
    };
    Ok(EffectiveAuth::of(has_acl, has_credentials))
}

/// A list of a noun that the carrier may not have.
async fn all<T>(objects: Option<Objects<T>>) -> Result<Vec<T>> {
    match objects {
        Some(objects) => collect(objects).await,
        None => Ok(Vec::new()),
    }
}

pub(super) fn at_once(view: &ReadOnly) -> usize {
    let allowed = view.capabilities().concurrent_requests.value.and_then(|most| usize::try_from(most).ok());
    allowed.map_or(AT_ONCE, |allowed| allowed.clamp(1, AT_ONCE))
}
