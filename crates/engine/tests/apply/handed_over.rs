//! What other trunks in the queue mean for a number on its way from trunk to trunk, and for an address that is replaced.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use trunkline_engine::{
    apply::{Became, Estimate, Events, StepReport},
    plan::{Change, PlannedTrunk, Step},
    store::RunOutcome,
    trunkline::{
        ext::collect,
        model::{AclEntrySpec, ChangeOptions, NumberSpec, TerminationAuth, TrunkId, TrunkSpec},
        provider::{DynProvider, Provider as _},
    },
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::{
    plans::{allow, bind, create, plan, step, trunk},
    world::{World, step as report_of},
};

/// More than an account works on at the same time.
const OTHERS: usize = 40;
const NUMBERS: [&str; 2] = ["+918040264208", "+918040264209"];

/// A world in which no trunk is created before the clock is advanced.
async fn held_back() -> World {
    World::with_clock(Clock::manual(Timestamp::now())).await
}

fn provider(world: &World) -> &DynProvider {
    &world.providers["exotel"]
}

async fn there(world: &World, name: &str) -> TrunkId {
    let spec = TrunkSpec::new(name.parse().unwrap(), TerminationAuth::IpAcl);
    provider(world).trunks().create_trunk(&spec).await.unwrap().value.id
}

/// Binds a number, and returns the step that lets it go.
async fn gives(world: &World, name: &str, trunk: &TrunkId, number: &str) -> Step {
    let spec = NumberSpec::new(number.parse().unwrap());
    let bound = provider(world).numbers().bind_number(trunk, &spec).await.unwrap().value;
    let change = Change::UnbindNumber { id: bound.id, number: number.to_owned(), back: Some(spec) };
    step(&format!("exotel/{name}/numbers/{number}/unbind"), change)
}

/// The step that binds a number which `giver` lets go.
fn takes(name: &str, number: &str, giver: &str) -> Step {
    after(
        step(&format!("exotel/{name}/numbers/{number}/bind"), bind(number)),
        &format!("exotel/{giver}/numbers/{number}/unbind"),
    )
}

fn after(mut step: Step, first: &str) -> Step {
    step.after.insert(first.to_owned());
    step
}

async fn has(world: &World, trunk: &TrunkId, number: &str) -> bool {
    let bound = collect(provider(world).numbers().list_bound_numbers(trunk)).await.unwrap();
    bound.iter().any(|bound| bound.number.to_string() == number)
}

/// Carries out the steps of `first`, of many trunks that are to be created, and of `last`. None of those many comes to
/// its end before `done` is so.
async fn while_others_are_created(
    world: &World,
    first: PlannedTrunk,
    last: Vec<PlannedTrunk>,
    done: impl AsyncFn() -> bool,
) {
    world.fail(Carrier::Exotel, "create trunk", Fault::Delay { milliseconds: 1_000 });
    let others = (0..OTHERS).map(|n| {
        let name = format!("other_{n}");
        let created = step(&format!("exotel/{name}/trunk/create"), create(&name, TerminationAuth::IpAcl));
        trunk(&name, None, vec![created])
    });
    let plan = plan(world, vec![("exotel", [first].into_iter().chain(others).chain(last).collect())]);
    let apply = world.apply();
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        let done = async {
            while !done().await {
                tokio::task::yield_now().await;
            }
        };
        let patience = Duration::from_mins(1);
        tokio::time::timeout(patience, done).await.expect("it waits for the other trunks");
        world.heal();
        world.simulator.clock().advance(SignedDuration::from_secs(2));
    });
    let report = report.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
}

#[tokio::test]
async fn a_number_that_was_let_go_is_bound_before_another_trunk_comes_to_its_turn() {
    let world = held_back().await;
    let (gives_it, takes_it) = (there(&world, "gives").await, there(&world, "takes").await);
    let gives = gives(&world, "gives", &gives_it, NUMBERS[0]).await;
    let takes = takes("takes", NUMBERS[0], "gives");
    while_others_are_created(
        &world,
        trunk("gives", Some(gives_it), vec![gives]),
        vec![trunk("takes", Some(takes_it.clone()), vec![takes])],
        async || has(&world, &takes_it, NUMBERS[0]).await,
    )
    .await;
}

