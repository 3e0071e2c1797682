//! The same on both carriers, over HTTP: whatever two files ask for.
//!
//! `PROPTEST_CASES` says how many pairs of files there are, half of them for each carrier; few unless it does.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;
use trunkline::{
    exotel, http,
    model::{
        AclEntrySpec, CredentialSpec, ExotelAclOptions, NumberSpec, OriginationUriSpec, TerminationAuth,
    },
    provider::{DynProvider, Provider as _},
    twilio,
};
use trunkline_engine::{Wanted, plan::Allow};
use trunkline_sim::{Carrier, Fixture, Simulator, State, Switches};

use crate::{
    files::{NUMBERS, TARGETS, any_file, in_turn, number},
    going::{Look, Vitals, assert_is, go},
    kept,
    world::{World, trunk},
};

/// A number of the account that a trunk has which no file knows.
const FOREIGN: &str = "+14155550199";

#[test]
fn from_any_file_to_any_other_on_exotel() {
    check(Carrier::Exotel);
}

#[test]
fn from_any_file_to_any_other_on_twilio() {
    check(Carrier::Twilio);
}

fn check(carrier: Carrier) {
    let both: u32 = std::env::var("PROPTEST_CASES").map_or(32, |cases| cases.parse().unwrap());
    let cases = both.div_ceil(2);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let account = runtime.block_on(Account::open(carrier));
    let (plans, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let checked = TestRunner::new(config).run(&(any_file(), any_file(), 0..30_usize), |(a, b, enough)| {
        let (a, b) = (fit(a, carrier), fit(b, carrier));
        let went = runtime.block_on(account.there_and_back(&a, &b, enough));
        plans.fetch_add(3, Relaxed);
        refused.fetch_add(went, Relaxed);
        Ok(())
    });
    checked.unwrap_or_else(|error| panic!("{error}"));
    let (plans, refused) = (plans.into_inner(), refused.into_inner());
    let carried_out = plans - refused;
    println!("{carrier:?}: {cases} pairs of files, {carried_out} plans carried out, {refused} refused");
    assert!(carried_out >= 2 * cases as usize, "too little is tried: {refused} of {plans} were refused");
}

/// What the carrier would refuse is not in the file.
fn fit(mut wanted: Wanted, carrier: Carrier) -> Wanted {
    for trunk in &mut wanted.trunks {
        if carrier == Carrier::Twilio {
            trunk.caller_id = None;
            let numbers = trunk.numbers.iter_mut().flatten();
            numbers.for_each(|spec| *spec = NumberSpec::new(spec.number.clone()));
            continue;
        }
        for spec in trunk.acl.iter_mut().flatten() {
            *spec = AclEntrySpec::new(spec.cidr)
                .with_exotel(ExotelAclOptions::default().with_allow_range(!spec.cidr.is_host()));
        }
        let allowed = trunk.acl.clone().unwrap_or_default();
        let fits = |spec: &OriginationUriSpec| {
            let is_allowed = |address| allowed.iter().any(|entry| entry.cidr.contains(address));
            spec.uri.port().is_some() && spec.uri.ipv4().is_none_or(is_allowed)
        };
        trunk.origination.iter_mut().for_each(|targets| targets.retain(fits));
        for spec in trunk.origination.iter_mut().flatten() {
            spec.twilio.enabled = None;
        }
    }
    wanted
}

/// An account on a simulated carrier, where a trunk is that no file knows.
struct Account {
    carrier: Carrier,
    simulator: Simulator,
    provider: DynProvider,
    start: State,
}

impl Account {
    async fn open(carrier: Carrier) -> Self {
        let mut fixture = Fixture::default();
        let numbers = || NUMBERS.into_iter().chain([FOREIGN]).map(str::to_owned).collect();
        fixture.exotel.truncate(1);
        fixture.twilio.truncate(1);
        fixture.exotel[0].numbers = numbers();
        fixture.twilio[0].numbers = numbers();
        let mut switches = Switches::default();
        switches.exotel.rate_limit = None;
        // Otherwise a file that deletes a trunk could not be followed by one that makes it again.
        switches.twilio.domain_reservation_days = 0;
        let simulator = Simulator::builder().fixture(fixture).switches(switches).start().await.unwrap();
        let provider = provider(&simulator, carrier);
        foreign(&provider).await;
        let start = simulator.state();
        Self { carrier, simulator, provider, start }
    }

    /// From nothing to `a`, to `b`, and to `a` again. Says how many plans were refused.
    async fn there_and_back(&self, a: &Wanted, b: &Wanted, enough: usize) -> usize {
        self.simulator.load(self.start.clone()).unwrap();
        let before = kept::foreign(&self.state(), &NUMBERS);
        assert_eq!(before["trunks"].as_array().map(Vec::len), Some(2));
        let mut world = World::of([("m", DynProvider::clone(&self.provider))]);
        let mut refused = 0;
        for wanted in &in_turn([a, b, a]) {
            self.assert_only_reads(&world, wanted).await;
            if go(&mut world, wanted, None, enough, self).await {
                assert_is(&world, wanted).await;
            } else {
                refused += 1;
            }
            assert_eq!(kept::foreign(&self.state(), &NUMBERS), before);
        }
        refused
    }

    /// A plan reads, nothing else, and nothing twice.
    async fn assert_only_reads(&self, world: &World, wanted: &Wanted) {
        self.simulator.clear_requests();
        world.plan(wanted, Allow::ALL).await;
        let mut seen = BTreeSet::new();
        for request in self.simulator.requests() {
            assert_eq!(request.method, "GET", "{request:?}");
            assert!(seen.insert(request.path.clone()), "{} was read twice", request.path);
        }
    }

    /// What the account holds.
    fn state(&self) -> Value {
        let state = serde_json::to_value(self.simulator.state()).unwrap();
        let (carrier, account) = match self.carrier {
            Carrier::Exotel => ("exotel", &self.simulator.fixture().exotel[0].account_sid),
            _ => ("twilio", &self.simulator.fixture().twilio[0].account_sid),
        };
        state[carrier]["accounts"][account].clone()
    }
}

impl Look for Account {
    async fn vitals(&self, _: &World, trunk: &str) -> Option<Vitals> {
        let state = self.state();
        match self.carrier {
            Carrier::Exotel => kept::exotel_vitals(&state, trunk),
            _ => kept::twilio_vitals(&state, trunk),
        }
    }
}

/// A carrier's backend without a limit of requests a minute.
pub(crate) fn provider(simulator: &Simulator, carrier: Carrier) -> DynProvider {
    let retry = http::RetryOptions::new().with_base(Duration::from_millis(1));
    let options = http::Options::new().with_rate_limit(http::RateLimit::new(None, None)).with_retry(retry);
    let fixture = simulator.fixture();
    if carrier == Carrier::Twilio {
        let account = &fixture.twilio[0];
        let config = twilio::Config::new(&account.account_sid, account.auth_token.as_str().into())
            .with_base_url(simulator.twilio_url())
            .with_http(options);
        return Arc::new(twilio::Twilio::new(twilio::Client::new(config).unwrap()));
    }
    let account = &fixture.exotel[0];
    let token = account.api_token.as_str().into();
    let config = exotel::Config::new(&account.account_sid, account.api_key.as_str(), token)
        .with_base_url(simulator.exotel_url())
        .with_http(options);
    Arc::new(exotel::Exotel::new(exotel::Client::new(config).unwrap()))
}

/// A trunk that no file knows, with something of everything on it.
async fn foreign(provider: &DynProvider) {
    let spec = trunk("m", "foreign", TerminationAuth::IpAcl).spec;
    let id = provider.trunks().create_trunk(&spec).await.unwrap().value.id;
    let address = AclEntrySpec::new("44.229.228.186".parse().unwrap());
    drop(provider.acls().add_acl_entry(&id, &address).await.unwrap());
    let target = OriginationUriSpec::new(TARGETS[0].parse().unwrap());
    drop(provider.originations().unwrap().add_origination_uri(&id, &target).await.unwrap());
    drop(provider.numbers().bind_number(&id, &NumberSpec::new(number(FOREIGN))).await.unwrap());
    let digest = trunk("m", "foreign2", TerminationAuth::Digest).spec;
    let digest = provider.trunks().create_trunk(&digest).await.unwrap().value.id;
    let credential = CredentialSpec::new("agent", "StandsInForOne2".to_owned().into());
    drop(provider.credentials().unwrap().add_credential(&digest, &credential).await.unwrap());
}
