//! Ten simulated minutes of requests, as many as an account's limit lets through, and what a carrier would say to them.

mod beside;
mod child;
mod place;
mod road;
mod several;
mod verdict;
mod work;

pub use self::{
    beside::{Met, beside},
    child::{is_child, play},
    place::Place,
    several::{Processes, Shares, several},
    verdict::Use,
    work::Work,
};

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use tokio::time::Instant;
use trunkline::{
    exotel::{Client, Config},
    http::{Options, RateLimit},
};

use road::Road;

/// Exotel's requests a minute (developer.exotel.com, Rate limits).
pub const LIMIT: u32 = 200;

/// Exotel's requests at the same time, as the simulator has them unless a switch says otherwise.
pub const AT_ONCE: usize = 50;

/// How long a call may wait: as long as all of this takes.
const PATIENT: Duration = TIME.saturating_mul(2);

/// How long requests are made.
pub const TIME: Duration = Duration::from_mins(10);

/// The longest that a request, and the longest that its answer, is under way; every time up to it is as likely.
pub const LONGEST: Duration = Duration::from_millis(150);

/// Of one process with so many tasks, each of which sends its next request as soon as it has its answer. For
/// [`TIME`], and until one more than fits into it has arrived. To be called in paused time.
///
/// # Panics
/// When a request fails.
pub async fn one(tasks: u64, seed: u64) -> Use {
    let road = Arc::new(Road::new(seed));
    let client = client(Options::new().with_rate_limit(limit()).with_deadline(PATIENT), &road);
    let began = Instant::now();
    let enough = usize::try_from(verdict::FITS).expect("it is 2,000");
    let work = (0..tasks).map(|_| async {
        while began.elapsed() < TIME || road.sent().len() <= enough {
            one_call(&client).await.expect("every answer is a good one");
        }
    });
    join_all(work).await;
    Use::of(&road.sent())
}

/// A client of the account whose requests go that way.
fn client(options: Options, road: &Arc<Road>) -> Client {
    let http = options.with_transport(Arc::<Road>::clone(road));
    Client::new(Config::new("budget", "key", "token".to_owned().into()).with_http(http))
        .expect("the configuration is complete")
}

fn limit() -> RateLimit {
    RateLimit::new(Some(LIMIT), u32::try_from(AT_ONCE).ok())
}

async fn one_call(client: &Client) -> trunkline::Result<()> {
    let trunk = "trmum1".parse().expect("an identifier is any word");
    client.delete_trunk(&trunk).await.map(drop)
}
