//! Numbers that go from one trunk to another.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Noun, PlannedTrunk, Step};

/// What frees a number waits until the trunk that takes it is ready: for the last step that this one has before those
/// of its numbers, and for whatever its own numbers wait for, as it takes none before it has let those go. Until then the
/// number stays where it is, and it does so when one of the other trunks does not come about.
///
/// Nobody waits for each other by that: no step before those of the numbers waits itself.
pub(crate) fn hand_over(trunks: &mut [PlannedTrunk]) {
    let mut ready: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    loop {
        let before: usize = ready.values().map(BTreeSet::len).sum();
        for trunk in trunks.iter() {
            let last = trunk.steps.iter().take_while(|step| !is_of_numbers(step)).last();
            let own = trunk.steps.iter().filter_map(|step| ready.get(&step.id)).flatten();
            let first: BTreeSet<String> = last.map(|step| &step.id).into_iter().chain(own).cloned().collect();
            let binds = trunk.steps.iter().filter(|step| matches!(step.change, Change::BindNumber { .. }));
            for freed in binds.flat_map(|bind| &bind.after) {
                ready.entry(freed.clone()).or_default().extend(first.iter().cloned());
            }
        }
        // A chain of trunks is followed a link at a time.
        if ready.values().map(BTreeSet::len).sum::<usize>() == before {
            break;
        }
    }
    for step in trunks.iter_mut().flat_map(|trunk| &mut trunk.steps) {
        step.after.extend(ready.remove(&step.id).unwrap_or_default());
    }
}

fn is_of_numbers(step: &Step) -> bool {
    step.change.noun() == Some(Noun::Numbers)
}
