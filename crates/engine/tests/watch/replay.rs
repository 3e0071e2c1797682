//! Traces recorded with `trunkline probe --timeout 0.7` on loopback, from peers that lose datagrams each way, fall
//! silent, are overloaded, or ask for time. A watch looks at them again, every ten seconds of a clock of ours: each probe
//! it would send takes the next line. A line is what the peer was at the time, what the probe said, its latency in
//! microseconds, and `Retry-After`.

use std::sync::Mutex;

use async_trait::async_trait;
use trunkline_engine::{
    probe::Health,
    watch::{
        Change, Eyes, Point, Sample,
        Standing::{self, Down, Up},
        Thresholds, Watch, round,
    },
};

use crate::world::{at, edge, seen};

const LOSSY: &str = include_str!("traces/lossy.trace");
const DIES: &str = include_str!("traces/dies.trace");
const OVERLOADED: &str = include_str!("traces/overloaded.trace");
const DRAINS: &str = include_str!("traces/drains.trace");

/// Sees what was recorded, line by line.
#[derive(Debug)]
struct Recorded {
    lines: Vec<(&'static str, Sample)>,
    next: Mutex<usize>,
}

impl Recorded {
    fn new(trace: &'static str) -> Self {
        Self { lines: trace.lines().map(line).collect(), next: Mutex::new(0) }
    }

    fn next(&self) -> usize {
        *self.next.lock().unwrap()
    }
}

#[async_trait]
impl Eyes for Recorded {
    async fn look(&self, _: &Point) -> Sample {
        let mut next = self.next.lock().unwrap();
        *next += 1;
        // A look that would go beyond the end sees what stood there last.
        self.lines[(*next - 1).min(self.lines.len() - 1)].1.clone()
    }
}

fn line(line: &str) -> (&str, Sample) {
    let words: Vec<&str> = line.split(' ').collect();
    let [was, health, latency, retry_after] = words[..] else { panic!("{line:?}") };
    let mut sample = seen(match health {
        "alive" => Health::Alive,
        "unhealthy" => Health::Unhealthy,
        "dead" => Health::Dead,
        other => panic!("{other:?}"),
    });
    sample.latency_us = latency.parse().ok();
    sample.retry_after_seconds = retry_after.parse().ok();
    (was, sample)
}

/// What a watch makes of a trace.
struct Replayed {
    /// The rounds in which the peer changed sides, and to where; without that it is up at the first look.
    turned: Vec<(usize, Standing)>,
    /// What the peer was in each round.
    was: Vec<&'static str>,
    /// Probes that missed.
    misses: usize,
}

impl Replayed {
    /// The first round in which the peer was `state`, and the one after the last.
    fn phase(&self, state: &str) -> (usize, usize) {
        let first = self.was.iter().position(|was| *was == state).unwrap();
        let last = self.was.iter().rposition(|was| *was == state).unwrap();
        (first, last + 1)
    }
}

async fn replay(trace: &'static str, thresholds: Thresholds) -> Replayed {
    let eyes = Recorded::new(trace);
    let mut watch = Watch::new(vec![edge("exotel", "sip:192.0.2.1")], thresholds);
    let (mut turned, mut was) = (Vec::new(), Vec::new());
    while eyes.next() < eyes.lines.len() {
        was.push(eyes.lines[eyes.next()].0);
        let number = was.len() - 1;
        let changes = round(&mut watch, &eyes, at(number)).await;
        turned.extend(changes.into_iter().filter(Change::is_news).map(|change| (number, change.turn.to)));
    }
    let misses = eyes.lines.iter().filter(|(_, sample)| sample.health != Health::Alive).count();
    Replayed { turned, was, misses }
}

#[tokio::test]
async fn a_lossy_line_is_never_down() {
    let found = replay(LOSSY, Thresholds::USUAL).await;
    assert!(found.misses > 40, "{} misses in {} rounds", found.misses, found.was.len());
    assert_eq!(found.turned, []);
    let hasty = replay(LOSSY, Thresholds { misses: 2, ..Thresholds::USUAL }).await;
    assert_eq!(hasty.turned, []);
}

#[tokio::test]
async fn a_peer_that_dies_is_down_in_the_time_configured_and_up_once_when_it_is_back() {
    for misses in [2, 3, 4, 5] {
        let thresholds = Thresholds { misses, ..Thresholds::USUAL };
        let found = replay(DIES, thresholds).await;
        let (dies, back) = found.phase("silent");
        let [(down, Down), (up, Up)] = found.turned[..] else { panic!("{misses}: {:?}", found.turned) };
        assert!(dies <= down && down < dies + misses as usize, "dead at {dies}, down at {down}");
        assert!(back + 3 <= up && up < back + 15, "back at {back}, up at {up}");
    }
}

#[tokio::test]
async fn a_peer_that_refuses_now_and_then_does_not_go_to_and_fro() {
    let found = replay(OVERLOADED, Thresholds::USUAL).await;
    assert!(found.misses > 90, "{}", found.misses);
    // Three refusals in a row do happen, and mean that it is down. It has to earn coming back, each time more.
    let ups = found.turned.iter().filter(|(_, to)| *to == Up).count();
    assert!(ups <= 2, "{:?}", found.turned);
}

#[tokio::test]
async fn a_peer_that_drains_is_down_by_its_own_word_and_not_asked_meanwhile() {
    let found = replay(DRAINS, Thresholds::USUAL).await;
    let (drains, _) = found.phase("drain");
    let [(down, Down), (up, Up)] = found.turned[..] else { panic!("{:?}", found.turned) };
    // One that is left alone goes down in the same time as one that is asked, and is asked 120 seconds later.
    assert_eq!(down, drains + 2);
    assert!(up > drains + 12, "{:?}", found.turned);
    assert!(found.was.len() > 2 * DRAINS.lines().count(), "{} rounds", found.was.len());
}
