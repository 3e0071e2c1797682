//! What is left for a person to do once numbers are cut over.

use std::collections::BTreeSet;

use jiff::Timestamp;
use trunkline::model::{CallerId, EffectiveAuth, Observed, TerminationAuth};
use trunkline_engine::{
    loss::{LossReport, Side, Target, read, report, wanted_on},
    migrate::{Migration, MovedTrunk, Moving, Stage, tasks},
    observe::ObservedTrunk,
};

use crate::{
    rules::{on_exotel, on_twilio},
    samples::{self, credential, number, target},
};

/// A migration of these trunks to the other carrier that has moved these numbers.
fn migration(all: &[ObservedTrunk], numbers: &[&str]) -> Migration {
    let [exotel, twilio] = samples::views();
    let is_exotel = all[0].trunk.exotel.is_some();
    let (from, to) = if is_exotel { (&exotel, &twilio) } else { (&twilio, &exotel) };
    let target = Target::new(to.0, &to.1);
    let side = |of: &(&str, trunkline_engine::ReadOnly)| Side {
        profile: of.0.to_owned(),
        identity: of.1.identity().clone(),
    };
    let trunks = all.iter().map(|there| {
        let source = read(there, from.0);
        let wanted = wanted_on(&source, from.1.identity(), &target);
        MovedTrunk { trunk: there.trunk.id.clone(), source, wanted, made: None, left: BTreeSet::new() }
    });
    let losses = all.iter().map(|there| report(there, from.1.identity(), &target)).collect();
    Migration {
        number: 1,
        stage: Stage::CutOver,
        started: Timestamp::UNIX_EPOCH,
        updated: Timestamp::UNIX_EPOCH,
        moving: Moving {
            trunks: trunks.collect(),
            report: LossReport::new(side(from), side(to), losses),
            numbers: numbers.iter().map(|number| number.parse().unwrap()).collect(),
            cut_over: None,
            taken_back: 0,
            credentials: None,
        },
    }
}

/// Items of the checklist, without what each of them begins with.
fn items(migration: &Migration) -> Vec<String> {
    let items = tasks(migration).into_iter();
    items.map(|task| task.id.strip_prefix("migration/1/").unwrap().to_owned()).collect()
}

/// A cutover binds a number; who is shown on calls, and what the number is called, it does not see to.
#[test]
fn a_number_that_is_cut_over_leaves_its_caller_id_and_its_label_to_do() {
    let mut bound = number("+14155550100");
    bound.label = Some("Sales".to_owned());
    let there = ObservedTrunk {
        numbers: Some(vec![bound]),
        caller_id: Some(Some(CallerId::new(Observed::read("+14155550100")))),
        ..on_exotel()
    };
    let of_number = |moved: &[&str]| {
        let mut items = items(&migration(std::slice::from_ref(&there), moved));
        items.retain(|item| item.contains("+14155550100"));
        items
    };
    let beside = ["cc/numbers/+14155550100/label", "cc/caller_id/+14155550100/number"];
    assert_eq!(of_number(&[]), [&["cc/numbers/+14155550100/number"][..], &beside].concat());
    assert_eq!(of_number(&["+14155550100"]), beside);
}

/// Two trunks have two passwords for one user name; a firewall is one.
#[test]
fn what_is_asked_of_two_trunks_is_asked_twice_unless_it_is_one_thing() {
    let mut one = ObservedTrunk {
        auth: Some(EffectiveAuth::Mode(TerminationAuth::Digest)),
        credentials: Some(vec![credential("agent")]),
        origination: Some(vec![target("sip:52.1.2.3:5060;transport=tcp")]),
        ..on_twilio()
    };
    let mut two = one.clone();
    one.trunk.name = "one".to_owned();
    two.trunk.name = "two".to_owned();
    let items = items(&migration(&[one, two], &[]));
    for (part, times) in
        [("/password", 2), ("/caller_id/", 2), ("/uri", 2), ("/media", 1), ("/termination.edges", 1)]
    {
        assert_eq!(items.iter().filter(|item| item.contains(part)).count(), times, "{part}: {items:?}");
    }
}
