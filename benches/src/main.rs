//! One program for all benches, which is linked once: `just --list` names them.

use std::{env, path::Path, process::ExitCode};

use trunkline_benches::{
    calls,
    fleet::Fleet,
    instructions, peers,
    scale::{self, Part},
    simulator, start, waiting,
};
use trunkline_sim::Carrier;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let several = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime starts");
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    match arguments[..] {
        ["calls"] => return one.block_on(calls::tables()),
        ["peers", python, node] => peers::compare(python, Path::new(node)),
        ["instructions"] => return instructions::compare(),
        ["instructions", "--write"] => instructions::write(),
        ["scale"] => return scale::tables(&[100, 1_000, 10_000], &several),
        ["scale", ref sizes @ ..] => {
            let sizes: Vec<usize> =
                sizes.iter().map(|size| size.parse().expect("a number of trunks")).collect();
            return scale::tables(&sizes, &several);
        }
        ["waiting"] => several.block_on(waiting::table()),
        ["start", command] => return start::times(command),
        // What the benches start this program for once more.
        ["simulate", carrier, trunks] => several.block_on(simulator::serve(fleet(carrier, trunks))),
        ["ours", url] => one.block_on(peers::ours(url)),
        ["part", part, carrier, trunks, url, folder] => {
            let part = Part::named(part).expect("one of the four");
            several.block_on(scale::part(part, fleet(carrier, trunks), url, Path::new(folder)));
        }
        _ => {
            eprintln!("benches calls|peers|instructions|scale|waiting|start: see `just --list`");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn fleet(carrier: &str, trunks: &str) -> Fleet {
    let carrier = if carrier == "Twilio" { Carrier::Twilio } else { Carrier::Exotel };
    Fleet { carrier, trunks: trunks.parse().expect("a number of trunks") }
}
