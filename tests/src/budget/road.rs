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
    arrivals: Mutex<Vec<Duration>>,
}

impl Road {
    pub(super) fn new(seed: u64) -> Self {
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        Self { began: Instant::now(), random, arrivals: Mutex::default() }
    }

    /// When requests arrived, those on their way included, as they were sent.
    pub(super) fn arrivals(&self) -> Vec<Duration> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).clone()
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
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner).push(self.began.elapsed() + there);
        sleep(there + back).await;
        Ok(RawResponse::new(204))
    }
}
