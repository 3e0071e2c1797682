//! CPU time and allocations of a call by our client, beside the same bytes by a bare reqwest client: both read a trunk,
//! one after the other, each on one connection that stays open.
//!
//! Rounds of both take turns, so that a busy machine is busy for both; the medians are compared. The last line is
//! `overhead RATIO`, CPU of our client over bare reqwest; where that is more than 1.25, it ends with 3, as `.ci/bench` asks.

mod server;

use std::{alloc::System, process::ExitCode};

use rustix::time::{ClockId, clock_gettime};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use trunkline::{
    http::{Options, RateLimit},
    twilio::{Client, Config, wire::Trunk},
};

use self::server::Server;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// How many times the CPU time of bare reqwest a call may take.
const TARGET: f64 = 1.25;
const ROUNDS: usize = 15;
const CALLS: u32 = 2_000;
const ACCOUNT: &str = "AC11111111111111111111111111111111";
const TRUNK: &str = "TK11111111111111111111111111111111";

/// What one call of a round took.
#[derive(Clone, Copy)]
struct Cost {
    microseconds: f64,
    allocations: f64,
    bytes: f64,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let server = Server::start();
    let url = format!("http://{}", server.address);
    let client = |http: Options| {
        let config = Config::new(ACCOUNT, "token".to_owned().into()).with_base_url(&url).with_http(http);
        Client::new(config).expect("the configuration is complete")
    };
    let ours = client(Options::new());
    // As it is for a carrier that counts requests a minute; so many that none waits.
    let counted = client(Options::new().with_rate_limit(RateLimit::new(Some(1_000_000), Some(50))));
    // A bare client of this build finds none by itself.
    drop(rustls::crypto::ring::default_provider().install_default());
    let bare = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .no_proxy()
        .build()
        .expect("it needs nothing");
    let by_counted = async || counted.fetch_trunk(TRUNK).await.expect("the server answers");
    let by_ours = async || ours.fetch_trunk(TRUNK).await.expect("the server answers");
    let by_bare = async || -> Trunk {
        let answer = bare
            .get(format!("{url}/v1/Trunks/{TRUNK}"))
            .basic_auth(ACCOUNT, Some("token"))
            .header("accept", "application/json")
            .header("user-agent", concat!("trunkline/", env!("CARGO_PKG_VERSION")))
            .send()
            .await
            .expect("the server answers");
        serde_json::from_slice(&answer.bytes().await.expect("it is whole")).expect("it is a trunk")
    };
    assert_eq!(by_ours().await, by_bare().await, "both read the same");
    let [one, other] = &server.first_requests()[..] else { panic!("each has a connection") };
    assert_eq!(one, other, "both send the same");

    let (mut of_ours, mut of_counted, mut of_bare) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..=ROUNDS {
        of_bare.push(round(&by_bare).await);
        of_ours.push(round(&by_ours).await);
        of_counted.push(round(&by_counted).await);
    }
    // The first round warms up.
    let [ours, counted, bare] = [of_ours, of_counted, of_bare].map(|rounds| median(&rounds[1..]));
    println!("| | CPU a call | allocations | bytes allocated |");
    println!("| --- | ---: | ---: | ---: |");
    for (name, cost) in
        [("bare reqwest", bare), ("trunkline", ours), ("trunkline, requests a minute counted", counted)]
    {
        let Cost { microseconds, allocations, bytes } = cost;
        println!("| {name} | {microseconds:.1} µs | {allocations:.1} | {bytes:.0} |");
    }
    let ratio = ours.microseconds / bare.microseconds;
    println!("\noverhead {ratio:.2}");
    if ratio > TARGET { ExitCode::from(3) } else { ExitCode::SUCCESS }
}

async fn round(call: &impl AsyncFn() -> Trunk) -> Cost {
    let memory = Region::new(ALLOCATOR);
    let began = cpu();
    for _ in 0..CALLS {
        let _ = call().await;
    }
    let (microseconds, memory) = (cpu() - began, memory.change());
    let each = |total: usize| f64::from(u32::try_from(total).unwrap_or(u32::MAX)) / f64::from(CALLS);
    Cost {
        microseconds: microseconds / f64::from(CALLS),
        allocations: each(memory.allocations + memory.reallocations),
        bytes: each(memory.bytes_allocated),
    }
}

/// CPU time of this thread, on which both clients do all their work, in microseconds.
fn cpu() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    std::time::Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or_default())
        .as_secs_f64()
        * 1e6
}

fn median(costs: &[Cost]) -> Cost {
    let of = |part: fn(&Cost) -> f64| {
        let mut parts: Vec<f64> = costs.iter().map(part).collect();
        parts.sort_by(f64::total_cmp);
        parts[parts.len() / 2]
    };
    Cost {
        microseconds: of(|cost| cost.microseconds),
        allocations: of(|cost| cost.allocations),
        bytes: of(|cost| cost.bytes),
    }
}
