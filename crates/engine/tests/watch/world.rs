//! Time and looks as a test wants them.

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    probe::Health,
    watch::{Change, Machine, Point, Sample, Standing, Thresholds, Turn, Watch},
};

/// A look that saw only how it is.
pub(crate) fn seen(health: Health) -> Sample {
    Sample::new(health, "as recorded")
}

/// The time of a round.
pub(crate) fn at(round: usize) -> Timestamp {
    let start = Timestamp::from_second(1_800_000_000).unwrap();
    start + SignedDuration::from_secs(10 * i64::try_from(round).unwrap())
}

/// What a machine makes of looks, one each round: the rounds in which it turned, and how.
pub(crate) fn turns(machine: &mut Machine, looks: &[Sample], thresholds: &Thresholds) -> Vec<(usize, Turn)> {
    let turn = |(round, look): (usize, &Sample)| {
        machine.see(look.clone(), at(round), thresholds).map(|turn| (round, turn))
    };
    looks.iter().enumerate().filter_map(turn).collect()
}

pub(crate) fn turn(from: Standing, to: Standing) -> Turn {
    Turn { from, to }
}

pub(crate) fn api(profile: &str) -> Point {
    Point::Api { profile: profile.into() }
}

pub(crate) fn edge(profile: &str, uri: &str) -> Point {
    Point::Edge { profile: profile.into(), uri: uri.parse().unwrap() }
}

pub(crate) fn target(uri: &str) -> Point {
    Point::Target { uri: uri.parse().unwrap() }
}

/// Takes in `rounds` in which the points at `dead` are dead and the others alive.
pub(crate) fn take(watch: &mut Watch, first: usize, rounds: usize, dead: &[usize]) -> Vec<Change> {
    let mut changes = Vec::new();
    for round in first..first + rounds {
        let look = |index| seen(if dead.contains(&index) { Health::Dead } else { Health::Alive });
        let looks = (0..watch.points.len()).map(|index| (index, look(index))).collect();
        changes.extend(watch.take(looks, at(round)));
    }
    changes
}
