//! A simulator, an account on each carrier, and a store.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use trunkline_engine::{
    Environment,
    apply::{self, Apply, Report, StepReport},
    store::{Entry, Store},
    trunkline::{
        exotel::{Client as ExotelClient, Config as ExotelConfig, Exotel},
        ext::collect,
        http::{Options, RateLimit, RetryOptions},
        provider::{DynProvider, Provider as _},
        twilio::{Client as TwilioClient, Config as TwilioConfig, Twilio},
    },
};
use trunkline_sim::{Carrier, Clock, ExotelSwitches, Fault, Faults, Rule, Simulator, StatusFault, When};

/// In every secret, in the alphabet of both carriers' passwords.
pub(crate) const CANARY: &str = "Canary7Zq9Xw2Lk5";

pub(crate) struct World {
    pub(crate) simulator: Simulator,
    pub(crate) providers: BTreeMap<String, DynProvider>,
    pub(crate) store: Store,
    pub(crate) environment: Environment,
    pub(crate) folder: TempDir,
    seconds: Arc<AtomicI64>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with_clock(Clock::system()).await
    }

    /// A world whose carriers answer late until the clock is advanced, where a fault says so.
    pub(crate) async fn with_clock(clock: Clock) -> Self {
        let mut switches = ExotelSwitches::default();
        switches.rate_limit = None;
        let simulator = Simulator::builder().exotel_switches(switches).clock(clock).start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let seconds = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&seconds);
        let start = Timestamp::now();
        let store = Store::open(folder.path().join("state.db").to_str().unwrap()).await.unwrap();
        let store = store.with_clock(move || start + SignedDuration::from_secs(clock.load(Ordering::SeqCst)));
        Self {
            providers: providers(&simulator),
            simulator,
            store,
            environment: Environment::new(|name| (name == "AGENT_PASSWORD").then(|| format!("Pass{CANARY}"))),
            folder,
            seconds,
        }
    }

    pub(crate) fn apply(&self) -> Apply<'_> {
        Apply::new(&self.store, &self.providers, &self.environment)
            .by("asha@build-7")
            .settling(Duration::ZERO)
    }

    /// Exotel gets so many requests a minute.
    pub(crate) fn limit(&mut self, requests: u32) {
        let limited = fast().with_rate_limit(RateLimit::new(Some(requests), None));
        let exotel = Exotel::new(exotel_with(&self.simulator, limited));
        self.providers.insert("exotel".to_owned(), Arc::new(exotel));
    }

    /// Lets the store's time pass.
    pub(crate) fn pass(&self, time: Duration) {
        self.seconds.fetch_add(i64::try_from(time.as_secs()).unwrap() + 1, Ordering::SeqCst);
    }

    /// The first request of an operation fails in this way.
    pub(crate) fn fail_first(&self, carrier: Carrier, operation: &str, fault: Fault) {
        let rule = Rule::new(carrier, operation, fault).when(When::First(1));
        self.simulator.faults().set(Faults::none().with_rule(rule)).unwrap();
    }

    /// Every request of an operation fails in this way.
    pub(crate) fn fail(&self, carrier: Carrier, operation: &str, fault: Fault) {
        self.simulator.faults().set(Faults::none().with_rule(Rule::new(carrier, operation, fault))).unwrap();
    }

    pub(crate) fn heal(&self) {
        self.simulator.faults().set(Faults::none()).unwrap();
    }

    /// How many requests of an operation were sent.
    pub(crate) fn sent(&self, operation: &str) -> usize {
        self.simulator.requests().iter().filter(|seen| seen.operation == Some(operation)).count()
    }

    /// Until a request of an operation is on its way.
    pub(crate) async fn until_sent(&self, operation: &str) {
        let sent = async {
            while self.sent(operation) == 0 {
                tokio::task::yield_now().await;
            }
        };
        let patience = Duration::from_mins(1);
        tokio::time::timeout(patience, sent).await.unwrap_or_else(|_| panic!("no {operation} was sent"));
    }

    /// Everything on the trunks of both accounts, a line each, sorted: `exotel cc acl 44.229.228.186/32`.
    pub(crate) async fn inventory(&self) -> Vec<String> {
        self.heal();
        let mut lines = Vec::new();
        for (profile, provider) in &self.providers {
            for trunk in collect(provider.trunks().list_trunks()).await.unwrap() {
                let (id, on) = (&trunk.id, format!("{profile} {}", trunk.name));
                lines.push(on.clone());
                for entry in collect(provider.acls().list_acl_entries(id)).await.unwrap() {
                    lines.push(format!("{on} acl {}", entry.cidr));
                }
                for target in
                    collect(provider.originations().unwrap().list_origination_uris(id)).await.unwrap()
                {
                    lines.push(format!("{on} target {} {}/{}", target.uri, target.priority, target.weight));
                }
                for number in collect(provider.numbers().list_bound_numbers(id)).await.unwrap() {
                    lines.push(format!("{on} number {}", number.number));
                }
                for credential in collect(provider.credentials().unwrap().list_credentials(id)).await.unwrap()
                {
                    lines.push(format!("{on} credential {}", credential.username));
                }
            }
        }
        lines.sort();
        lines
    }

    pub(crate) async fn journal(&self, report: &Report) -> Vec<Entry> {
        self.store.journal(report.run).await.unwrap()
    }
}

