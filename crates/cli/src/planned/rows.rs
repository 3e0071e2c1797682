//! Steps line by line, where a range that goes address by address is one line.

use trunkline_engine::{
    plan::{Change, PlannedTrunk, Step},
    trunkline::model::{Cidr, TrunkName},
};

use super::words::{Line, lines};

/// So many addresses in a row are read more easily as a range.
const MANY: usize = 8;

/// What a step does; or the first of many steps that do the same to one address after the other.
pub(super) struct Row<'a> {
    pub(super) step: &'a Step,
    pub(super) lines: Vec<Line>,
}

/// All steps of a trunk, in their order.
pub(super) fn rows(trunk: &PlannedTrunk) -> impl Iterator<Item = Row<'_>> {
    let name = &trunk.name;
    let runs = trunk.steps.chunk_by(|step, next| continues(name, step, next));
    runs.flat_map(move |run| {
        let many = run.len() >= MANY;
        let shown = if many { &run[..1] } else { run };
        shown.iter().map(move |step| {
            let mut lines = lines(name, &step.change);
            if let [line] = &mut lines[..]
                && let Some(last) = run.last().filter(|_| many).and_then(|last| address(&last.change))
            {
                line.noun = "addresses";
                line.name = format!("{} to {last}, {} entries", line.name, run.len());
            }
            Row { step, lines }
        })
    })
}

/// Whether `next` does to the next address what `step` does to its own, for the same reason and at the same risk.
fn continues(name: &TrunkName, step: &Step, next: &Step) -> bool {
    let (Some(here), Some(there)) = (address(&step.change), address(&next.change)) else { return false };
    let words = |step: &Step| {
        let said = lines(name, &step.change).into_iter().map(|line| (line.mark, line.details));
        said.collect::<Vec<_>>()
    };
    here.address().to_bits().checked_add(1) == Some(there.address().to_bits())
        && (&step.why, &step.risk, &step.no_undo, &step.needs)
            == (&next.why, &next.risk, &next.no_undo, &next.needs)
        && words(step) == words(next)
}

/// The single address that a change allows or removes.
fn address(change: &Change) -> Option<Cidr> {
    let cidr = match change {
        Change::AddAclEntry { spec } => Some(spec.cidr),
        Change::RemoveAclEntry { cidr, .. } => cidr.parse().ok(),
        _ => None,
    };
    cidr.filter(Cidr::is_host)
}
