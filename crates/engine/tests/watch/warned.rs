//! What is wrong and makes nobody down, and what is not watched yet.

use trunkline_engine::{
    emit::Unplaced,
    probe::Health,
    watch::{Change, Sample, Standing, Thresholds, Watch, metrics},
};

use crate::world::{at, edge, seen, take};

const EXPIRED: &str = "the certificate has expired";

fn watch() -> Watch {
    Watch::new(vec![edge("twilio", "sip:192.0.2.1")], Thresholds::USUAL)
}

fn look(watch: &mut Watch, round: usize, health: Health, warnings: &[&str]) -> Vec<Change> {
    let warnings = warnings.iter().map(ToString::to_string).collect();
    watch.take(vec![(0, Sample { warnings, ..seen(health) })], at(round))
}

#[test]
fn a_warning_is_news_when_it_comes_and_when_it_goes() {
    let mut watch = watch();
    let first = look(&mut watch, 0, Health::Alive, &[EXPIRED]).remove(0);
    assert!(first.is_news(), "also at the first look");
    assert_eq!(first.warnings, [EXPIRED]);
    assert!(!watch.is_well(), "it is up, and all is not well");
    assert!(metrics(&watch).contains("target=\"sip:192.0.2.1\"} 1\n"));
    assert!(look(&mut watch, 1, Health::Alive, &[EXPIRED]).is_empty(), "once");
    assert!(
        look(&mut watch, 2, Health::Dead, &[]).is_empty(),
        "one that does not answer shows no certificate"
    );
    assert!(look(&mut watch, 3, Health::Alive, &[EXPIRED]).is_empty());
    let gone = look(&mut watch, 4, Health::Alive, &[]).remove(0);
    assert!(gone.is_news() && gone.warnings.is_empty());
    assert_eq!((gone.turn.from, gone.turn.to), (Standing::Up, Standing::Up));
    assert!(watch.is_well());
}

#[test]
fn an_account_that_is_not_watched_yet_is_shown_and_taken_in_when_its_host_is_known() {
    let mut watch = watch();
    let unwatched = Unplaced { profile: "exotel".into(), why: "nobody knows".into() };
    watch.learn(Vec::new(), vec![unwatched]);
    take(&mut watch, 0, 1, &[]);
    assert!(!watch.is_well());
    assert!(metrics(&watch).contains("trunkline_unwatched{profile=\"exotel\"} 1\n"));
    let points = vec![edge("twilio", "sip:192.0.2.1"), edge("exotel", "sip:192.0.2.2")];
    watch.learn(points, Vec::new());
    assert_eq!(watch.points.len(), 2);
    assert_eq!(watch.points[0].machine.standing, Standing::Up, "what is known of the others stays");
    take(&mut watch, 1, 3, &[1]);
    assert_eq!(watch.points[1].machine.standing, Standing::Down);
    assert!(!metrics(&watch).contains("trunkline_unwatched"));
}
