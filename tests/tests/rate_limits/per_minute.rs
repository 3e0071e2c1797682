//! Exotel's 200 requests a minute, counted in each of three ways and told in each of two.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::{TryStreamExt as _, future::join_all};
use trunkline::{
    Effect, ErrorKind, Result,
    exotel::{Client, Exotel},
    http::{Options, RateLimit, RetryOptions},
    model::{Done, TerminationAuth, Trunk, TrunkSpec},
    provider::TrunkProvider,
};
use trunkline_sim::{Clock, Simulator, Switches, switches::exotel::RateLimitAnswer};
use trunkline_tests::exotel::config;

use crate::{refused, virtual_time::VirtualTime};

const MINUTE: Duration = Duration::from_mins(1);

/// What Exotel tells those to wait who send too much.
const RETRY_AFTER: Duration = Duration::from_secs(30);

/// The default, and every other position of a switch about the rate of requests.
fn positions() -> Vec<(String, Switches)> {
    let others = Switches::positions().into_iter().filter(|position| position.switch.starts_with("rate_"));
    let others = others.map(|position| (position.to_string(), position.switches));
    [("default".to_owned(), Switches::default())].into_iter().chain(others).collect()
}

/// A simulator in such a position and a backend, in virtual time.
struct Account {
    simulator: Simulator,
    exotel: Exotel,
    time: Arc<VirtualTime>,
}

impl Account {
    async fn start(switches: Switches, http: Options) -> Self {
        // The minutes of the clock are not those of the test.
        let clock = Clock::manual("2026-01-01T00:00:45Z".parse().unwrap());
        let simulator = Simulator::builder().clock(clock.clone()).switches(switches).start().await.unwrap();
        let time = Arc::new(VirtualTime::pause(clock));
        let http = http.with_observer(Arc::<VirtualTime>::clone(&time));
        let config = config(&simulator, &simulator.fixture().exotel[0]).with_page_size(50).with_http(http);
        let exotel = Exotel::new(Client::new(config).unwrap());
        Self { simulator, exotel, time }
    }

    async fn create(&self, name: &str) -> Result<Done<Trunk>> {
        self.exotel.create_trunk(&TrunkSpec::new(name.parse()?, TerminationAuth::IpAcl)).await
    }

    async fn names(&self) -> BTreeSet<String> {
        self.exotel.list_trunks().map_ok(|trunk| trunk.name).try_collect().await.unwrap()
    }
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("trunk{n}")).collect()
}

/// Without a limit of the client's own.
fn hasty() -> Options {
    Options::new().with_rate_limit(RateLimit::new(None, None))
}

#[tokio::test]
async fn a_client_that_keeps_to_the_limit_is_never_refused() {
    for (position, switches) in positions() {
        // The backend's own limit, and the patience to wait for its turn.
        let account = Account::start(switches, Options::new().with_deadline(10 * MINUTE)).await;
        for burst in names(450).chunks(90) {
            let created = join_all(burst.iter().map(|name| account.create(name))).await;
            created.into_iter().collect::<Result<Vec<_>>>().unwrap();
            tokio::time::advance(Duration::from_secs(7)).await;
        }
        assert_eq!(refused(&account.simulator), 0, "{position}");
        assert!(account.time.elapsed() >= 2 * MINUTE, "{position}: more than 200 in a minute");
        assert_eq!(account.names().await.len(), 450, "{position}");
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_client_without_a_limit_comes_back_when_it_is_told_to() {
    for (position, switches) in positions() {
        if switches.exotel.rate_limit.is_none() || switches.exotel.rate_limit_answer == RateLimitAnswer::Bare
        {
            continue;
        }
        let account = Account::start(switches, hasty().with_deadline(10 * MINUTE)).await;
        for name in names(250) {
            let _ = account.create(&name).await.unwrap();
        }
        assert!(refused(&account.simulator) > 0, "{position}");
        assert_eq!(account.names().await.len(), 250, "{position}: a refused request was carried out");
        assert!(account.time.elapsed() >= RETRY_AFTER, "{position}: {:?}", account.time.elapsed());
        tokio::time::resume();
    }
}

#[tokio::test]
async fn what_is_refused_for_good_has_changed_nothing() {
    for (position, switches) in positions() {
        let limited = switches.exotel.rate_limit.is_some();
        let account =
            Account::start(switches, hasty().with_retry(RetryOptions::new().with_max_attempts(1))).await;
        let (mut wanted, mut made) = (names(250), BTreeSet::new());
        let mut rounds = 0;
        while !wanted.is_empty() {
            let created = join_all(wanted.iter().map(|name| account.create(name))).await;
            let mut late = Vec::new();
            for (name, outcome) in wanted.into_iter().zip(created) {
                match outcome {
                    Ok(_) => assert!(made.insert(name), "{position}: created twice"),
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::RateLimited, "{position}: {error}");
                        assert_eq!(error.effect(), Effect::None, "{position}: {error}");
                        late.push(name);
                    }
                }
            }
            wanted = late;
            rounds += 1;
            assert!(rounds < 10, "{position}: {} are never taken", wanted.len());
            tokio::time::advance(MINUTE).await;
            assert_eq!(account.names().await, made, "{position}");
        }
        assert_eq!(refused(&account.simulator) > 0, limited, "{position}");
        assert_eq!(rounds > 1, limited, "{position}");
        tokio::time::resume();
    }
}
