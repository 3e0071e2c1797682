//! The table of switches, and each position by itself.

use std::collections::HashSet;
use std::fmt::Write;

use serde_json::Value;
use trunkline_sim::Carrier;
use trunkline_sim::switches::Switches;

use super::support::{Sim, TRUNK, TRUNKS};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/SWITCHES.md");

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

fn page() -> String {
    let mut page = "# Switches\n\n\
        What no public source settles about a carrier is a switch. The default is what the best source says, or the less\n\
        forgiving reading where none does. Software that works in every position works whichever way the carrier behaves.\n\
        This page is written by the test that checks it: `SWITCHES_MD=write cargo test -p trunkline-sim --test simulator`.\n"
        .to_owned();
    for carrier in [Carrier::Exotel, Carrier::Twilio] {
        write!(page, "\n## {carrier:?}\n\n| switch | default | also | what it is about, and why that default |\n|---|---|---|---|\n").unwrap();
        for switch in Switches::all().into_iter().filter(|switch| switch.carrier == carrier) {
            let others: Vec<_> = switch.others.iter().map(cell).collect();
            let about = switch.about.trim().replace(['[', ']'], "").replace("  ", " ");
            let name = switch.name;
            writeln!(page, "| `{name}` | {} | {} | {about} |", cell(&switch.default), others.join(", "))
                .unwrap();
        }
    }
    page
}

#[test]
fn the_page_says_what_the_code_does() {
    if std::env::var_os("SWITCHES_MD").is_some_and(|what| what == "write") {
        std::fs::write(PAGE, page()).unwrap();
    }
    assert_eq!(std::fs::read_to_string(PAGE).unwrap(), page());
}

/// Each differs from the defaults in the one switch it names, and all differ from each other.
#[test]
fn positions_are_one_switch_away_from_the_defaults() {
    let default = serde_json::to_value(Switches::default()).unwrap();
    let mut names = HashSet::new();
    for position in Switches::positions() {
        let key = if position.carrier == Carrier::Exotel { "exotel" } else { "twilio" };
        let mut switches = serde_json::to_value(&position.switches).unwrap();
        assert_eq!(switches[key][position.switch], position.value);
        assert_ne!(position.value, default[key][position.switch]);
        switches[key][position.switch] = default[key][position.switch].clone();
        assert_eq!(switches, default, "{position}");
        assert!(names.insert(position.to_string()));
    }
    let switches: usize =
        ["exotel", "twilio"].iter().map(|key| default[key].as_object().unwrap().len()).sum();
    assert_eq!(Switches::all().len(), switches);
    assert!(names.len() >= switches && names.contains("exotel.unknown_trunk=forbidden"), "{names:?}");
}

#[tokio::test]
async fn every_position_starts_and_answers() {
    for position in Switches::positions() {
        let sim = Sim::of(|builder| builder.switches(position.switches.clone())).await;
        assert_eq!(sim.post(TRUNKS, TRUNK).await.status, 200, "{position}");
        assert_eq!(sim.post("/v1/Trunks", "FriendlyName=a").await.status, 201, "{position}");
        assert_eq!(sim.simulator.switches(), position.switches);
    }
}

#[tokio::test]
async fn switches_can_be_changed_while_it_runs() {
    let sim = Sim::start().await;
    sim.post(TRUNKS, TRUNK).await;
    assert_eq!(sim.post(TRUNKS, TRUNK).await.status, 200);
    let mut switches = sim.simulator.switches();
    switches.exotel.duplicate_status = trunkline_sim::switches::exotel::DuplicateStatus::Conflict;
    sim.simulator.set_switches(switches);
    assert_eq!(sim.post(TRUNKS, TRUNK).await.status, 409);
}
