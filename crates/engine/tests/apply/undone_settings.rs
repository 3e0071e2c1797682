//! Runs taken back that changed something in place: caller ids, number modes, trunks; and numbers that moved.

use trunkline_engine::{
    apply::Report,
    plan::{Allow, Change},
    trunkline::{
        ext::NumberExt as _,
        model::{E164, NumberMode, NumberSpec, TrunkName, TrunkPatch, TwilioTrunkOptions},
        provider::Provider as _,
    },
};

use crate::{
    plans::{bind, plan, step as planned, trunk},
    undone::{id, object, run, undone, world},
    world::World,
};

const NUMBER: &str = "+918040264208";

async fn shown(world: &World, first: &Report) -> Option<String> {
    let caller_ids = world.providers["exotel"].caller_ids().unwrap();
    let shown = caller_ids.get_caller_id(&id(first, "exotel/cc")).await.unwrap();
    shown.map(|shown| shown.number.to_string())
}

#[tokio::test]
async fn a_caller_id_is_what_it_was_before() {
    let (world, first) = world().await;
    let (a, b): (E164, E164) = ("+918040264208".parse().unwrap(), "+918040264209".parse().unwrap());
    let set = |number: &E164, back: Option<&E164>| Change::SetCallerId {
        number: number.clone(),
        back: back.cloned(),
    };
    for (change, before, after) in [
        (set(&a, None), None, Some(&a)),
        (set(&b, Some(&a)), Some(&a), Some(&b)),
        (Change::ClearCallerId { back: Some(a.clone()) }, Some(&a), None),
    ] {
        let on_cc = |step| {
            let step = planned("exotel/cc/caller_id", step);
            plan(&world, vec![("exotel", vec![trunk("cc", Some(id(&first, "exotel/cc")), vec![step])])])
        };
        if let Some(before) = before {
            run(&world, &on_cc(set(before, None))).await;
        }
        let changed = run(&world, &on_cc(change)).await;
        assert_eq!(shown(&world, &first).await, after.map(ToString::to_string));
        let undo = undone(&world, changed.number, &[]).await;
        assert_eq!(undo.not_undone, []);
        run(&world, &undo.plan).await;
        assert_eq!(shown(&world, &first).await, before.map(ToString::to_string));
    }
}

#[tokio::test]
async fn a_caller_id_that_was_changed_again_since_stays() {
    let (world, first) = world().await;
    let there = id(&first, "exotel/cc");
    let set = Change::SetCallerId { number: NUMBER.parse().unwrap(), back: None };
    let steps = vec![planned("exotel/cc/caller_id/set", set)];
    let changed =
        run(&world, &plan(&world, vec![("exotel", vec![trunk("cc", Some(there.clone()), steps)])])).await;
    let caller_ids = world.providers["exotel"].caller_ids().unwrap();
    let _ = caller_ids.set_caller_id(&there, &"+918040264209".parse().unwrap()).await.unwrap();
    let undo = undone(&world, changed.number, &[]).await;
    assert!(undo.plan.is_empty());
    assert_eq!(undo.not_undone[0].reason, "it was changed again since");
}

#[tokio::test]
async fn the_calls_to_a_number_are_handled_as_before() {
    let (world, first) = world().await;
    let there = id(&first, "exotel/cc");
    let change = Change::SetNumberMode {
        id: object(&first, &format!("exotel/cc/numbers/{NUMBER}/bind")),
        number: NUMBER.to_owned(),
        mode: NumberMode::Flow,
        back: Some(NumberMode::Pstn),
    };
    let steps = vec![planned("exotel/cc/numbers/mode", change)];
    let changed =
        run(&world, &plan(&world, vec![("exotel", vec![trunk("cc", Some(there.clone()), steps)])])).await;
    let mode = async || {
        let numbers = world.providers["exotel"].numbers();
        numbers.find_bound_number(&there, &NUMBER.parse().unwrap()).await.unwrap().unwrap().mode
    };
    assert_eq!(mode().await, Some(NumberMode::Flow));
    run(&world, &undone(&world, changed.number, &[]).await.plan).await;
    assert_eq!(mode().await, Some(NumberMode::Pstn));
}

#[tokio::test]
async fn a_trunk_that_was_changed_is_as_before() {
    let (world, first) = world().await;
    let before = world.inventory().await;
    let name = |name: &str| TrunkPatch::default().with_name(name.parse::<TrunkName>().unwrap());
    let secure = |secure| {
        let mut options = TwilioTrunkOptions::default();
        options.secure = Some(secure);
        options
    };
    let update = |profile: &str, patch: TrunkPatch, back: TrunkPatch| {
        let change = Change::UpdateTrunk { patch: Box::new(patch), back: Box::new(back) };
        let step = planned(&format!("{profile}/support/trunk/update"), change);
        vec![trunk("support", Some(id(&first, &format!("{profile}/cc"))), vec![step])]
    };
    let updates = vec![
        ("exotel", update("exotel", name("support"), name("cc"))),
        (
            "twilio",
            update(
                "twilio",
                name("support").with_twilio(secure(true)),
                name("cc").with_twilio(secure(false)),
            ),
        ),
    ];
    let changed = run(&world, &plan(&world, updates)).await;
    assert!(world.inventory().await.contains(&"exotel support".to_owned()));
    let is_secure = async || {
        let there = id(&first, "twilio/cc");
        world.providers["twilio"].trunks().get_trunk(&there).await.unwrap().twilio.unwrap().secure
    };
    assert!(is_secure().await);
    run(&world, &undone(&world, changed.number, &[]).await.plan).await;
    assert!(!is_secure().await);
    assert_eq!(world.inventory().await, before);
}

#[tokio::test]
async fn a_number_that_moved_goes_back_when_the_other_trunk_has_let_it_go() {
    let (world, first) = world().await;
    let before = world.inventory().await;
    let unbind = Change::UnbindNumber {
        id: object(&first, &format!("exotel/cc/numbers/{NUMBER}/bind")),
        number: NUMBER.to_owned(),
        back: Some(NumberSpec::new(NUMBER.parse().unwrap())),
    };
    let mut binds = planned("exotel/agents/numbers/bind", bind(NUMBER));
    binds.after.insert("exotel/cc/numbers/unbind".to_owned());
    let there = |name: &str| Some(id(&first, &format!("exotel/{name}")));
    let trunks = vec![
        trunk("agents", there("agents"), vec![binds]),
        trunk("cc", there("cc"), vec![planned("exotel/cc/numbers/unbind", unbind)]),
    ];
    let moved = run(&world, &plan(&world, vec![("exotel", trunks)])).await;
    assert!(world.inventory().await.contains(&format!("exotel agents number {NUMBER}")));

    let undo = undone(&world, moved.number, &[Allow::UnbindNumber]).await;
    let waits = undo.plan.steps().find(|(.., step)| step.id == "exotel/cc/numbers/unbind/undo").unwrap().2;
    assert!(waits.after.contains("exotel/agents/numbers/bind/undo"), "{waits:?}");
    run(&world, &undo.plan).await;
    assert_eq!(world.inventory().await, before);
}
