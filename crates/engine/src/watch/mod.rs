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
use tokio::time::Instant;

use crate::{emit::Unplaced, probe::Health};

/// Everything that is watched.
#[derive(Debug, Clone, Serialize)]
pub struct Watch {
    /// When points change sides.
    pub thresholds: Thresholds,
    /// The points, and what is known of each.
    pub points: Vec<Watched>,
    /// What is not watched, as nobody knows yet where it is.
    pub unwatched: Vec<Unplaced>,
    /// The advice that came with the last news.
    #[serde(skip)]
    told: Vec<Advice>,
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
    /// What was wrong besides, when it was last alive: one that does not answer shows no certificate.
    pub warnings: Vec<String>,
}

/// A point that changed sides; or that is as it was, with other warnings, or with more that can be done about it.
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
    /// What is wrong besides, which does not make it down.
    pub warnings: Vec<String>,
    /// What to do, now that it is so.
    pub advice: Vec<Advice>,
}

impl Change {
    /// Whether somebody has to be told: that a point is up at the first look, and all is well with it, is no news.
    pub fn is_news(&self) -> bool {
        (self.turn.from, self.turn.to) != (Standing::Unknown, Standing::Up) || !self.warnings.is_empty()
    }
}

impl Watch {
    /// Points that nobody has looked at.
    pub fn new(points: Vec<Point>, thresholds: Thresholds) -> Self {
        let mut watch = Self { thresholds, points: Vec::new(), unwatched: Vec::new(), told: Vec::new() };
        watch.learn(points, Vec::new());
        watch
    }

    /// Watches these points too, as far as it does not yet; what is still not watched.
    pub fn learn(&mut self, points: Vec<Point>, unwatched: Vec<Unplaced>) {
        for point in points {
            let name = point.name();
            if self.points.iter().all(|watched| watched.name != name) {
                self.points.push(Watched { name, point, machine: Machine::new(), warnings: Vec::new() });
            }
        }
        self.unwatched = unwatched;
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
            let found = seen.iter().position(|(at, _)| *at == index);
            let sample = found.map(|position| seen.swap_remove(position).1);
            turned.extend(watched.take(sample, now, &self.thresholds).map(|turn| (index, turn)));
        }
        let advice = advice::advice(&self.points);
        let change = |(index, turn): (usize, Turn)| {
            let Watched { name, point, machine, warnings } = &self.points[index];
            let why = machine.last.as_ref().map(|last| last.why.clone()).unwrap_or_default();
            Change {
                at: now,
                name: name.clone(),
                point: point.clone(),
                turn,
                why,
                warnings: warnings.clone(),
                advice: advice.clone(),
            }
        };
        let mut changes: Vec<Change> = turned.into_iter().map(change).collect();
        if !changes.iter().any(Change::is_news) {
            // Who was told that there is nowhere to go has to be told that there is.
            let better = advice::better(&advice, &self.told, &self.points);
            changes.extend(better.map(|index| change((index, self.points[index].machine.stays()))));
        }
        if changes.iter().any(Change::is_news) {
            self.told = advice;
        }
        changes
    }

    /// What to do, as things stand.
    pub fn advice(&self) -> Vec<Advice> {
        advice::advice(&self.points)
    }

    /// Whether every point is up, without a warning, and nothing is left unwatched.
    pub fn is_well(&self) -> bool {
        let well =
            |watched: &Watched| watched.machine.standing == Standing::Up && watched.warnings.is_empty();
        self.unwatched.is_empty() && self.points.iter().all(well)
    }
}

impl Watched {
    /// Takes in what was seen; nothing, when it was left alone.
    fn take(&mut self, sample: Option<Sample>, now: Timestamp, thresholds: &Thresholds) -> Option<Turn> {
        let Some(mut sample) = sample else { return self.machine.left_alone(now, thresholds) };
        let mut warned = false;
        if sample.health == Health::Alive {
            sample.warnings.sort();
            warned = self.warnings != sample.warnings;
            self.warnings.clone_from(&sample.warnings);
        }
        let turn = self.machine.see(sample, now, thresholds);
        turn.or_else(|| warned.then(|| self.machine.stays()))
    }
}

/// Looks at every point that may be asked, all at the same time, and takes in what was seen.
///
/// One that does not answer is looked at once more before that counts: a line that loses a tenth of what it carries would
/// otherwise miss three in a row every few hours. An answer is never doubted, also not one that refuses.
///
/// What was seen counts from the end of the round on: who asks for time gets all of it, also from a round that was slow.
pub async fn round(watch: &mut Watch, eyes: &dyn Eyes, now: Timestamp) -> Vec<Change> {
    let began = Instant::now();
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
    watch.take(seen, now.saturating_add(began.elapsed()).unwrap_or(now))
}
