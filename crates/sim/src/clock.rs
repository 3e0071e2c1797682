//! The simulator's clock, which a test can take over.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;

/// Tells the simulator what time it is.
///
/// The system clock by default; a manual one stands still until it is advanced, so that a reservation of
/// thirty days can be shown to end without waiting for it. Clones share the same time.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    manual: Option<Arc<watch::Sender<Timestamp>>>,
}

impl Clock {
    /// The system clock.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `start` until [`Clock::advance`] is called.
    pub fn manual(start: Timestamp) -> Self {
        Self { manual: Some(Arc::new(watch::Sender::new(start))) }
    }

    /// Whether it stands still unless it is advanced.
    pub fn is_manual(&self) -> bool {
        self.manual.is_some()
    }

    /// The present time.
    pub fn now(&self) -> Timestamp {
        match &self.manual {
            None => Timestamp::now(),
            Some(time) => *time.borrow(),
        }
    }

    /// Moves a manual clock forward; does nothing to the system clock.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(time) = &self.manual {
            time.send_modify(|now| *now += by);
        }
    }

    /// Waits until so much time has passed; with a manual clock, until it has been advanced so far.
    pub(crate) async fn sleep(&self, time: Duration) {
        match &self.manual {
            None => tokio::time::sleep(time).await,
            Some(now) => {
                let until = *now.borrow() + time;
                // An error says that the clock is gone, and this holds it.
                let _ = now.subscribe().wait_for(|now| *now >= until).await;
            }
        }
    }
}
