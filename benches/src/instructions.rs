//! How many instructions it takes to encode, decode, classify, plan and diff, counted by callgrind.
//!
//! They are compared with `benches/instructions.txt`: what takes more than 2 % more fails. A count is that of so many more runs of the same, so that what comes before does not count.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    hint::black_box,
    process::{Command, ExitCode},
    sync::Arc,
};

use async_trait::async_trait;
use futures::executor::block_on;
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
use trunkline_engine::{
    Known, ReadOnly, Wanted,
    observe::{ObservedAccount, observe},
    plan::{self, Allow},
};
use trunkline_sim::Carrier;

use crate::fleet::Fleet;

const BASELINE: &str = "benches/instructions.txt";
/// How many hundredths more are let pass: the standard library's hash maps are seeded by chance.
const TOLERANCE: u64 = 2;
/// Between these numbers of runs lies what is counted.
const RUNS: [u64; 2] = [20, 120];

/// What is counted, and what it means.
const OPERATIONS: [(&str, &str); 5] = [
    ("encode", "the form of a new target on Twilio"),
    ("decode", "the JSON of a trunk on Twilio"),
    ("classify", "a call to Exotel that is refused as a duplicate with HTTP 200, from request to error"),
    ("plan", "10 trunks that are not there, with 5 addresses, 3 targets and 4 numbers each"),
    ("diff", "10 trunks that are as the file says"),
];

/// Writes the file.
///
/// # Panics
/// When valgrind is not installed.
pub fn write() {
    let lines: Vec<String> =
        count_all().into_iter().map(|(name, count)| format!("{name} {count}\n")).collect();
    fs::write(BASELINE, lines.concat()).expect("the checkout can be written");
}

/// Prints the counts beside those of the file; a failure where one takes more.
///
/// # Panics
/// When valgrind is not installed.
pub fn compare() -> ExitCode {
    let known = fs::read_to_string(BASELINE).expect("it is in the checkout");
    let known: BTreeMap<&str, u64> = known
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(name, count)| (name, count.parse().expect("a number of instructions")))
        .collect();
    let mut worse = 0;
    println!("| | instructions | before | what |");
    println!("| --- | ---: | ---: | --- |");
    for ((name, count), (_, what)) in count_all().into_iter().zip(OPERATIONS) {
        let before = known[name];
        println!("| {name} | {count} | {before} | {what} |");
        worse += u32::from(count * 100 > before * (100 + TOLERANCE));
    }
    println!("\n{worse} of {} take more than {TOLERANCE} % more than before", OPERATIONS.len());
    if worse == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn count_all() -> Vec<(&'static str, u64)> {
    let each = |(name, _)| {
        let [few, many] = RUNS.map(|runs| count(name, runs));
        (name, (many - few) / (RUNS[1] - RUNS[0]))
    };
    OPERATIONS.into_iter().map(each).collect()
}

/// All instructions of a process that does an operation so many times.
fn count(operation: &str, runs: u64) -> u64 {
    let counted = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(env::current_exe().expect("it runs"))
        .args(["run", operation, &runs.to_string()])
        .output()
        .expect("valgrind is installed (Debian: valgrind)");
    let said = String::from_utf8_lossy(&counted.stderr);
    assert!(counted.status.success(), "{said}");
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    collected
        .and_then(|(_, count)| count.trim().parse().ok())
        .unwrap_or_else(|| panic!("callgrind counts: {said}"))
}

/// Does an operation so many times, to be counted.
///
/// # Panics
/// When there is no such operation.
pub fn run(operation: &str, runs: u64) {
    let mut once: Box<dyn FnMut()> = match operation {
        "encode" => {
            let new = NewOriginationUrl::new("sip:sbc.example.com:5061;transport=tls", "sbc");
            Box::new(move || drop(black_box(serde_urlencoded::to_string(black_box(&new)))))
        }
        "decode" => Box::new(|| drop(black_box(serde_json::from_str::<Trunk>(black_box(TRUNK))))),
        "classify" => {
            let refused = Refused::new();
            Box::new(move || drop(black_box(refused.call())))
        }
        "plan" => planned(false),
        "diff" => planned(true),
        other => panic!("{other} is none of what is counted"),
    };
    (0..runs).for_each(|_| once());
}

/// A trunk as Twilio shows it (`trunking.v1.trunk`).
const TRUNK: &str = include_str!("../trunk.json").trim_ascii();

/// A client whose calls are refused without a network.
struct Refused {
    client: exotel::Client,
    runtime: Runtime,
}

impl Refused {
    fn new() -> Self {
        let http = Options::new().with_transport(Arc::new(Duplicate));
        let config = exotel::Config::new("fleet", "key", "token".into()).with_http(http);
        Self {
            client: exotel::Client::new(config).expect("the configuration is complete"),
            runtime: Builder::new_current_thread().enable_all().build().expect("a runtime starts"),
        }
    }

    fn call(&self) -> Error {
        let new = NewTrunk::new("fleet_00000", "fleet");
        let refused = self.runtime.block_on(self.client.create_trunk(&new)).expect_err("it is a duplicate");
        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        refused
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

/// Plans trunks, which are there already or not.
fn planned(there: bool) -> Box<dyn FnMut()> {
    let mut wanted = Fleet { carrier: Carrier::Twilio, trunks: 10 }.wanted();
    wanted.trunks.iter_mut().for_each(|trunk| trunk.adopt = true);
    let numbers = wanted.trunks.iter().flat_map(|trunk| trunk.numbers.iter().flatten());
    let memory = Memory::builder().with_numbers(numbers.map(|spec| spec.number.clone())).build();
    if there {
        for trunk in &wanted.trunks {
            let description = TrunkDescription::new(trunk.spec.clone())
                .with_acl(trunk.acl.clone().unwrap_or_default())
                .with_origination(trunk.origination.clone().unwrap_or_default())
                .with_numbers(trunk.numbers.clone().unwrap_or_default());
            let _ = block_on(memory.ensure(&description)).expect("there is room");
        }
    }
    let views = BTreeMap::from([(wanted.trunks[0].profile.clone(), ReadOnly::new(Arc::new(memory)))]);
    let (known, allowed) = (Known::default(), BTreeSet::<Allow>::new());
    let observed: Vec<ObservedAccount> = block_on(observe(&views, &wanted, &known)).expect("memory answers");
    assert_eq!(plan_of(&wanted, &observed, &views, &known, &allowed), there);
    Box::new(move || {
        let _ = black_box(plan_of(black_box(&wanted), black_box(&observed), &views, &known, &allowed));
    })
}

/// Whether there is nothing to do.
fn plan_of(
    wanted: &Wanted,
    observed: &[ObservedAccount],
    views: &BTreeMap<String, ReadOnly>,
    known: &Known,
    allowed: &BTreeSet<Allow>,
) -> bool {
    plan::make(wanted, observed, views, known, allowed).is_empty()
}
