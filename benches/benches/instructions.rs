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
    twilio::wire::{NewOriginationUrl, Trunk},
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

#[library_benchmark(setup = target)]
fn encode(target: &'static NewOriginationUrl) -> String {
    serde_urlencoded::to_string(target).expect("it is a form")
}

#[library_benchmark]
#[bench::on_twilio(TRUNK)]
fn decode(json: &str) -> Trunk {
    serde_json::from_str(json).expect("it is a trunk")
}

#[library_benchmark(setup = refused)]
fn classify(refused: &'static Refused) -> Error {
    refused.call()
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

fn target() -> &'static NewOriginationUrl {
    leaked(NewOriginationUrl::new("sip:sbc.example.com:5061;transport=tls", "sbc"))
}

/// A client whose calls are refused without a network.
struct Refused {
    client: exotel::Client,
    runtime: Runtime,
}

fn refused() -> &'static Refused {
    let http = Options::new().with_transport(Arc::new(Duplicate));
    let config = exotel::Config::new("fleet", "key", "token".into()).with_http(http);
    let client = exotel::Client::new(config).expect("the configuration is complete");
    let refused = Refused { client, runtime: runtime() };
    // The first call makes what the others use again.
    assert_eq!(refused.call().kind(), ErrorKind::AlreadyExists);
    leaked(refused)
}

impl Refused {
    fn call(&self) -> Error {
        let new = NewTrunk::new("fleet_00000", "fleet");
        self.runtime.block_on(self.client.create_trunk(&new)).expect_err("it is a duplicate")
    }
}

#[derive(Debug)]
struct Duplicate;

#[async_trait]
impl Transport for Duplicate {
    async fn send(&self, _: Request) -> Result<RawResponse, TransportError> {
        const BODY: &str = r#"{"request_id":"1","method":"POST","http_code":200,"response":{"code":409,
            "error_data":{"code":1008,"message":"Duplicate resource","description":"a trunk with this name exists"},
            "status":"failure","data":null}}"#;
        Ok(RawResponse::new(200).with_header("content-type", "application/json").with_body(BODY))
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
