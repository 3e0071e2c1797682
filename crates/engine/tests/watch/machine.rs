//! One point: misses, good looks, relapses, and being left alone.

use trunkline_engine::{
    probe::Health::{Alive, Dead, Unhealthy},
    watch::{
        Machine, Sample,
        Standing::{Down, Unknown, Up},
        Thresholds,
    },
};

use crate::world::{at, seen, turn, turns};

const USUAL: Thresholds = Thresholds::USUAL;

fn looks(pattern: &str) -> Vec<Sample> {
    let health = |c| match c {
        '.' => Alive,
        'u' => Unhealthy,
        _ => Dead,
    };
    pattern.chars().map(|c| seen(health(c))).collect()
}

fn turned(pattern: &str) -> Vec<usize> {
    turns(&mut Machine::new(), &looks(pattern), &USUAL).into_iter().map(|(round, _)| round).collect()
}

#[test]
fn one_good_look_is_up_and_three_misses_in_a_row_are_down() {
    let found = turns(&mut Machine::new(), &looks(".xxxx"), &USUAL);
    assert_eq!(found, [(0, turn(Unknown, Up)), (3, turn(Up, Down))]);
    assert_eq!(turns(&mut Machine::new(), &looks("xxx"), &USUAL), [(2, turn(Unknown, Down))]);
    assert_eq!(turned(".xx.xx.xx.x"), [0], "never three in a row");
    assert_eq!(turned(".uxu"), [0, 3], "unhealthy is a miss too");
}

#[test]
fn it_is_up_again_after_five_good_looks_in_a_row() {
    assert_eq!(turned(".xxx....x....x....."), [0, 3, 18]);
}

#[test]
fn each_relapse_needs_twice_as_many_good_looks() {
    let mut pattern = ".xxx".to_owned();
    for _ in 0..8 {
        pattern += ".....xxx";
    }
    // Up after five, down again at once; then five are not enough any more.
    assert_eq!(turned(&pattern), [0, 3, 8, 11]);
    let mut machine = Machine::new();
    turns(&mut machine, &looks(".xxx.....xxx"), &USUAL);
    assert_eq!((machine.standing, machine.needed(&USUAL)), (Down, 10));
}

#[test]
fn a_relapse_after_a_long_time_is_none() {
    let mut machine = Machine::new();
    let pattern = format!(".xxx.....{}xxx", ".".repeat(60));
    turns(&mut machine, &looks(&pattern), &USUAL);
    assert_eq!(machine.needed(&USUAL), 5);
}

#[test]
fn one_that_asks_for_time_is_not_asked_and_goes_down_in_the_usual_time() {
    let mut machine = Machine::new();
    machine.see(seen(Alive), at(0), &USUAL);
    let mut sample = seen(Unhealthy);
    sample.retry_after_seconds = Some(60);
    machine.see(sample, at(1), &USUAL);
    for round in 2..7 {
        assert!(!machine.may_be_asked(at(round)), "{round}");
        let turned = machine.left_alone(at(round), &USUAL);
        assert_eq!(turned.is_some(), round == 3, "down at the third miss, by its own word");
    }
    assert!(machine.may_be_asked(at(7)), "60 seconds later");
    assert_eq!(machine.seen, Some(at(1)));
}

#[test]
fn nobody_is_left_alone_for_more_than_an_hour() {
    let mut machine = Machine::new();
    let mut sample = seen(Unhealthy);
    sample.retry_after_seconds = Some(u64::from(u32::MAX));
    machine.see(sample, at(0), &USUAL);
    assert!(!machine.may_be_asked(at(359)));
    assert!(machine.may_be_asked(at(360)));
}

#[test]
fn an_api_at_its_rate_limit_is_left_alone_and_stays_up() {
    let mut machine = Machine::new();
    let mut sample = seen(Alive);
    sample.retry_after_seconds = Some(60);
    machine.see(sample, at(0), &USUAL);
    for round in 1..6 {
        assert!(!machine.may_be_asked(at(round)));
        assert_eq!(machine.left_alone(at(round), &USUAL), None);
    }
    assert_eq!((machine.standing, machine.misses), (Up, 0));
}
