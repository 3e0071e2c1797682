//! The processes, and what they say.

use std::{env, process::Command};

use tempfile::TempDir;

use crate::{fleet::Fleet, simulator::Process};

/// What a process does with the trunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Creates them, and dies when 9 of 10 steps are done.
    Die,
    /// Goes on.
    Resume,
    /// Observes them and plans; there is nothing to do.
    Look,
}

impl Part {
    const ALL: [Self; 3] = [Self::Die, Self::Resume, Self::Look];

    fn name(self) -> &'static str {
        match self {
            Self::Die => "die",
            Self::Resume => "resume",
            Self::Look => "look",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// Does all parts one after the other, on a simulator in a process of its own. What each said, in numbers.
///
/// # Panics
/// When a process cannot be started, or does not do its part.
pub(super) fn measure(fleet: Fleet) -> [Vec<f64>; 3] {
    let simulator = Process::start(fleet);
    let folder = TempDir::new().expect("there is room for a file");
    Part::ALL.map(|part| {
        let store = folder.path().join("state.db");
        let said = Command::new(env::current_exe().expect("it runs"))
            .args(["part", part.name(), fleet.carrier_name(), &fleet.trunks.to_string(), simulator.url()])
            .arg(store)
            .output()
            .expect("it can be started");
        let text = String::from_utf8(said.stdout).expect("it says numbers");
        let figures: Vec<f64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(
            !figures.is_empty(),
            "{part:?} ended with {}: {}",
            said.status,
            String::from_utf8_lossy(&said.stderr)
        );
        figures
    })
}
