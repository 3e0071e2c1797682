//! How many requests may be under way at once: here one, of either carrier.

use std::time::Duration;

use futures::{TryStreamExt as _, join};
use trunkline::{
    Effect, ErrorKind, Result,
    exotel::{self, Exotel},
    http::{Options, RateLimit},
    model::Trunk,
    provider::{AnyProvider, TrunkProvider as _},
    twilio::{self, Twilio},
};
use trunkline_sim::{
    Carrier, Clock, Fault, Faults, Rule, Simulator, Switches, When, switches::exotel::RateLimitAnswer,
};
use trunkline_tests::simulated::unlimited;

use crate::refused;

/// How long the answer to the first request is held back.
const HELD_BACK: Duration = Duration::from_secs(1);

/// A carrier that takes one request at a time and holds the first answer back, and a backend.
struct Account {
    simulator: Simulator,
    provider: AnyProvider,
}

impl Account {
    async fn start(carrier: Carrier, http: Options) -> Self {
        let mut switches = Switches::default();
        switches.exotel.connection_limit = Some(1);
        switches.twilio.concurrency_limit = Some(1);
        // Exotel's half a minute is real time here.
        switches.exotel.rate_limit_answer = RateLimitAnswer::Bare;
        let delay = Fault::Delay { milliseconds: HELD_BACK.as_secs() * 1_000 };
        let first = Rule::new(carrier, "*", delay).when(When::First(1));
        let simulator = Simulator::builder()
            .clock(Clock::manual("2026-01-01T00:00:00Z".parse().unwrap()))
            .switches(switches)
            .faults(Faults::none().with_rule(first))
            .start()
            .await
            .unwrap();
        let provider = if carrier == Carrier::Exotel {
            let config = trunkline_tests::exotel::config(&simulator, &simulator.fixture().exotel[0]);
            Exotel::new(exotel::Client::new(config.with_http(http)).unwrap()).into()
        } else {
            let config = trunkline_tests::twilio::config(&simulator, &simulator.fixture().twilio[0]);
            Twilio::new(twilio::Client::new(config.with_http(http)).unwrap()).into()
        };
        Self { simulator, provider }
    }

    async fn list(&self) -> Result<Vec<Trunk>> {
        self.provider.list_trunks().try_collect().await
    }

    async fn first_is_under_way(&self) {
        while self.simulator.requests().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    /// The answer that was held back goes out.
    fn let_go(&self) {
        self.simulator.clock().advance(HELD_BACK.try_into().unwrap());
    }
}

#[tokio::test]
async fn a_client_that_sends_one_at_a_time_is_never_refused() {
    for carrier in [Carrier::Exotel, Carrier::Twilio] {
        let one = RateLimit::new(None, Some(1));
        let account = Account::start(carrier, Options::new().with_rate_limit(one)).await;
        let let_go = async {
            account.first_is_under_way().await;
            account.let_go();
        };
        let (first, second, third, ()) = join!(account.list(), account.list(), account.list(), let_go);
        assert!(
            first.is_ok() && second.is_ok() && third.is_ok(),
            "{carrier:?}: {first:?} {second:?} {third:?}"
        );
        assert_eq!(account.simulator.requests().len(), 3, "{carrier:?}");
        assert_eq!(refused(&account.simulator), 0, "{carrier:?}");
    }
}

#[tokio::test]
async fn a_client_that_sends_too_many_is_refused_and_says_so() {
    for carrier in [Carrier::Exotel, Carrier::Twilio] {
        let mut http = unlimited();
        http.retry = http.retry.with_max_attempts(1);
        let account = Account::start(carrier, http).await;
        let meanwhile = async {
            account.first_is_under_way().await;
            let second = account.list().await;
            account.let_go();
            second
        };
        let (first, second) = join!(account.list(), meanwhile);
        assert!(first.is_ok(), "{carrier:?}: {first:?}");
        let error = second.unwrap_err();
        assert_eq!(
            (error.kind(), error.effect()),
            (ErrorKind::RateLimited, Effect::None),
            "{carrier:?}: {error}"
        );
        assert_eq!(refused(&account.simulator), 1, "{carrier:?}");
        account.list().await.unwrap();
    }
}
