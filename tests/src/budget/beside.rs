//! Calls that someone waits for, beside as many bulk ones as the limit lets through.

use std::{sync::Arc, time::Duration};

use futures::future::{join, join_all};
use tokio::time::{Instant, sleep};
use trunkline::http::{Options, Priority};

use super::{PATIENT, TIME, Use, client, limit, one_call, road::Road};

/// How often there is an interactive call.
const EVERY: Duration = Duration::from_secs(7);

/// What interactive calls met, each of which may take as long as a call may by default.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    /// All requests, bulk ones and these.
    pub all: Use,
    /// How many interactive calls there were.
    pub calls: usize,
    /// The longest that one of them took.
    pub longest: Duration,
    /// How many were told that the limit leaves them no time.
    pub given_up: usize,
}

/// One process with so many tasks of bulk, and an interactive call every 7 s. To be called in paused time.
///
/// # Panics
/// When a bulk request fails.
pub async fn beside(tasks: u64, seed: u64) -> Beside {
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
    let times = (1..).map(|number| EVERY * number).take_while(|at| *at < TIME);
    let calls = times.map(|at| {
        let interactive = &interactive;
        async move {
            sleep(at).await;
            let asked = Instant::now();
            one_call(interactive).await.map(|()| asked.elapsed())
        }
    });
    let (_, calls) = join(join_all(work), join_all(calls)).await;
    let longest = calls.iter().flatten().max().copied().unwrap_or_default();
    let given_up = calls.iter().filter(|call| call.is_err()).count();
    Beside { all: Use::of(&road.sent()), calls: calls.len(), longest, given_up }
}
