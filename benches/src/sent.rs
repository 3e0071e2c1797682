//! What was sent, by the simulator's own log.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use trunkline::http::{AttemptEnd, AttemptStart, Observer};
use trunkline_sim::Simulator;

/// The log keeps the last 10,000 requests; it is counted and emptied before it is full.
const OFTEN: usize = 1_000;

/// Counts what a simulator has seen. As an observer of its clients it counts in time, however much they send.
#[derive(Clone)]
pub struct Log(Arc<Shared>);

struct Shared {
    simulator: Simulator,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    sent: Sent,
    since: usize,
}

/// Which requests were sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sent {
    /// How many that read.
    pub reads: usize,
    /// How many that change something.
    pub writes: usize,
    /// Which they were, by the carrier's names for its operations.
    pub operations: BTreeSet<&'static str>,
}

impl Log {
    /// Of this simulator.
    pub fn new(simulator: Simulator) -> Self {
        Self(Arc::new(Shared { simulator, counted: Mutex::default() }))
    }

    /// The simulator.
    pub fn simulator(&self) -> &Simulator {
        &self.0.simulator
    }

    /// What was sent since the last time.
    pub fn take(&self) -> Sent {
        let mut counted = self.counted();
        self.count(&mut counted);
        std::mem::take(&mut counted.sent)
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, counted: &mut Counted) {
        let seen = self.simulator().requests();
        self.simulator().clear_requests();
        for request in seen {
            let is_read = request.method == "GET";
            *(if is_read { &mut counted.sent.reads } else { &mut counted.sent.writes }) += 1;
            counted.sent.operations.extend(request.operation);
        }
        counted.since = 0;
    }
}

impl Observer for Log {
    fn attempt_started(&self, _: &AttemptStart<'_>) {}

    fn attempt_finished(&self, _: &AttemptEnd<'_>) {
        let mut counted = self.counted();
        counted.since += 1;
        if counted.since == OFTEN {
            self.count(&mut counted);
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Log").field(&self.simulator().url()).finish()
    }
}
