//! What a migration asks for, stage by stage, as a file would.

use std::collections::{BTreeMap, BTreeSet};

use trunkline::model::{E164, NumberSpec, TrunkId};

use super::{Migration, MovedTrunk, Stage};
use crate::{Digest, Presence, Wanted, WantedTrunk};

/// What the journal's names of all stages begin with.
const STAGES: &str = "migration ";

/// Whether a run is a stage of a migration, by what the journal calls it: it is gone on with as a stage only.
pub(crate) fn is_stage(run: &str) -> bool {
    run.starts_with(STAGES)
}

impl Migration {
    /// What the journal calls a run of a stage.
    pub fn run_name(&self, stage: &str) -> String {
        format!("{STAGES}{}: {stage}", self.number)
    }

    /// What stands where a file's name would.
    pub fn file_name(&self) -> String {
        format!("migration {}", self.number)
    }

    /// What the names of its tasks begin with.
    pub fn task_prefix(&self) -> String {
        format!("migration/{}/", self.number)
    }

    /// The trunks on the new account: from the cutover on with the numbers that it binds. Once they are prepared, whatever
    /// came to them besides stays: the checklist asks for some of it, and nothing of a migration takes a number off them.
    pub fn on_target(&self) -> Wanted {
        let bind = self.stage >= Stage::CuttingOver && !self.moving.numbers.is_empty();
        wanted(self.moving.trunks.iter().map(|moved| WantedTrunk {
            numbers: bind.then(|| self.numbers_of(moved)),
            others_stay: self.stage >= Stage::Prepared,
            adopt: moved.made.is_some(),
            ..moved.wanted.clone()
        }))
    }

    /// The trunks on the new account as if they had never been: those that it built, as whatever else has the name of one is
    /// somebody's.
    pub fn off_target(&self) -> Wanted {
        let built = self.moving.trunks.iter().filter(|moved| moved.made.is_some());
        wanted(built.map(|moved| WantedTrunk {
            presence: Presence::Absent,
            adopt: true,
            ..moved.wanted.clone()
        }))
    }

    /// The trunks on the old account, as they are `now`, without the numbers that were cut over; nothing else of them is
    /// touched, and no number that came to them since.
    pub fn without_numbers(&self, now: &BTreeMap<TrunkId, WantedTrunk>) -> Wanted {
        wanted(self.moving.trunks.iter().map(|moved| {
            let stay = now.get(&moved.trunk).unwrap_or(&moved.source).numbers.iter().flatten();
            let stay = stay.filter(|spec| !self.moving.numbers.contains(&spec.number)).cloned();
            WantedTrunk { adopt: true, numbers: Some(stay.collect()), ..bare(&moved.source) }
        }))
    }

    /// The trunks on the old account as if they had never been.
    pub fn off_source(&self) -> Wanted {
        wanted(self.moving.trunks.iter().map(|moved| WantedTrunk {
            adopt: true,
            presence: Presence::Absent,
            ..bare(&moved.source)
        }))
    }

    /// Numbers of the trunks that are not cut over: they stay on the old account.
    pub fn numbers_left(&self) -> BTreeSet<E164> {
        let all = self.moving.trunks.iter().flat_map(|moved| moved.source.numbers.iter().flatten());
        all.map(|spec| spec.number.clone()).filter(|number| !self.moving.numbers.contains(number)).collect()
    }

    /// The numbers of a trunk that are cut over.
    pub fn numbers_of(&self, moved: &MovedTrunk) -> Vec<NumberSpec> {
        let all = moved.source.numbers.iter().flatten();
        all.filter(|spec| self.moving.numbers.contains(&spec.number)).cloned().collect()
    }
}

fn wanted(trunks: impl Iterator<Item = WantedTrunk>) -> Wanted {
    let mut trunks: Vec<WantedTrunk> = trunks.collect();
    trunks.sort_by(|a, b| (&a.profile, &a.name).cmp(&(&b.profile, &b.name)));
    Wanted { digest: Digest::of(&trunks), trunks }
}

/// A trunk of which nothing but itself is written.
fn bare(trunk: &WantedTrunk) -> WantedTrunk {
    WantedTrunk {
        acl: None,
        origination: None,
        numbers: None,
        credentials: None,
        caller_id: None,
        shortfalls: Vec::new(),
        ..trunk.clone()
    }
}
