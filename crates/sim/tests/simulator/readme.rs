//! The JSON of the README is read; its Rust is a doc test.

use trunkline_sim::{Faults, Fixture, Switches};

#[test]
fn the_readmes_json_is_read() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<_> =
        readme.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    let [fixture, faults, switches] = blocks[..] else { panic!("{} blocks", blocks.len()) };
    assert_eq!(serde_json::from_str::<Fixture>(fixture).unwrap().exotel.len(), 1);
    assert_eq!(Faults::from_json(faults).unwrap().rules.len(), 3);
    assert_eq!(serde_json::from_str::<Switches>(switches).unwrap().twilio.concurrency_limit, Some(1));
}
