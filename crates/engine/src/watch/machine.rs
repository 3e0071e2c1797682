//! One watched point: when it is down, when it is up again, and when it is left alone. Pure: time comes from outside.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::probe::Health;

/// The longest time for which a peer that asks to be left alone is. Its answer may say anything up to 136 years.
pub(super) const MOST_QUIET: Duration = Duration::from_hours(1);

/// When a point changes sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Thresholds {
    /// How long from one look to the next, in seconds.
    pub interval_seconds: u64,
    /// How many misses in a row make it down.
    pub misses: u32,
    /// How many good looks in a row make it up again. After each relapse twice as many, 16 times at most.
    pub successes: u32,
}

impl Thresholds {
    /// Looks every 10 seconds; three misses are down, five good looks are up again.
    pub const USUAL: Self = Self { interval_seconds: 10, misses: 3, successes: 5 };

    /// The interval.
    pub fn interval(&self) -> Duration {
        Duration::from_secs(self.interval_seconds)
    }

    /// A point that was up for less than this relapses when it goes down again.
    fn relapse(&self) -> Duration {
        self.interval() * 60
    }
}

/// Which side a point is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// Not seen often enough yet.
    Unknown,
    /// It takes calls.
    Up,
    /// It does not.
    Down,
}

impl Standing {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// What one look saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sample {
    /// How it is.
    pub health: Health,
    /// Why, in a line.
    pub why: String,
    /// How long it took to answer, in microseconds.
    pub latency_us: Option<u64>,
    /// For how long it asks to be left alone, in seconds.
    pub retry_after_seconds: Option<u64>,
    /// When its certificate ends.
    pub certificate_ends: Option<Timestamp>,
    /// What is wrong besides, which does not make it down.
    pub warnings: Vec<String>,
}

impl Sample {
    /// A look that saw only how it is.
    pub fn new(health: Health, why: impl Into<String>) -> Self {
        Self {
            health,
            why: why.into(),
            latency_us: None,
            retry_after_seconds: None,
            certificate_ends: None,
            warnings: Vec::new(),
        }
    }
}

/// A change of sides; from where to where it is the same, when only something else about it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Turn {
    /// Where it was.
    pub from: Standing,
    /// Where it is.
    pub to: Standing,
}

/// What is known of one point.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Machine {
    /// Which side it is on.
    pub standing: Standing,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Misses in a row.
    pub misses: u32,
    /// Good looks in a row.
    pub successes: u32,
    /// How often in a row it went down soon after it had come up.
    pub relapses: u32,
    /// Whether it is up because it came up again.
    recovered: bool,
    /// Until when it is not to be asked: it said so.
    pub quiet_until: Option<Timestamp>,
    /// The last look.
    pub last: Option<Sample>,
    /// When that was.
    pub seen: Option<Timestamp>,
}

impl Default for Machine {
    fn default() -> Self {
        Self::new()
    }
}

impl Machine {
    /// A point that nobody has looked at.
    pub fn new() -> Self {
        Self {
            standing: Standing::Unknown,
            since: None,
            misses: 0,
            successes: 0,
            relapses: 0,
            recovered: false,
            quiet_until: None,
            last: None,
            seen: None,
        }
    }

    /// Whether it may be asked at `now`.
    pub fn may_be_asked(&self, now: Timestamp) -> bool {
        self.quiet_until.is_none_or(|until| until <= now)
    }

    /// A round in which it was left alone, as it asked. Of one that takes no calls that is a miss, by its own word; of
    /// one that is alive, as an API at its rate limit is, it is nothing.
    pub fn left_alone(&mut self, now: Timestamp, thresholds: &Thresholds) -> Option<Turn> {
        match &self.last {
            Some(last) if last.health == Health::Alive => None,
            _ => self.count(Health::Unhealthy, now, thresholds),
        }
    }

    /// A look at `now`.
    pub fn see(&mut self, sample: Sample, now: Timestamp, thresholds: &Thresholds) -> Option<Turn> {
        let health = sample.health;
        let asked = sample.retry_after_seconds.map(|seconds| Duration::from_secs(seconds).min(MOST_QUIET));
        self.quiet_until = asked.and_then(|wait| now.checked_add(wait).ok());
        self.last = Some(sample);
        self.seen = Some(now);
        self.count(health, now, thresholds)
    }

    /// That it is where it was.
    pub(super) fn stays(&self) -> Turn {
        Turn { from: self.standing, to: self.standing }
    }

    /// How many good looks make it up.
    pub fn needed(&self, thresholds: &Thresholds) -> u32 {
        thresholds.successes.saturating_mul(1 << self.relapses.min(4))
    }

    fn count(&mut self, health: Health, now: Timestamp, thresholds: &Thresholds) -> Option<Turn> {
        if health == Health::Alive {
            self.misses = 0;
            self.successes = self.successes.saturating_add(1);
        } else {
            self.successes = 0;
            self.misses = self.misses.saturating_add(1);
        }
        let to = match self.standing {
            // One good look tells more than the nothing before it.
            Standing::Unknown if self.successes > 0 => Standing::Up,
            Standing::Down if self.successes >= self.needed(thresholds) => Standing::Up,
            Standing::Unknown | Standing::Up if self.misses >= thresholds.misses => Standing::Down,
            _ => return None,
        };
        let from = std::mem::replace(&mut self.standing, to);
        let since = self.since.replace(now);
        if to == Standing::Down {
            let up_for = since.map(|since| now.duration_since(since).unsigned_abs());
            let relapsed = self.recovered && up_for.is_some_and(|up_for| up_for < thresholds.relapse());
            self.relapses = if relapsed { self.relapses + 1 } else { 0 };
        }
        self.recovered = (from, to) == (Standing::Down, Standing::Up);
        Some(Turn { from, to })
    }
}