fn providers(simulator: &Simulator) -> BTreeMap<String, DynProvider> {
    let exotel: DynProvider = Arc::new(Exotel::new(exotel(simulator)));
    let twilio: DynProvider = Arc::new(Twilio::new(twilio(simulator)));
    BTreeMap::from([("exotel".to_owned(), exotel), ("twilio".to_owned(), twilio)])
}

/// The carrier's own API, which takes what the contract would refuse.
pub(crate) fn exotel(simulator: &Simulator) -> ExotelClient {
    exotel_with(simulator, fast())
}

fn exotel_with(simulator: &Simulator, http: Options) -> ExotelClient {
    let account = &simulator.fixture().exotel[0];
    let config =
        ExotelConfig::new(&account.account_sid, account.api_key.as_str(), account.api_token.as_str().into())
            .with_base_url(simulator.exotel_url())
            .with_http(http);
    ExotelClient::new(config).unwrap()
}

/// The same of the other carrier.
pub(crate) fn twilio(simulator: &Simulator) -> TwilioClient {
    let account = &simulator.fixture().twilio[0];
    let config = TwilioConfig::new(&account.account_sid, account.auth_token.as_str().into())
        .with_base_url(simulator.twilio_url())
        .with_http(fast());
    TwilioClient::new(config).unwrap()
}

/// As fast as the machine goes, and never out of time.
fn fast() -> Options {
    let never = Duration::from_hours(1);
    let retry = RetryOptions::new().with_base(Duration::from_millis(1)).with_cap(Duration::from_millis(4));
    apply::options()
        .with_rate_limit(RateLimit::new(None, None))
        .with_retry(retry)
        .with_attempt_timeout(never)
        .with_deadline(never)
}

/// The carrier failed and did nothing.
pub(crate) fn unavailable() -> Fault {
    Fault::Status(StatusFault::new(503))
}

/// The step of a report whose name ends so.
pub(crate) fn step<'a>(report: &'a Report, name: &str) -> &'a StepReport {
    report.steps.iter().find(|step| step.step.ends_with(name)).unwrap()
}

/// What carrying out `plans::everything` leads to.
pub(crate) const EVERYTHING: [&str; 12] = [
    "exotel agents",
    "exotel agents credential agent",
    "exotel cc",
    "exotel cc acl 44.229.228.186/32",
    "exotel cc number +918040264208",
    "exotel cc target sip:sbc.example.com:5061;transport=tls 0/1",
    "twilio agents",
    "twilio agents credential agent",
    "twilio cc",
    "twilio cc acl 44.229.228.186/32",
    "twilio cc number +14155550100",
    "twilio cc target sip:sbc.example.com:5061;transport=tls 0/1",
];
