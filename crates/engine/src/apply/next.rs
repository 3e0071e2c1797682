//! Which step of a trunk is next, and when it may begin.

use std::future::pending;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::carry::Carry;
use crate::{
    Noun,
    plan::{Change, Step},
};

impl Carry<'_> {
    /// The place of the next step among those that are left, of which there is one at least, once it may begin; or why it
    /// never may. `turn` is kept from step to step: trunks come to their end one after the other, not all at the very last.
    ///
    /// A number that another trunk has let go reaches nobody until it is bound. So this is the next step, and it waits
    /// for no turn. There are never many of them: whatever lets a number go waits for its turn.
    pub(super) async fn next<'t>(
        &self,
        left: &[&Step],
        turns: &'t Semaphore,
        turn: &mut Option<SemaphorePermit<'t>>,
    ) -> Result<usize, String> {
        let first = async {
            if self.waits(left[0]) {
                // Whoever waits for steps of another trunk leaves it the turn.
                *turn = None;
            }
            self.others(left[0]).await?;
            if turn.is_none() {
                *turn = turns.acquire().await.ok();
            }
            self.is_wanted(left[0])
        };
        tokio::select! {
            biased;
            place = self.let_go(left) => Ok(place),
            wanted = first => wanted.map(|()| 0),
        }
    }

    /// The place of a number that another trunk has let go for this one, when there is one that can be bound now.
    async fn let_go(&self, left: &[&Step]) -> usize {
        let numbers = left.iter().take_while(|step| step.change.noun() == Some(Noun::Numbers));
        let taken: Vec<(usize, &Step)> = numbers
            .copied()
            .enumerate()
            .filter(|(_, step)| matches!(step.change, Change::BindNumber { .. }) && !step.after.is_empty())
            .collect();
        if taken.is_empty() {
            return pending().await;
        }
        let is_let_go = |step: &Step, is_done: &dyn Fn(&str) -> bool| {
            step.after.iter().all(|first| self.past.is_done(first) || is_done(first))
        };
        self.progress
            .find(|is_done| taken.iter().find(|(_, step)| is_let_go(step, is_done)).map(|(place, _)| *place))
            .await
    }

    /// Whether a step waits for one that has not ended.
    fn waits(&self, step: &Step) -> bool {
        self.comes_first(step).any(|first| !self.progress.has_ended(first))
    }

    /// Refuses to let a number go for a trunk that has failed meanwhile, and will not bind it.
    fn is_wanted(&self, step: &Step) -> Result<(), String> {
        let mut takers = self.takers.get(step.id.as_str()).into_iter().flatten();
        match takers.find(|taker| self.progress.has_failed(taker)) {
            Some(taker) => Err(format!("nobody waits for it: {taker} was given up")),
            None => Ok(()),
        }
    }

    /// Waits for the steps that come first.
    async fn others(&self, step: &Step) -> Result<(), String> {
        for first in self.comes_first(step) {
            if !self.progress.done(first).await {
                return Err(format!("waits for {first}, which was not done"));
            }
        }
        Ok(())
    }

    /// The steps of this run that a step comes after.
    fn comes_first<'s>(&self, step: &'s Step) -> impl Iterator<Item = &'s str> {
        let first = step.after.iter().map(String::as_str);
        first.filter(|first| !self.past.is_done(first) && self.awaited.contains(first))
    }
}
