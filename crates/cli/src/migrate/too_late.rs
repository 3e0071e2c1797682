//! A retirement that is not taken back.

use trunkline_engine::{
    migrate::{Migration, for_good},
    trunkline::{ext::collect, model::TrunkId},
};

use super::{
    next::{next, prepare_of},
    sides::Side,
};
use crate::{change::shown, exit::Failure, planned::plain};

/// Why nothing comes back, and what there is instead: of trunks that are deleted.
pub(super) fn too_late(migration: &Migration) -> Failure {
    let report = &migration.moving.report;
    let made = migration.moving.trunks.iter().filter_map(|moved| moved.made.as_ref().map(TrunkId::as_str));
    Failure::mistake(plain(&format!(
        "{}; build it anew with: {}",
        for_good(migration, "retire").join("; "),
        prepare_of(&report.to.profile, &report.from.profile, made)
    )))
}

/// Why a retirement that has begun is not taken back: what is gone is said to be.
pub(super) async fn begun_to_retire(side: &Side, migration: Migration) -> Result<Failure, Failure> {
    let there = shown(&side.profile, collect(side.view().list_trunks())).await?;
    let is_gone = |trunk: &TrunkId| there.iter().all(|there| there.id != *trunk);
    let mut gone = migration.clone();
    gone.moving.report.trunks.retain(|loss| is_gone(&loss.trunk));
    gone.moving.trunks.retain(|moved| is_gone(&moved.trunk));
    let left = migration.moving.report.trunks.iter().filter(|loss| !is_gone(&loss.trunk));
    let left: Vec<&str> = left.map(|loss| loss.name.as_str()).collect();
    if left.is_empty() {
        return Ok(too_late(&gone));
    }
    let go_on = next(&migration).unwrap_or_default();
    let begun = plain(&format!(
        "the retirement of migration {} has begun, and is not taken back; {} is there still: go on with: {go_on}",
        migration.number,
        left.join(", ")
    ));
    Ok(match too_late(&gone) {
        Failure::Mistakes(mut lines) if !gone.moving.trunks.is_empty() => {
            lines.push(begun);
            Failure::Mistakes(lines)
        }
        _ => Failure::mistake(begun),
    })
}
