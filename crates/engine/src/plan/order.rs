//! In which order the steps of a trunk are carried out.

use super::{
    Step,
    draft::{Draft, Phase},
};

/// What is added of one noun and what is removed, so that the carrier always has room for it.
#[derive(Debug, Default)]
pub(super) struct Fitted {
    /// Before use: what is added, and at the carrier's maximum one removed before each.
    pub(super) early: Vec<Step>,
    /// After use: the other removals.
    pub(super) late: Vec<Step>,
    /// How many too many there would be.
    pub(super) too_many: usize,
}

/// Adds before it removes, as long as the carrier has room: `held` objects of `most` are there. At the maximum one goes
/// for each that comes, never two, and that one waits for it.
pub(super) fn fit(adds: Vec<Step>, removes: Vec<Step>, held: usize, most: Option<u32>) -> Fitted {
    let mut removes = removes.into_iter();
    let mut room =
        most.map_or(usize::MAX, |most| usize::try_from(most).unwrap_or(usize::MAX).saturating_sub(held));
    let mut fitted = Fitted::default();
    for mut add in adds {
        if room > 0 {
            room -= 1;
        } else if let Some(remove) = removes.next() {
            add.after.insert(remove.id.clone());
            fitted.early.push(remove);
        } else {
            fitted.too_many += 1;
        }
        fitted.early.push(add);
    }
    fitted.late = removes.collect();
    fitted
}

impl Draft {
    /// Takes what is added and removed of one noun.
    pub(super) fn fitted(&mut self, fitted: Fitted, add: Phase, remove: Phase) {
        self.steps.extend(fitted.early.into_iter().map(|step| (add, step)));
        self.steps.extend(fitted.late.into_iter().map(|step| (remove, step)));
    }

    /// The steps in their order; those of one phase as they were drafted.
    pub(super) fn in_order(&mut self) -> Vec<Step> {
        self.steps.sort_by_key(|(phase, _)| *phase);
        std::mem::take(&mut self.steps).into_iter().map(|(_, step)| step).collect()
    }
}
