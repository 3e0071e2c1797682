//! A number that was bound more than once, taken back.

use std::collections::BTreeSet;

use trunkline_engine::{
    apply::Report,
    plan::{Allow, Change, Plan},
    store::RunOutcome,
    trunkline::{
        ext::{NumberExt as _, collect},
        model::{
            BoundNumberId, E164, ExotelNumberOptions, NumberMode, NumberSpec, OriginationUriPatch,
            OriginationUriSpec, TrunkId, TwilioOriginationOptions,
        },
        provider::Provider as _,
    },
    undo::{TakenBack, take_back},
};
use trunkline_sim::Carrier;

use crate::{
    plans::{bind, plan, step as planned, trunk},
    undone::{id, object, run, undone, world},
    world::{World, unavailable},
};

const NUMBERS: [(&str, &str); 2] = [("exotel", "+918040264209"), ("twilio", "+14155550101")];
const STEP: &str = "cc/numbers/bind";
const TARGET: &str = "sip:sbc2.example.com:5061;transport=tls";

fn cc(first: &Report, profile: &str) -> TrunkId {
    id(first, &format!("{profile}/cc"))
}

fn binds(world: &World, first: &Report, (profile, number): (&str, &str)) -> Plan {
    let step = planned(&format!("{profile}/{STEP}"), bind(number));
    plan(world, vec![(profile, vec![trunk("cc", Some(cc(first, profile)), vec![step])])])
}

/// As a person does it, in the carrier's console.
async fn unbind(world: &World, first: &Report, (profile, number): (&str, &str)) {
    let (provider, trunk, number) =
        (&world.providers[profile], cc(first, profile), number.parse::<E164>().unwrap());
    let bound = provider.numbers().find_bound_number(&trunk, &number).await.unwrap().unwrap();
    let _ = provider.numbers().unbind_number(&trunk, &bound.id).await.unwrap();
}

async fn back(world: &World, runs: &[&Report]) -> TakenBack {
    let runs: Vec<i64> = runs.iter().map(|run| run.number).collect();
    let allowed = BTreeSet::from([Allow::UnbindNumber, Allow::RemoveLastOrigination]);
    take_back(&world.store, &runs, &world.providers, &allowed, |_| true).await.unwrap()
}

#[tokio::test]
async fn a_target_that_was_added_anew_since_is_taken_out_of_use() {
    let (world, first) = world().await;
    let (there, targets) = (cc(&first, "twilio"), world.providers["twilio"].originations().unwrap());
    let spec = OriginationUriSpec::new(TARGET.parse().unwrap());
    let off = spec.clone().with_twilio(TwilioOriginationOptions::default().with_enabled(false));
    let add = async |spec: &OriginationUriSpec| {
        let added = targets.add_origination_uris(&there, std::slice::from_ref(spec)).await.unwrap();
        added.value[0].id.clone()
    };
    let enabled = |on| {
        let mut patch = OriginationUriPatch::default();
        patch.twilio.enabled = Some(on);
        patch
    };
    let id = add(&off).await;
    let use_it = Change::UpdateOriginationUri {
        id: id.clone(),
        uri: TARGET.to_owned(),
        patch: enabled(true),
        back: enabled(false),
    };
    let steps = vec![planned("twilio/cc/origination/update", use_it)];
    let ran =
        run(&world, &plan(&world, vec![("twilio", vec![trunk("cc", Some(there.clone()), steps)])])).await;
    let _ = targets.remove_origination_uri(&there, &id).await.unwrap();
    let anew = add(&spec).await;
    let back = back(&world, &[&ran]).await;
    assert_eq!((&back.not_undone[..], &back.lost[..]), (&[][..], &[][..]));
    run(&world, &back.plan).await;
    let left = collect(targets.list_origination_uris(&there)).await.unwrap();
    assert_eq!(left.iter().find(|target| target.id == anew).unwrap().enabled, Some(false));
}

