//! What a plan of a migration may not do.

use trunkline_engine::{
    Noun,
    migrate::{Migration, Stage},
    plan::{Change, Plan},
    trunkline::model::TrunkId,
};

use super::sides::Side;
use crate::{exit::Failure, planned::plain};

/// On the old account nothing is ever made, no trunk is touched but those that are moved, whatever they are called, and a
/// cutover takes off only the numbers that it moves; on the new one no trunk is touched but those that were built.
pub(super) fn refuse(migration: &Migration, side: &Side, plan: &Plan) -> Result<(), Failure> {
    let moving = &migration.moving;
    if side.profile == moving.report.to.profile {
        return refuse_others(migration, plan);
    }
    let is_moved = |id: &TrunkId| moving.trunks.iter().any(|moved| moved.trunk == *id);
    let retires = migration.stage == Stage::Retiring;
    let mut mistakes = Vec::new();
    for (account, trunk) in
        plan.accounts.iter().flat_map(|account| account.trunks.iter().map(move |trunk| (account, trunk)))
    {
        let (name, identity) = (&trunk.name, &account.identity);
        match &trunk.trunk {
            _ if trunk.steps.is_empty() => {}
            None => mistakes.push(format!("trunk {name} is not on {identity} any more")),
            Some(id) if !is_moved(id) => {
                mistakes
                    .push(format!("trunk {name} on {identity} is {id}, which is not the one that is moved"));
            }
            Some(_) if retires => {}
            Some(_) => mistakes.extend(trunk.steps.iter().filter_map(|step| match &step.change {
                Change::UnbindNumber { number, .. }
                    if !moving.numbers.iter().any(|moved| moved.as_str() == number) =>
                {
                    Some(format!(
                        "{number} came to trunk {name} after the migration was prepared, and is not moved"
                    ))
                }
                _ => None,
            })),
        }
    }
    if mistakes.is_empty() { Ok(()) } else { Err(Failure::Mistakes(mistakes)) }
}

/// A cutover binds numbers and does nothing else: whatever it added would be taken away by a rollback.
fn refuse_others(migration: &Migration, plan: &Plan) -> Result<(), Failure> {
    let mut mistakes = Vec::new();
    if migration.stage == Stage::CuttingOver {
        let others = plan.steps().filter(|(.., step)| step.change.noun() != Some(Noun::Numbers));
        mistakes.extend(others.map(|(account, _, step)| {
            plain(&format!(
                "{} is not as it was verified: {}: {}; make it so by hand, or take the migration back: trunkline migrate \
                 rollback {}",
                account.identity, step.id, step.why, migration.number
            ))
        }));
    }
    mistakes.extend(not_built(migration, plan));
    if mistakes.is_empty() { Ok(()) } else { Err(Failure::Mistakes(mistakes)) }
}

/// Trunks on the new account that have the name of one that was built, or was about to be, and are others, a line each.
pub(super) fn not_built(migration: &Migration, plan: &Plan) -> Vec<String> {
    let mut others = Vec::new();
    for account in &plan.accounts {
        for (trunk, id) in account.trunks.iter().filter_map(|trunk| Some((trunk, trunk.trunk.as_ref()?))) {
            let mut trunks = migration.moving.trunks.iter();
            if !trunks.any(|moved| moved.wanted.name == trunk.name && moved.made.as_ref() == Some(id)) {
                others.push(format!(
                    "trunk {} on {} is {id}, which migration {} has not built",
                    trunk.name, account.identity, migration.number
                ));
            }
        }
    }
    others
}
