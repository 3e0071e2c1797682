//! What a probe did, line by line.

use std::time::Duration;

use serde::Serialize;
use tokio::time::Instant;

/// A line of a trace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Microseconds since the probe began.
    pub after_us: u64,
    /// What happened. One line of printable text, also when a peer sent something else.
    pub what: String,
}

/// The lines so far.
#[derive(Debug)]
pub(super) struct Trace {
    began: Instant,
    events: Vec<Event>,
}

impl Trace {
    pub(super) fn new() -> Self {
        Self { began: Instant::now(), events: Vec::new() }
    }

    pub(super) fn note(&mut self, what: impl AsRef<str>) {
        self.events.push(Event { after_us: micros(self.began.elapsed()), what: printable(what.as_ref()) });
    }

    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }
}

/// Whole microseconds.
pub(super) fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// A text without characters that move a cursor: what a peer sends is shown on terminals.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
