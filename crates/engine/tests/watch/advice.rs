//! What is recommended.

use trunkline_engine::watch::{Advice, Standing, Thresholds, Watch, metrics};

use crate::world::{api, edge, take, target, turn};

const TARGET: &str = "sip:sbc.example.com:5061;transport=tls";

/// 0 and 1: exotel; 2, 3 and 4: twilio; 5: a target of ours.
fn watch() -> Watch {
    let points = vec![
        api("exotel"),
        edge("exotel", "sip:in.voip.exotel.com:443;transport=tls"),
        api("twilio"),
        edge("twilio", "sip:a.pstn.twilio.com;transport=tls"),
        edge("twilio", "sip:b.pstn.twilio.com;transport=tls"),
        target(TARGET),
    ];
    Watch::new(points, Thresholds::USUAL)
}

/// What is recommended after a good round and three in which these points are dead.
fn after(dead: &[usize]) -> Vec<Advice> {
    let mut watch = watch();
    take(&mut watch, 0, 1, &[]);
    take(&mut watch, 1, 3, dead);
    watch.advice()
}

fn fail_over(away_from: &str, to: &[&str]) -> Advice {
    Advice::FailOver { away_from: away_from.into(), to: to.iter().map(ToString::to_string).collect() }
}

#[test]
fn a_carrier_whose_every_edge_is_down_is_left() {
    assert_eq!(after(&[1]), [fail_over("exotel", &["twilio"])]);
    assert_eq!(after(&[0, 1]), [fail_over("exotel", &["twilio"])], "its API adds nothing to that");
    assert_eq!(after(&[3]), [], "the other edge of twilio takes calls");
    assert_eq!(after(&[3, 4]), [fail_over("twilio", &["exotel"])]);
}

#[test]
fn a_carrier_that_missed_its_last_look_is_no_place_to_go() {
    let mut watch = watch();
    take(&mut watch, 0, 1, &[]);
    take(&mut watch, 1, 2, &[1]);
    let changes = take(&mut watch, 3, 1, &[1, 3, 4]);
    assert_eq!(watch.points[3].machine.standing, Standing::Up, "one miss makes nobody down");
    assert_eq!(changes[0].advice, [fail_over("exotel", &[])]);
    let changes = take(&mut watch, 4, 1, &[1]);
    assert_eq!(watch.advice(), [fail_over("exotel", &["twilio"])], "it answers again");
    assert_eq!(changes.len(), 1, "whoever was told that there is nowhere to go is told that there is");
    assert_eq!(changes[0].advice, watch.advice());
    assert_eq!(changes[0].turn, turn(Standing::Down, Standing::Down));
    assert!(changes[0].is_news() && changes[0].name.starts_with("exotel edge"), "{changes:?}");
    // One miss of twilio is no news, and nor is its end.
    assert!(take(&mut watch, 5, 1, &[1, 3, 4]).is_empty());
    assert!(take(&mut watch, 6, 1, &[1]).is_empty());
}

#[test]
fn everything_down_at_once_is_no_reason_to_leave_anyone() {
    let target = Advice::MendTarget { target: TARGET.into() };
    assert_eq!(after(&[1, 3, 4]), [Advice::LookAtTheNetwork]);
    assert_eq!(after(&[1, 3, 4, 5]), [Advice::LookAtTheNetwork, target]);
}

#[test]
fn an_api_alone_stops_no_call() {
    assert_eq!(after(&[0]), [Advice::LeaveTheApiAlone { profile: "exotel".into() }]);
}

#[test]
fn a_target_of_ours_is_nothing_that_another_carrier_mends() {
    assert_eq!(after(&[5]), [Advice::MendTarget { target: TARGET.into() }]);
}

#[test]
fn a_change_says_what_to_do_and_an_ordinary_start_is_no_news() {
    let mut watch = watch();
    let changes = take(&mut watch, 0, 1, &[]);
    assert_eq!(changes.len(), 6);
    assert!(!changes.iter().any(trunkline_engine::watch::Change::is_news));
    let changes = take(&mut watch, 1, 3, &[1]);
    assert_eq!(changes.len(), 1);
    assert!(changes[0].is_news());
    assert_eq!((changes[0].turn.to, changes[0].advice.len()), (Standing::Down, 1));
    assert_eq!(changes[0].name, "exotel edge sip:in.voip.exotel.com:443;transport=tls");
    assert!(!watch.is_well());
    let changes = take(&mut watch, 4, 5, &[]);
    assert_eq!((changes.len(), changes[0].turn.to), (1, Standing::Up));
    assert!(watch.is_well() && watch.advice().is_empty());
}

#[test]
fn metrics_are_prometheus_text() {
    let mut watch = watch();
    assert!(!metrics(&watch).contains("trunkline_up{"), "nothing is known yet");
    take(&mut watch, 0, 3, &[1]);
    let text = metrics(&watch);
    let line = "trunkline_up{profile=\"exotel\",kind=\"edge\",target=\"sip:in.voip.exotel.com:443;transport=tls\"} 0\n";
    assert!(text.contains(line), "{text}");
    assert!(text.contains("trunkline_up{profile=\"exotel\",kind=\"api\",target=\"\"} 1\n"));
    for line in text.lines().filter(|line| !line.starts_with("# ")) {
        let (labels, value) = line.rsplit_once(' ').unwrap();
        value.parse::<f64>().unwrap();
        let (name, labels) = labels.split_once('{').unwrap();
        assert!(text.contains(&format!("# TYPE {name} gauge\n")) && labels.ends_with('}'), "{line}");
    }
}
