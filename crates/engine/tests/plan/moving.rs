//! Numbers that go from one trunk of a file to another.

use std::{collections::BTreeSet, sync::Arc};

use trunkline::{
    memory::Memory,
    model::{AclEntrySpec, NumberSpec, OriginationUriSpec, TerminationAuth},
};
use trunkline_engine::{
    Presence, WantedTrunk,
    plan::{Allow, Plan, Step},
};

use crate::{
    carry_out::in_turn,
    world::{World, file, ids, trunk},
};

const NUMBER: &str = "+14155550100";

fn number(text: &str) -> NumberSpec {
    NumberSpec::new(text.parse().unwrap())
}

fn by_address(profile: &str, name: &str) -> WantedTrunk {
    trunk(profile, name, TerminationAuth::IpAcl)
}

fn reasons(plan: &Plan) -> Vec<&str> {
    plan.refusals().map(|(.., refusal)| refusal.reason.as_str()).collect()
}

fn waits<'a>(plan: &'a Plan, step: &str) -> &'a BTreeSet<String> {
    let found = |found: &&Step| found.id == step;
    &plan.steps().map(|(.., step)| step).find(found).unwrap().after
}

/// A world in which trunk `a` has the number, and what the file says of `b`, which is new.
async fn one_has_it() -> (World, WantedTrunk, WantedTrunk) {
    let memory = Memory::builder().with_numbers([NUMBER.parse().unwrap()]).build();
    let mut world = World::of([("m", Arc::new(memory) as _)]);
    let (mut a, mut b) = (by_address("m", "a"), by_address("m", "b"));
    a.numbers = Some(vec![number(NUMBER)]);
    world.apply(&file([a.clone()]), &[]).await;
    b.acl = Some(vec![AclEntrySpec::new("44.229.228.186".parse().unwrap())]);
    b.origination = Some(vec![OriginationUriSpec::new("sip:sbc.example.com".parse().unwrap())]);
    b.numbers = Some(vec![number(NUMBER)]);
    (world, a, b)
}

#[tokio::test]
async fn a_number_moves_from_trunk_to_trunk_when_the_file_says_both() {
    let numbers = ["+14155550100", "+14155550101"];
    let memory = Memory::builder().with_numbers(numbers.map(|text| text.parse().unwrap())).build();
    let mut world = World::of([("m", Arc::new(memory) as _)]);
    let (mut a, mut b) = (by_address("m", "a"), by_address("m", "b"));
    a.numbers = Some(vec![number(numbers[0])]);
    b.numbers = Some(vec![number(numbers[1])]);
    world.apply(&file([a.clone(), b.clone()]), &[]).await;

    // Each takes the other's: both let go before either takes.
    std::mem::swap(&mut a.numbers, &mut b.numbers);
    let swapped = file([a.clone(), b.clone()]);
    let plan = world.plan(&swapped, &[]).await;
    assert_eq!(plan.missing().into_iter().collect::<Vec<_>>(), [Allow::UnbindNumber]);
    assert_eq!(
        ids(&plan),
        [
            "m/a/numbers/+14155550100/unbind",
            "m/a/numbers/+14155550101/bind",
            "m/b/numbers/+14155550101/unbind",
            "m/b/numbers/+14155550100/bind",
        ]
    );
    let waits: Vec<_> = plan.steps().flat_map(|(.., step)| step.after.iter()).collect();
    assert_eq!(waits, ["m/b/numbers/+14155550101/unbind", "m/a/numbers/+14155550100/unbind"]);
    world.apply(&swapped, &[Allow::UnbindNumber]).await;
    assert!(world.plan(&swapped, &[]).await.is_empty());

    // A trunk that keeps its number, or that no file knows, is named.
    a.numbers = None;
    b.numbers = Some(vec![number(numbers[0]), number(numbers[1])]);
    for file in [file([a, b.clone()]), file([b])] {
        let plan = world.plan(&file, Allow::ALL).await;
        let reasons = reasons(&plan);
        assert_eq!(reasons.len(), 1);
        assert!(
            reasons[0].contains("+14155550101 is bound to trunk") && reasons[0].contains("(a)"),
            "{reasons:?}"
        );
    }
}

#[tokio::test]
async fn a_number_is_let_go_when_the_trunk_that_takes_it_is_ready() {
    let (mut world, mut a, b) = one_has_it().await;
    a.numbers = Some(vec![]);
    a.origination = Some(vec![OriginationUriSpec::new("sip:a.example.com".parse().unwrap())]);
    let wanted = file([a, b]);
    let plan = world.plan(&wanted, &[Allow::UnbindNumber]).await;
    let turns: Vec<String> = in_turn(&plan).into_iter().map(|(.., step)| step.id).collect();
    assert_eq!(
        turns,
        [
            "m/a/origination/sip:a.example.com/add",
            "m/b/trunk/create",
            "m/b/acl/44.229.228.186/32/add",
            "m/b/origination/sip:sbc.example.com/add",
            "m/a/numbers/+14155550100/unbind",
            "m/b/numbers/+14155550100/bind",
        ]
    );
    world.apply(&wanted, &[Allow::UnbindNumber]).await;
    assert!(world.plan(&wanted, &[]).await.is_empty());
}

#[tokio::test]
async fn a_trunk_that_goes_stays_until_the_one_that_takes_its_number_is_ready() {
    let (mut world, mut a, b) = one_has_it().await;
    (a.numbers, a.presence) = (None, Presence::Absent);
    let wanted = file([a, b]);
    let plan = world.plan(&wanted, &[]).await;
    let last = "m/b/origination/sip:sbc.example.com/add".to_owned();
    assert_eq!(waits(&plan, "m/a/trunk/delete"), &BTreeSet::from([last]));
    assert_eq!(
        waits(&plan, "m/b/numbers/+14155550100/bind"),
        &BTreeSet::from(["m/a/trunk/delete".to_owned()])
    );
    world.apply(&wanted, &[Allow::DeleteTrunk]).await;
    assert!(world.plan(&wanted, &[]).await.is_empty());
}

#[tokio::test]
async fn in_a_chain_of_trunks_the_first_number_waits_for_the_last_trunk() {
    let numbers = ["+14155550100", "+14155550101"];
    let memory = Memory::builder().with_numbers(numbers.map(|text| text.parse().unwrap())).build();
    let mut world = World::of([("m", Arc::new(memory) as _)]);
    let (mut a, mut b, mut c) = (by_address("m", "a"), by_address("m", "b"), by_address("m", "c"));
    a.numbers = Some(vec![number(numbers[0])]);
    b.numbers = Some(vec![number(numbers[1])]);
    world.apply(&file([a.clone(), b.clone()]), &[]).await;

    a.numbers = Some(vec![]);
    b.numbers = Some(vec![number(numbers[0])]);
    c.numbers = Some(vec![number(numbers[1])]);
    let chain = file([a, b, c]);
    let plan = world.plan(&chain, &[]).await;
    // The second trunk lets its number go when the third is there, and takes the first's only then.
    let created = BTreeSet::from(["m/c/trunk/create".to_owned()]);
    assert_eq!(*waits(&plan, "m/b/numbers/+14155550101/unbind"), created);
    assert_eq!(*waits(&plan, "m/a/numbers/+14155550100/unbind"), created);
    world.apply(&chain, &[Allow::UnbindNumber]).await;
    assert!(world.plan(&chain, &[]).await.is_empty());
}
