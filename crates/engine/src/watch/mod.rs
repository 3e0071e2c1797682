//! Watching carriers: who is down, since when, and what to do about it.
//!
//! [`Watch`] holds what is known and decides; it asks nobody and has no clock. [`Eyes`] look; [`round`] brings the
//! two together. Nothing here acts: the advice is for a person, or for what they put behind it.

mod advice;
mod eyes;
mod machine;
mod metrics;
mod points;
mod webhook;

use jiff::Timestamp;
use serde::Serialize;

pub use advice::Advice;
pub use eyes::{Eyes, Lookers};
pub use machine::{Machine, Sample, Standing, Thresholds, Turn};
pub use metrics::metrics;
pub use points::{Point, points};
pub use webhook::{Webhook, sign};

use futures::future::join_all;

use crate::probe::Health;

/// Everything that is watched.
#[derive(Debug, Clone, Serialize)]
pub struct Watch {
    /// When points change sides.
    pub thresholds: Thresholds,
    /// The points, and what is known of each.
    pub points: Vec<Watched>,
}

/// One point and what is known of it.
#[derive(Debug, Clone, Serialize)]
pub struct Watched {
    /// Its name.
    pub name: String,
    /// The point.
    pub point: Point,
    /// What is known.
    #[serde(flatten)]
    pub machine: Machine,
}

/// A point that changed sides.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Its name.
    pub name: String,
    /// The point.
    pub point: Point,
    /// From where to where.
    #[serde(flatten)]
    pub turn: Turn,
    /// What the last look saw.
    pub why: String,
    /// What to do, now that it is so.
    pub advice: Vec<Advice>,
}

impl Change {
    /// Whether somebody has to be told: that a point is up at the first look is no news.
    pub fn is_news(&self) -> bool {
        (self.turn.from, self.turn.to) != (Standing::Unknown, Standing::Up)
    }
}

impl Watch {
    /// Points that nobody has looked at.
    pub fn new(points: Vec<Point>, thresholds: Thresholds) -> Self {
        let watched = |point: Point| Watched { name: point.name(), point, machine: Machine::new() };
        Self { thresholds, points: points.into_iter().map(watched).collect() }
    }

    /// The points that may be asked at `now`.
    pub fn due(&self, now: Timestamp) -> Vec<usize> {
        let due = self.points.iter().enumerate().filter(|(_, watched)| watched.machine.may_be_asked(now));
        due.map(|(index, _)| index).collect()
    }

    /// Takes in a round: what was seen of each point that was asked. The others were left alone.
    pub fn take(&mut self, mut seen: Vec<(usize, Sample)>, now: Timestamp) -> Vec<Change> {
        let mut turned = Vec::new();
        for (index, watched) in self.points.iter_mut().enumerate() {
            let machine = &mut watched.machine;
            let found = seen.iter().position(|(at, _)| *at == index);
            let turn = match found {
                Some(position) => machine.see(seen.swap_remove(position).1, now, &self.thresholds),
                None => machine.left_alone(now, &self.thresholds),
            };
            turned.extend(turn.map(|turn| (index, turn)));
        }
        let advice = advice::advice(&self.points);
        let change = |(index, turn): (usize, Turn)| {
            let Watched { name, point, machine } = &self.points[index];
            let why = machine.last.as_ref().map(|last| last.why.clone()).unwrap_or_default();
            Change { at: now, name: name.clone(), point: point.clone(), turn, why, advice: advice.clone() }
        };
        turned.into_iter().map(change).collect()
    }

    /// What to do, as things stand.
    pub fn advice(&self) -> Vec<Advice> {
        advice::advice(&self.points)
    }

    /// Whether every point is up.
    pub fn is_well(&self) -> bool {
        self.points.iter().all(|watched| watched.machine.standing == Standing::Up)
    }
}

/// Looks at every point that may be asked, all at the same time, and takes in what was seen.
///
/// One that does not answer is looked at once more before that counts: a line that loses a tenth of what it carries would
/// otherwise miss three in a row every few hours. An answer is never doubted, also not one that refuses.
pub async fn round(watch: &mut Watch, eyes: &dyn Eyes, now: Timestamp) -> Vec<Change> {
    let due = watch.due(now);
    let looks = due.into_iter().map(|index| {
        let point = watch.points[index].point.clone();
        async move {
            let first = eyes.look(&point).await;
            let sample = if first.health == Health::Dead { eyes.look(&point).await } else { first };
            (index, sample)
        }
    });
    let seen = join_all(looks).await;
    watch.take(seen, now)
}
