//! Where the numbers are that are not on the trunk they are wanted on.

use std::collections::{BTreeMap, BTreeSet};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use trunkline::{
    ErrorKind, Result,
    ext::collect,
    model::{BoundNumber, E164, TrunkId},
};

use super::{ObservedTrunk, read::at_once};
use crate::ReadOnly;

/// Where each number is that is not on the trunk it is wanted on. A number that is bound is on a trunk of the account:
/// the numbers of all trunks tell as well as a look-up of each number, by fewer requests where fewer trunks are left,
/// and by none where none is. They do not where one of them is listed in a form of its own: it may be any number.
pub(super) async fn elsewhere(
    view: &ReadOnly,
    trunks: &[ObservedTrunk],
    wanted: &[(Option<TrunkId>, &E164)],
) -> Result<BTreeMap<E164, Option<BoundNumber>>> {
    let read: Vec<&BoundNumber> = trunks.iter().flat_map(|trunk| trunk.numbers.iter().flatten()).collect();
    let is_clear = read.iter().all(|there| there.number.valid().is_some());
    let mut bound = BTreeMap::new();
    note(&mut bound, read);
    let unknown: BTreeSet<&E164> =
        wanted.iter().map(|(_, number)| *number).filter(|number| !bound.contains_key(number)).collect();

    let unread: Vec<&TrunkId> =
        trunks.iter().filter(|there| there.numbers.is_none()).map(|there| &there.trunk.id).collect();
    let others = if is_clear && unread.len() < unknown.len() { of_trunks(view, &unread).await } else { None };
    let (mut found, others) = match others {
        Some(others) => (unknown.into_iter().map(|number| (number.clone(), None)).collect(), others),
        None => (look_up(view, unknown).await?, Vec::new()),
    };
    note(&mut bound, &others);
    for (trunk, number) in wanted {
        if let Some(bound) = bound.get(number).filter(|bound| Some(&bound.trunk) != trunk.as_ref()) {
            found.insert((*number).clone(), Some((*bound).clone()));
        }
    }
    Ok(found)
}

fn note<'a>(
    bound: &mut BTreeMap<&'a E164, &'a BoundNumber>,
    numbers: impl IntoIterator<Item = &'a BoundNumber>,
) {
    for there in numbers {
        if let Some(number) = there.number.valid() {
            bound.entry(number).or_insert(there);
        }
    }
}

/// The numbers of trunks that the file does not name, or not with their numbers; `None` where one of those trunks does
/// not tell them, or not all of them so that they can be compared.
async fn of_trunks(view: &ReadOnly, trunks: &[&TrunkId]) -> Option<Vec<BoundNumber>> {
    let lists = stream::iter(trunks).map(async |trunk| match collect(view.list_bound_numbers(trunk)).await {
        // It is gone since it was listed.
        Err(error) if error.kind() == ErrorKind::NotFound => Some(Vec::new()),
        listed => listed.ok().filter(|numbers| numbers.iter().all(|there| there.number.valid().is_some())),
    });
    let mut lists = lists.buffered(at_once(view));
    let mut numbers = Vec::new();
    while let Some(list) = lists.next().await {
        numbers.extend(list?);
    }
    Some(numbers)
}

async fn look_up(view: &ReadOnly, numbers: BTreeSet<&E164>) -> Result<BTreeMap<E164, Option<BoundNumber>>> {
    let looked_up = stream::iter(numbers).map(async |number| match view.find_number(number).await {
        Ok(bound) => Ok(Some((number.clone(), bound))),
        // Exotel documents the look-up without a sample: where it is not offered, binding the number tells.
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {
            Ok(None)
        }
        Err(error) => Err(error),
    });
    let looked_up: Vec<_> = looked_up.buffered(at_once(view)).try_collect().await?;
    Ok(looked_up.into_iter().flatten().collect())
}
