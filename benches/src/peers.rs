//! A thousand calls by our client, by Twilio's Python SDK and by its Node SDK: each in a process of its own, the simulator
//! too, rounds of all taking turns. `benches/peers/run` brings the SDKs.

use std::{
    env,
    path::{Path, absolute},
    process::Command,
    time::Instant,
};

use futures::TryStreamExt as _;
use trunkline::twilio::{
    Client, Config,
    wire::{NewOriginationUrl, TrunkParams},
};
use trunkline_sim::Carrier;

use crate::{
    cost::{cpu, median},
    fleet::{Fleet, twilio_sid},
    simulator::Process,
};

/// Four calls each.
const ROUNDS: usize = 250;
/// Of how many times the medians are taken.
const TIMES: usize = 5;
const TOKEN: &str = "token";

/// Starts a peer.
type Start<'a> = Box<dyn Fn() -> Command + 'a>;

/// Prints what each takes. `python` is the interpreter that has the SDK, `node` the folder in which npm put its.
///
/// # Panics
/// When one of them fails.
pub fn compare(python: &str, node: &Path) {
    let simulator = Process::start(Fleet { carrier: Carrier::Twilio, trunks: 1 });
    let scripts = absolute("benches/peers").expect("there is a current folder");
    let commands: [(&str, Start<'_>); 3] = [
        (
            "trunkline",
            Box::new(|| {
                let mut command = Command::new(env::current_exe().expect("it runs"));
                command.args(["ours", simulator.url()]);
                command
            }),
        ),
        (
            "Twilio's Python SDK",
            Box::new(|| {
                let mut command = Command::new(python);
                command.arg(scripts.join("sdk.py")).args([simulator.url(), &twilio_sid(0), TOKEN]);
                command
            }),
        ),
        (
            "Twilio's Node SDK",
            Box::new(|| {
                let mut command = Command::new("node");
                command.current_dir(node).arg(scripts.join("sdk.mjs")).args([
                    simulator.url(),
                    &twilio_sid(0),
                    TOKEN,
                ]);
                command
            }),
        ),
    ];
    let mut figures: [Vec<(f64, f64)>; 3] = Default::default();
    for _ in 0..TIMES {
        for ((name, command), figures) in commands.iter().zip(&mut figures) {
            figures.push(said(name, command()));
        }
    }
    let medians = figures.map(|figures| {
        let (wall, cpu) = figures.into_iter().unzip();
        (median(wall), median(cpu))
    });
    let (our_wall, our_cpu) = medians[0];
    println!("| 1,000 calls | time | ratio | CPU time | ratio |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for ((name, _), (wall, cpu)) in commands.iter().zip(medians) {
        println!("| {name} | {wall:.3} s | {:.1} | {cpu:.3} s | {:.1} |", wall / our_wall, cpu / our_cpu);
    }
}

/// The two numbers that a command says.
fn said(name: &str, mut command: Command) -> (f64, f64) {
    let said = command.output().expect("it can be started");
    let text = String::from_utf8(said.stdout).expect("it says numbers");
    let figures: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [wall, cpu] = figures[..] else {
        panic!("{name} ended with {}: {}", said.status, String::from_utf8_lossy(&said.stderr));
    };
    (wall, cpu)
}

/// Our part, in a process of its own: says how long it took and its CPU time.
///
/// # Panics
/// When a call fails.
pub async fn ours(url: &str) {
    let config = Config::new(twilio_sid(0), TOKEN.into()).with_base_url(url);
    let client = Client::new(config).expect("the configuration is complete");
    let mut params = TrunkParams::default();
    params.friendly_name = Some("ours".to_owned());
    let trunk = client.create_trunk(&params).await.expect("there is room").sid;
    for _ in 0..10 {
        four_calls(&client, &trunk).await;
    }
    let (began, before) = (Instant::now(), cpu());
    for _ in 0..ROUNDS {
        four_calls(&client, &trunk).await;
    }
    println!("{} {}", began.elapsed().as_secs_f64(), cpu() - before);
    client.delete_trunk(&trunk).await.expect("it is ours");
}

async fn four_calls(client: &Client, trunk: &str) {
    const ANSWERS: &str = "the simulator answers";
    let target = NewOriginationUrl::new("sip:sbc.example.com:5061;transport=tls", "sbc");
    let added = client.create_origination_url(trunk, &target).await.expect(ANSWERS);
    let listed: Vec<_> = client.list_origination_urls(trunk).stream().try_collect().await.expect(ANSWERS);
    assert_eq!(listed.len(), 1);
    assert_eq!(client.fetch_trunk(trunk).await.expect(ANSWERS).sid, trunk);
    client.delete_origination_url(trunk, &added.sid).await.expect(ANSWERS);
}
