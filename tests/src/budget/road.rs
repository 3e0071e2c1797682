//! The way to a carrier and back, which takes a different time for each request.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use tokio::time::{Instant, sleep};
use trunkline::http::{RawResponse, Request, Transport, TransportError};

use super::LONGEST;

/// Notes when requests arrive, and answers each of them well.
#[derive(Debug)]
pub(super) struct Road {
    began: Instant,
    random: Mutex<fastrand::Rng>,
    sent: Mutex<Vec<Sent>>,
}

/// When a request left, when it arrived and when its answer was there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub(super) left: Duration,
    pub(super) arrived: Duration,
    pub(super) answered: Duration,
}

impl Road {
    pub(super) fn new(seed: u64) -> Self {
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        Self { began: Instant::now(), random, sent: Mutex::default() }
    }

    /// The requests in the order in which they left, those on their way included.
    pub(super) fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn way(&self) -> Duration {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        LONGEST.mul_f64(random.f64())
    }
}

#[async_trait]
impl Transport for Road {
    async fn send(&self, _: Request) -> Result<RawResponse, TransportError> {
        let (there, back) = (self.way(), self.way());
        let left = self.began.elapsed();
        let sent = Sent { left, arrived: left + there, answered: left + there + back };
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(sent);
        sleep(there + back).await;
        Ok(RawResponse::new(204))
    }
}
