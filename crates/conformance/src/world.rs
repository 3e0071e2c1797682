//! What there is of a stage, before a call and after it.

use std::collections::BTreeSet;

use trunkline::{ErrorKind, model::TrunkId};

use crate::{
    case::Case,
    check::{Outcome, same},
    stage::{Row, Stage, shown},
};

/// What there is: whether the trunk to create is there, and what is on the trunks of the stage; nothing if they are gone.
pub(crate) type World = (bool, Vec<(&'static str, Vec<Row>)>);

pub(crate) async fn world(case: &Case, stage: &Stage) -> Outcome<World> {
    let created = case.trunks().find_trunk(&stage.another).await?.is_some();
    let mut there = on(case, &stage.trunk).await?;
    if stage.keyed != stage.trunk {
        there.extend(on(case, &stage.keyed).await?);
    }
    Ok((created, there))
}

async fn on(case: &Case, trunk: &TrunkId) -> Outcome<Vec<(&'static str, Vec<Row>)>> {
    match shown(case.provider(), trunk).await {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        there => Ok(there?),
    }
}

/// Nothing is there twice, as it is when a create was sent again that had been carried out.
pub(crate) fn once_each((_, there): &World) -> Outcome {
    for (noun, rows) in there {
        let keys: BTreeSet<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        same!(rows.len(), keys.len(), "objects under {noun}, and different ones among {keys:?}");
    }
    Ok(())
}

/// Deletes what a stage may have left, so that its numbers are free again.
pub(crate) async fn struck(case: &Case, stage: &Stage) -> Outcome {
    for spec in [&stage.spec, &stage.keyed_spec, &stage.another] {
        if let Some(trunk) = case.trunks().find_trunk(spec).await? {
            let _ = case.trunks().delete_trunk(&trunk.id).await?;
        }
    }
    match case.trunks().delete_trunk(&stage.trunk).await {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
