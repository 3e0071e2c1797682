//! Numbers that go from one trunk to another.

use std::collections::BTreeMap;

use super::{Change, Noun, PlannedTrunk, Step};

/// What frees a number waits until the trunk that takes it is ready: for the last step that this one has before those
/// of its numbers. Until then the number stays where it is, and it does so when the other trunk does not come about.
///
/// Nobody waits for each other by that: no step before those of the numbers waits itself.
pub(crate) fn hand_over(trunks: &mut [PlannedTrunk]) {
    let mut ready: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for trunk in trunks.iter() {
        let of_numbers = |step: &Step| step.change.noun() == Some(Noun::Numbers);
        let Some(last) = trunk.steps.iter().take_while(|step| !of_numbers(step)).last() else { continue };
        let binds = trunk.steps.iter().filter(|step| matches!(step.change, Change::BindNumber { .. }));
        for freed in binds.flat_map(|bind| &bind.after) {
            ready.entry(freed.clone()).or_default().push(last.id.clone());
        }
    }
    for step in trunks.iter_mut().flat_map(|trunk| &mut trunk.steps) {
        step.after.extend(ready.remove(&step.id).unwrap_or_default());
    }
}