#[tokio::test]
async fn it_is_bound_before_the_other_numbers_of_its_trunk() {
    let world = held_back().await;
    let (gives_it, takes_it) = (there(&world, "gives").await, there(&world, "takes").await);
    let gives = gives(&world, "gives", &gives_it, NUMBERS[0]).await;
    let first = step("exotel/takes/numbers/first/bind", bind(NUMBERS[1]));
    let takes = takes("takes", NUMBERS[0], "gives");
    while_others_are_created(
        &world,
        trunk("gives", Some(gives_it), vec![gives]),
        vec![trunk("takes", Some(takes_it.clone()), vec![first, takes])],
        async || has(&world, &takes_it, NUMBERS[0]).await,
    )
    .await;
    assert!(has(&world, &takes_it, NUMBERS[1]).await);
}

#[tokio::test]
async fn of_several_numbers_the_one_that_was_let_go_waits_for_none_that_was_not() {
    let world = held_back().await;
    let (early, late) = (there(&world, "early").await, there(&world, "late").await);
    let takes_them = there(&world, "takes").await;
    let first = gives(&world, "early", &early, NUMBERS[0]).await;
    let last = gives(&world, "late", &late, NUMBERS[1]).await;
    let takes = vec![takes("takes", NUMBERS[1], "late"), takes("takes", NUMBERS[0], "early")];
    while_others_are_created(
        &world,
        trunk("early", Some(early), vec![first]),
        vec![trunk("takes", Some(takes_them.clone()), takes), trunk("late", Some(late), vec![last])],
        async || has(&world, &takes_them, NUMBERS[0]).await,
    )
    .await;
    assert!(has(&world, &takes_them, NUMBERS[1]).await);
}

#[tokio::test]
async fn an_address_that_is_replaced_is_missing_for_no_other_trunk() {
    let world = held_back().await;
    let (id, [old, new]) = (there(&world, "cc").await, ["44.229.228.186", "44.229.228.187"]);
    let spec = AclEntrySpec::new(old.parse().unwrap());
    let entry = provider(&world).acls().add_acl_entry(&id, &spec).await;
    let removed = step(
        "exotel/cc/acl/old/remove",
        Change::RemoveAclEntry {
            id: entry.unwrap().value.id,
            cidr: old.to_owned(),
            options: ChangeOptions::default(),
            back: Some(spec),
        },
    );
    let added = after(step("exotel/cc/acl/new/add", allow(new)), "exotel/cc/acl/old/remove");
    world.simulator.clear_requests();
    while_others_are_created(&world, trunk("cc", Some(id), vec![removed, added]), Vec::new(), async || {
        world.sent("add ACL row") == 1
    })
    .await;
}

/// Tells when a step has failed.
#[derive(Debug, Default)]
struct Fails(Notify);

impl Events for Fails {
    fn step_finished(&self, report: &StepReport) {
        if !report.became.is_done() {
            self.0.notify_one();
        }
    }

    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn started(&self, _: usize, _: Estimate) {}
    fn step_started(&self, _: &Step) {}
    fn verifying(&self) {}
}

#[tokio::test]
async fn a_number_is_not_let_go_for_a_trunk_that_has_failed() {
    let world = held_back().await;
    let (gives_it, takes_it) = (there(&world, "gives").await, there(&world, "takes").await);
    let gives = gives(&world, "gives", &gives_it, NUMBERS[0]).await;
    let slow = step("exotel/gives/acl/add", allow("44.229.228.186"));
    let not_ours = step("exotel/takes/numbers/not_ours/bind", bind("+918068170001"));
    let takes = takes("takes", NUMBERS[0], "gives");
    let trunks = vec![
        trunk("gives", Some(gives_it.clone()), vec![slow, gives]),
        trunk("takes", Some(takes_it), vec![not_ours, takes]),
    ];
    world.fail_first(Carrier::Exotel, "add ACL row", Fault::Delay { milliseconds: 1_000 });
    let (fails, plan) = (Fails::default(), plan(&world, vec![("exotel", trunks)]));
    let apply = world.apply().watched(&fails);
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        fails.0.notified().await;
        world.until_sent("add ACL row").await;
        world.simulator.clock().advance(SignedDuration::from_secs(2));
    });
    let report = report.unwrap();
    let kept = report_of(&report, "/unbind");
    assert_eq!(kept.became, Became::NotRun);
    assert!(kept.messages[0].ends_with("/bind was given up"), "{kept:?}");
    assert!(has(&world, &gives_it, NUMBERS[0]).await);
}
