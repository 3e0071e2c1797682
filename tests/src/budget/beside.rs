//! Calls that someone waits for, beside as many bulk ones as the limit lets through.

use std::{sync::Arc, time::Duration};

use futures::future::{join, join_all};
use tokio::time::{Instant, sleep};
use trunkline::{
    exotel::Client,
    http::{Options, Priority},
};

use super::{PATIENT, TIME, Use, client, limit, one_call, road::Road};

/// How often there is an interactive call.
const EVERY: Duration = Duration::from_secs(7);

/// What interactive calls met, each of which may take as long as a call may by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Met {
    /// How many there were.
    pub calls: usize,
    /// The longest that one of them took.
    pub longest: Duration,
    /// How many were told that the limit leaves them no time.
    pub given_up: usize,
}

impl Met {
    /// Of how long each took; none is one that was given up.
    pub(super) fn of(calls: &[Option<Duration>]) -> Self {
        let longest = calls.iter().flatten().max().copied().unwrap_or_default();
        Self { calls: calls.len(), longest, given_up: calls.iter().filter(|call| call.is_none()).count() }
    }
}

/// One process with so many tasks of bulk, and an interactive call every 7 s: all requests, and what those calls met. To
/// be called in paused time.
///
/// # Panics
/// When a bulk request fails.
pub async fn beside(tasks: u64, seed: u64) -> (Use, Met) {
    let road = Arc::new(Road::new(seed));
    let limited = Options::new().with_rate_limit(limit());
    let bulk = client(limited.clone().with_priority(Priority::Bulk).with_deadline(PATIENT), &road);
    let interactive = client(limited, &road);
    let began = Instant::now();
    let work = (0..tasks).map(|_| async {
        while began.elapsed() < TIME + Duration::from_secs(30) {
            one_call(&bulk).await.expect("every answer is a good one");
        }
    });
    let calls = times().map(|at| {
        let interactive = &interactive;
        async move {
            sleep(at).await;
            took(interactive).await
        }
    });
    let (_, calls) = join(join_all(work), join_all(calls)).await;
    (Use::of(&road.sent()), Met::of(&calls))
}

/// When there is an interactive call.
pub(super) fn times() -> impl Iterator<Item = Duration> {
    (1..).map(|number| EVERY * number).take_while(|at| *at < TIME)
}

/// How long a call took; `None` if it was given up.
pub(super) async fn took(client: &Client) -> Option<Duration> {
    let asked = Instant::now();
    one_call(client).await.ok().map(|()| asked.elapsed())
}
