//! Time that costs none: a wait ends at once, for the client and for the simulator alike.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{Sender, channel},
    },
    time::Duration,
};

use tokio::{task::spawn_blocking, time::Instant};
use trunkline::http::{AttemptEnd, AttemptStart, Observer};
use trunkline_sim::Clock;

/// How long, in real time, a request may hold the clock. One that is never answered then meets its timeout.
const LONGEST_HOLD: Duration = Duration::from_secs(5);

/// The paused clock of a Tokio runtime, and a simulator's clock that follows it.
///
/// Time stands still while a request is under way. When all there is to do is to wait, it jumps to where the wait ends.
/// As the [`Observer`] of every client, it knows which of the two is the case.
#[derive(Debug)]
pub(crate) struct VirtualTime {
    simulated: Clock,
    began: Instant,
    now: Mutex<Now>,
}

#[derive(Debug, Default)]
struct Now {
    under_way: u32,
    hold: Option<Sender<()>>,
    /// What the simulator's clock has been told of the time since the beginning.
    told: Duration,
}

impl VirtualTime {
    /// Pauses the clock of the current runtime, which has to be of one thread. `simulated` is a manual one.
    pub(crate) fn pause(simulated: Clock) -> Self {
        tokio::time::pause();
        Self { simulated, began: Instant::now(), now: Mutex::default() }
    }

    /// How much time has passed, waits included.
    pub(crate) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }
}

impl Observer for VirtualTime {
    fn attempt_started(&self, _: &AttemptStart<'_>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.under_way += 1;
        now.hold.get_or_insert_with(hold);
        let elapsed = self.elapsed();
        self.simulated.advance(elapsed.saturating_sub(now.told).try_into().expect("no test takes 290 years"));
        now.told = elapsed;
    }

    fn attempt_finished(&self, _: &AttemptEnd<'_>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.under_way -= 1;
        if now.under_way == 0 {
            now.hold = None;
        }
    }
}

/// Tokio lets no paused clock jump while a blocking task runs; this one runs until the sender is dropped.
fn hold() -> Sender<()> {
    let (release, released) = channel();
    spawn_blocking(move || released.recv_timeout(LONGEST_HOLD));
    release
}
