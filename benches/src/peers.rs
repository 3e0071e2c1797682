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

/// What one peer said, each time.
#[derive(Default)]
struct Figures {
    name: String,
    wall: Vec<f64>,
    cpu: Vec<f64>,
}

/// Prints what each takes. `python` is the interpreter that has the SDK, `node` the folder in which npm put its.
///
/// # Panics
/// When one of them fails.
pub fn compare(python: &str, node: &Path) {
    let simulator = Process::start(Fleet { carrier: Carrier::Twilio, trunks: 1 });
    let scripts = absolute("benches/peers").expect("there is a current folder");
    let account = twilio_sid(0);
    let sdk = [simulator.url(), &account, TOKEN];
    let mut ours = Command::new(env::current_exe().expect("it runs"));
    ours.args(["ours", simulator.url()]);
    let mut in_python = Command::new(python);
    in_python.arg(scripts.join("sdk.py")).args(sdk);
    let mut in_node = Command::new("node");
    in_node.current_dir(node).arg(scripts.join("sdk.mjs")).args(sdk);
    let mut peers = [ours, in_python, in_node].map(|command| (command, Figures::default()));
    for round in 1..=TIMES {
        eprintln!("round {round} of {TIMES}");
        for (command, figures) in &mut peers {
            figures.add(command);
        }
    }
    let medians = peers.map(|(_, Figures { name, wall, cpu })| (name, median(wall), median(cpu)));
    let [(_, our_wall, our_cpu), ..] = medians;
    println!("| 1,000 calls | time | ratio | CPU time | ratio |");
    println!("| --- | ---: | ---: | ---: | ---: |");
    for (name, wall, cpu) in medians {
        println!("| {name} | {wall:.3} s | {:.1} | {cpu:.3} s | {:.1} |", wall / our_wall, cpu / our_cpu);
    }
}

impl Figures {
    /// Runs a command, which says two numbers, and in a second line who it is.
    fn add(&mut self, command: &mut Command) {
        let said = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let text = String::from_utf8_lossy(&said.stdout);
        let (figures, name) = text.trim().split_once('\n').unwrap_or_default();
        let figures: Vec<f64> = figures.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let ([wall, cpu], true) = (&figures[..], said.status.success()) else {
            panic!("{command:?} ended with {}: {}", said.status, String::from_utf8_lossy(&said.stderr));
        };
        name.clone_into(&mut self.name);
        self.wall.push(*wall);
        self.cpu.push(*cpu);
    }
}

/// Our part, in a process of its own: says how long it took and its CPU time, and who it is.
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
    println!("{} {}\ntrunkline", began.elapsed().as_secs_f64(), cpu() - before);
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