#[tokio::test]
async fn a_number_that_was_bound_anew_since_gets_the_mode_it_had() {
    let (world, first) = world().await;
    let bound = "+918040264208";
    let mode = Change::SetNumberMode {
        id: object(&first, &format!("exotel/cc/numbers/{bound}/bind")),
        number: bound.to_owned(),
        mode: NumberMode::Flow,
        back: Some(NumberMode::Pstn),
    };
    let (there, steps) = (cc(&first, "exotel"), vec![planned("exotel/cc/numbers/mode", mode)]);
    let ran =
        run(&world, &plan(&world, vec![("exotel", vec![trunk("cc", Some(there.clone()), steps)])])).await;
    unbind(&world, &first, ("exotel", bound)).await;
    let numbers = world.providers["exotel"].numbers();
    let spec = NumberSpec::new(bound.parse().unwrap())
        .with_exotel(ExotelNumberOptions::default().with_mode(NumberMode::Flow));
    let _ = numbers.bind_number(&there, &spec).await.unwrap();
    run(&world, &back(&world, &[&ran]).await.plan).await;
    let now = numbers.find_bound_number(&there, &bound.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(now.mode, Some(NumberMode::Pstn));
}

#[tokio::test]
async fn one_that_a_second_run_bound_again_is_unbound() {
    for number in NUMBERS {
        let (world, first) = world().await;
        let before = world.inventory().await;
        let one = run(&world, &binds(&world, &first, number)).await;
        unbind(&world, &first, number).await;
        let two = run(&world, &binds(&world, &first, number)).await;
        if number.0 == "exotel" {
            let is: [BoundNumberId; 2] = [object(&one, STEP), object(&two, STEP)];
            assert_ne!(is[0], is[1], "it has another identifier");
        }
        let back = back(&world, &[&one, &two]).await;
        assert_eq!(back.not_undone, []);
        run(&world, &back.plan).await;
        assert_eq!(world.inventory().await, before);
    }
}

#[tokio::test]
async fn one_that_a_person_bound_again_is_unbound() {
    for (profile, number) in NUMBERS {
        let (world, first) = world().await;
        let before = world.inventory().await;
        let one = run(&world, &binds(&world, &first, (profile, number))).await;
        unbind(&world, &first, (profile, number)).await;
        let spec = NumberSpec::new(number.parse().unwrap());
        let _ = world.providers[profile].numbers().bind_number(&cc(&first, profile), &spec).await.unwrap();
        run(&world, &back(&world, &[&one]).await.plan).await;
        assert_eq!(world.inventory().await, before);
    }
}

#[tokio::test]
async fn one_that_a_later_run_bound_is_that_runs_to_undo() {
    for number in NUMBERS {
        let (world, first) = world().await;
        let one = run(&world, &binds(&world, &first, number)).await;
        unbind(&world, &first, number).await;
        let two = run(&world, &binds(&world, &first, number)).await;
        is_of_the_later(&world, &one, &two).await;
    }
}

#[tokio::test]
async fn also_where_nobody_knows_whether_the_earlier_run_bound_it() {
    let (world, first) = world().await;
    let plan = binds(&world, &first, NUMBERS[0]);
    world.fail(Carrier::Exotel, "map number", unavailable());
    let one = world.apply().run(&plan).await.unwrap();
    assert_eq!(one.outcome, RunOutcome::Failed, "{one:#?}");
    world.heal();
    let two = run(&world, &plan).await;
    is_of_the_later(&world, &one, &two).await;
}

async fn is_of_the_later(world: &World, one: &Report, two: &Report) {
    let undo = undone(world, one.number, &[Allow::UnbindNumber]).await;
    assert!(undo.plan.is_empty(), "{undo:#?}");
    let reason = format!("run {} has bound it since: undo that run", two.number);
    assert_eq!(undo.not_undone.iter().map(|kept| &kept.reason).collect::<Vec<_>>(), [&reason]);
    let undo = undone(world, two.number, &[Allow::UnbindNumber]).await;
    assert_eq!((undo.plan.steps().count(), undo.not_undone.len()), (1, 0), "{undo:#?}");
}
