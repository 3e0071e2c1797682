//! What `just bench-instructions` counts: one run of each, without its set-up and without the end of what it returns.
//!
//! What a set-up makes is leaked, so that its end does not count either.

#![expect(missing_docs, reason = "the macros make public items, for nobody")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use async_trait::async_trait;
use gungraun::{library_benchmark, library_benchmark_group, main};
use tokio::runtime::{Builder, Runtime};
use trunkline::{
    Error, ErrorKind,
    exotel::{self, wire::NewTrunk},
    ext::ProviderExt as _,
    http::{Options, RawResponse, Request, Transport, TransportError},
    memory::Memory,
    model::TrunkDescription,
    twilio::{
        self,
        wire::{NewOriginationUrl, OriginationUrl, Trunk},
    },
};
use trunkline_benches::fleet::Fleet;
use trunkline_engine::{
    Known, ReadOnly, Wanted,
    observe::{ObservedAccount, observe},
    plan::{Plan, make},
};
use trunkline_sim::Carrier;

/// A trunk as Twilio shows it (`trunking.v1.trunk`).
const TRUNK: &str = include_str!("../trunk.json").trim_ascii();
const TRUNK_SID: &str = "TK11111111111111111111111111111111";
/// A target as Twilio shows it (`trunking.v1.trunk.origination_url`).
const TARGET: &str = r#"{"sid":"OU11111111111111111111111111111111",
    "account_sid":"AC11111111111111111111111111111111","trunk_sid":"TK11111111111111111111111111111111",
    "weight":1,"priority":0,"enabled":true,"sip_url":"sip:sbc.example.com:5061;transport=tls","friendly_name":"sbc",
    "date_created":"2026-01-01T00:00:00Z","date_updated":"2026-01-01T00:00:00Z",
    "url":"https://trunking.twilio.com/v1/Trunks/TK1/OriginationUrls/OU1"}"#;
/// What Exotel says of a name that is taken.
const DUPLICATE: &str = r#"{"request_id":"1","method":"POST","http_code":200,"response":{"code":409,
    "error_data":{"code":1008,"message":"Duplicate resource","description":"a trunk with this name exists"},
    "status":"failure","data":null}}"#;

#[library_benchmark(setup = added)]
fn encode(twilio: &'static Calls<twilio::Client>) -> OriginationUrl {
    twilio.add_target()
}

#[library_benchmark(setup = read)]
fn decode(twilio: &'static Calls<twilio::Client>) -> Trunk {
    twilio.read_trunk()
}

#[library_benchmark(setup = refused)]
fn classify(exotel: &'static Calls<exotel::Client>) -> Error {
    exotel.create_trunk()
}

#[library_benchmark]
#[bench::all_missing(args = (false), setup = observed)]
fn plan(observed: &'static Observed) -> Plan {
    observed.plan()
}

#[library_benchmark]
#[bench::all_there(args = (true), setup = observed)]
fn diff(observed: &'static Observed) -> Plan {
    observed.plan()
}

library_benchmark_group!(name = operations, benchmarks = [encode, decode, classify, plan, diff]);
main!(library_benchmark_groups = operations);

/// A client whose calls are answered without a network.
struct Calls<C> {
    client: C,
    runtime: Runtime,
}

// The first call of each makes what the others use again.

fn added() -> &'static Calls<twilio::Client> {
    let twilio = twilio(201, TARGET);
    assert_eq!(twilio.add_target().weight, 1);
    leaked(twilio)
}

fn read() -> &'static Calls<twilio::Client> {
    let twilio = twilio(200, TRUNK);
    assert_eq!(twilio.read_trunk().sid, TRUNK_SID);
    leaked(twilio)
}

fn refused() -> &'static Calls<exotel::Client> {
    let config = exotel::Config::new("fleet", "key", "token".into()).with_http(answers(200, DUPLICATE));
    let client = exotel::Client::new(config).expect("the configuration is complete");
    let exotel = Calls { client, runtime: runtime() };
    assert_eq!(exotel.create_trunk().kind(), ErrorKind::AlreadyExists);
    leaked(exotel)
}

fn twilio(status: u16, body: &'static str) -> Calls<twilio::Client> {
    let config = twilio::Config::new("AC11111111111111111111111111111111", "token".into());
    let client = twilio::Client::new(config.with_http(answers(status, body)));
    Calls { client: client.expect("the configuration is complete"), runtime: runtime() }
}

impl Calls<twilio::Client> {
    fn add_target(&self) -> OriginationUrl {
        let new = NewOriginationUrl::new("sip:sbc.example.com:5061;transport=tls", "sbc");
        self.runtime.block_on(self.client.create_origination_url(TRUNK_SID, &new)).expect("it is added")
    }

    fn read_trunk(&self) -> Trunk {
        self.runtime.block_on(self.client.fetch_trunk(TRUNK_SID)).expect("it is a trunk")
    }
}

impl Calls<exotel::Client> {
    fn create_trunk(&self) -> Error {
        let new = NewTrunk::new("fleet_00000", "fleet");
        self.runtime.block_on(self.client.create_trunk(&new)).expect_err("it is a duplicate")
    }
}

fn answers(status: u16, body: &'static str) -> Options {
    Options::new().with_transport(Arc::new(Answer { status, body }))
}

/// To every request.
#[derive(Debug)]
struct Answer {
    status: u16,
    body: &'static str,
}

#[async_trait]
impl Transport for Answer {
    async fn send(&self, _: Request) -> Result<RawResponse, TransportError> {
        let answer = RawResponse::new(self.status).with_header("content-type", "application/json");
        Ok(answer.with_body(self.body))
    }
}

/// What trunks are planned from.
struct Observed {
    wanted: Wanted,
    views: BTreeMap<String, ReadOnly>,
    accounts: Vec<ObservedAccount>,
    known: Known,
}

/// Trunks which are there already, or not.
fn observed(there: bool) -> &'static Observed {
    let mut wanted = Fleet { carrier: Carrier::Twilio, trunks: 10 }.wanted();
    wanted.trunks.iter_mut().for_each(|trunk| trunk.adopt = true);
    let numbers = wanted.trunks.iter().flat_map(|trunk| trunk.numbers.iter().flatten());
    let memory = Memory::builder().with_numbers(numbers.map(|spec| spec.number.clone())).build();
    let runtime = runtime();
    if there {
        for trunk in &wanted.trunks {
            let description = TrunkDescription::new(trunk.spec.clone())
                .with_acl(trunk.acl.clone().unwrap_or_default())
                .with_origination(trunk.origination.clone().unwrap_or_default())
                .with_numbers(trunk.numbers.clone().unwrap_or_default());
            let _ = runtime.block_on(memory.ensure(&description)).expect("there is room");
        }
    }
    let views = BTreeMap::from([(wanted.trunks[0].profile.clone(), ReadOnly::new(Arc::new(memory)))]);
    let known = Known::default();
    let accounts = runtime.block_on(observe(&views, &wanted, &known)).expect("memory answers");
    let observed = Observed { wanted, views, accounts, known };
    assert_eq!(observed.plan().is_empty(), there);
    leaked(observed)
}

impl Observed {
    fn plan(&self) -> Plan {
        make(&self.wanted, &self.accounts, &self.views, &self.known, &BTreeSet::new())
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime starts")
}

fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}
