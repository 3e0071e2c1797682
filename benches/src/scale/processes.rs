//! The processes, and what they say.

use std::{array, env, fs, process::Command};

use tempfile::TempDir;

use super::{parts::FILE, progress};
use crate::{cost::median, fleet::Fleet, simulator::Process};

/// What a process does with the trunks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Observes and plans; nothing is there.
    LookAtNothing,
    /// Creates them, and dies when 9 of 10 steps are done.
    Die,
    /// Goes on.
    Resume,
    /// Observes and plans; there is nothing to do.
    LookAtAll,
}

impl Part {
    const ALL: [Self; 4] = [Self::LookAtNothing, Self::Die, Self::Resume, Self::LookAtAll];

    fn name(self) -> &'static str {
        match self {
            Self::LookAtNothing => "look at nothing",
            Self::Die => "die",
            Self::Resume => "resume",
            Self::LookAtAll => "look at all",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// Of how many times the medians are taken.
pub(super) const ROUNDS: usize = 3;

/// What each part said, in numbers: the medians of some rounds.
///
/// # Panics
/// When a process cannot be started, or does not do its part.
pub(super) fn measure(fleet: Fleet) -> [Vec<f64>; 4] {
    let text = fleet.file();
    let rounds = (1..=ROUNDS).map(|round| {
        progress(&format!("{} trunks on {}, round {round} of {ROUNDS}", fleet.trunks, fleet.carrier_name()));
        once(fleet, &text)
    });
    let rounds: Vec<[Vec<f64>; 4]> = rounds.collect();
    array::from_fn(|part| {
        let of = |figure: usize| median(rounds.iter().map(|round| round[part][figure]).collect());
        (0..rounds[0][part].len()).map(of).collect()
    })
}

/// All parts one after the other, on a simulator in a process of its own.
fn once(fleet: Fleet, file: &str) -> [Vec<f64>; 4] {
    let simulator = Process::start(fleet);
    let folder = TempDir::new().expect("there is room for a file");
    fs::write(folder.path().join(FILE), file).expect("there is room for a file");
    Part::ALL.map(|part| {
        let said = Command::new(env::current_exe().expect("it runs"))
            .args(["part", part.name(), fleet.carrier_name(), &fleet.trunks.to_string(), simulator.url()])
            .arg(folder.path())
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
