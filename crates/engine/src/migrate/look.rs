//! Reading both accounts, before anything is written.

use std::collections::BTreeSet;

use futures::future;
use trunkline::{
    Effect, Error, ErrorKind, Result,
    ext::collect,
    model::{E164, Trunk},
};

use super::{MovedTrunk, Moving};
use crate::{
    ReadOnly,
    loss::{LossReport, Side, Target, read, report, wanted_on},
    observe::{ObservedTrunk, everything},
};

/// What becomes of trunks of `from` on `to`: `only` those, by identifier or by name, or all. Sends only reads. `ours`
/// are names of trunks on the new account that an earlier migration left there and that this one may take.
///
/// # Errors
/// [`NotFound`](ErrorKind::NotFound) for a trunk that is not there, and those of a read.
pub async fn look(
    from: (&str, &ReadOnly),
    to: (&str, &ReadOnly),
    only: &BTreeSet<String>,
    ours: &BTreeSet<String>,
) -> Result<Moving> {
    let asked = |trunk: &Trunk| {
        only.is_empty() || only.contains(trunk.id.as_str()) || only.contains(trunk.name.as_str())
    };
    let (account, there) =
        future::try_join(everything(from.1, from.0, asked), collect(to.1.list_trunks())).await?;
    let trunks: Vec<&ObservedTrunk> = account.trunks.iter().filter(|there| asked(&there.trunk)).collect();
    let is_there = |name: &&String| {
        trunks.iter().any(|there| there.trunk.id.as_str() == *name || there.trunk.name == **name)
    };
    if let Some(missing) = only.iter().find(|name| !is_there(name)) {
        let message = format!("there is no trunk {missing:?} on {}", from.0);
        return Err(Error::new(ErrorKind::NotFound, Effect::None, message).with_identity(from.1.identity()));
    }
    let mut target = Target::new(to.0, to.1);
    for trunk in there.iter().filter(|trunk| !ours.contains(&trunk.name)) {
        target.taken.insert(trunk.name.clone());
        target.taken.extend(trunk.termination.domain.clone());
    }
    target.numbers = numbers(&trunks, to.1).await?;
    let (mut losses, mut moved) = (Vec::new(), Vec::new());
    for there in trunks {
        let source = read(there, from.0);
        let wanted = wanted_on(&source, from.1.identity(), &target);
        losses.push(report(there, from.1.identity(), &target));
        // The next one may not be called the same.
        target.taken.insert(wanted.name.to_string());
        target
            .taken
            .extend(losses.last().and_then(|loss| loss.domain.clone()).filter(|_| !shares_domain(to.1)));
        moved.push(MovedTrunk { trunk: there.trunk.id.clone(), source, wanted, made: None });
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
    })
}

/// Whether all trunks of the account have one domain.
fn shares_domain(view: &ReadOnly) -> bool {
    view.identity().carrier == trunkline::model::Carrier::EXOTEL
}

/// The numbers of these trunks that the other account has bound already, to whatever trunk.
async fn numbers(trunks: &[&ObservedTrunk], to: &ReadOnly) -> Result<BTreeSet<E164>> {
    let all = trunks.iter().flat_map(|there| there.numbers.iter().flatten());
    let mut found = BTreeSet::new();
    for number in all.filter_map(|bound| bound.number.valid()) {
        match to.find_number(number).await {
            Ok(Some(_)) => drop(found.insert(number.clone())),
            Ok(None) => {}
            // Where the look-up is not offered, binding the number tells.
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::PermissionDenied) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

/// What became another on the old account since a migration was prepared, a line each: it was built from what was there
/// then.
pub fn changed(before: &Moving, now: &Moving) -> Vec<String> {
    let mut changed = Vec::new();
    for was in &before.trunks {
        let name = &was.source.name;
        let Some(is) = now.trunks.iter().find(|trunk| trunk.trunk == was.trunk) else {
            changed.push(format!("{name}: the trunk is gone"));
            continue;
        };
        let (was, is) = (&was.source, &is.source);
        let nouns = [
            ("the trunk itself", was.spec != is.spec),
            ("acl", was.acl != is.acl),
            ("origination", was.origination != is.origination),
            ("numbers", was.numbers != is.numbers),
            ("credentials", was.credentials != is.credentials),
            ("caller_id", was.caller_id != is.caller_id),
        ];
        let others = nouns.into_iter().filter_map(|(noun, is_another)| is_another.then_some(noun));
        changed.extend(others.map(|noun| format!("{name}: {noun} is another now")));
    }
    changed
}
