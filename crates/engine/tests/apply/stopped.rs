//! Ctrl-C, once and twice.

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    apply::{Became, Estimate, Events, SecondLook, StepReport, Stop},
    plan::Step,
    store::RunOutcome,
    trunkline::{Effect, provider::Provider as _},
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::{
    from_file::{file, planned},
    plans::{allow, everything, plan, step as planned_step, trunk},
    undone::{id, world},
    world::{EVERYTHING, World, unavailable},
};

/// Each create of a trunk, and of what comes later.
const MOMENTS: [(Carrier, &str); 6] = [
    (Carrier::Exotel, "create trunk"),
    (Carrier::Exotel, "add destinations"),
    (Carrier::Exotel, "map number"),
    (Carrier::Twilio, "CreateTrunk"),
    (Carrier::Twilio, "CreateOriginationUrl"),
    (Carrier::Twilio, "CreateSipCredential"),
];

async fn slow(carrier: Carrier, operation: &str) -> World {
    let world = World::with_clock(Clock::manual(Timestamp::now())).await;
    world.fail_first(carrier, operation, Fault::Delay { milliseconds: 1_000 });
    world
}

#[tokio::test]
async fn asked_once_the_call_in_flight_ends_and_is_recorded() {
    for (carrier, operation) in MOMENTS {
        let world = slow(carrier, operation).await;
        let plan = everything(&world);
        let stop = Stop::new();
        let apply = world.apply().stopped_by(&stop);
        let (report, ()) = tokio::join!(apply.run(&plan), async {
            world.until_sent(operation).await;
            stop.ask();
            world.simulator.clock().advance(SignedDuration::from_secs(2));
        });
        let report = report.unwrap();
        assert!(
            report.steps.iter().all(|step| step.became != Became::Interrupted),
            "{operation}: {report:#?}"
        );
        let journal = world.journal(&report).await;
        assert!(journal.iter().all(|entry| entry.result.is_some()), "{operation}: {journal:#?}");
        // After the last step of its trunk there may be nothing left to stop.
        if !matches!(operation, "map number" | "CreateSipCredential") {
            assert_eq!(report.outcome, RunOutcome::Stopped, "{operation}");
            assert!(report.steps.iter().any(|step| step.became == Became::NotRun), "{operation}");
        }
        if report.outcome != RunOutcome::Done {
            let resumed = world.apply().resume(None).await.unwrap();
            assert_eq!((resumed.run, resumed.outcome), (report.run, RunOutcome::Done), "{operation}");
        }
        assert_eq!(world.inventory().await, EVERYTHING, "{operation}");
    }
}

#[tokio::test]
async fn asked_twice_the_calls_are_dropped_and_a_resume_finds_what_came_of_them() {
    for (carrier, operation) in MOMENTS {
        let world = slow(carrier, operation).await;
        let plan = everything(&world);
        let stop = Stop::new();
        let apply = world.apply().stopped_by(&stop);
        let (report, ()) = tokio::join!(apply.run(&plan), async {
            world.until_sent(operation).await;
            stop.ask();
            stop.ask();
        });
        let report = report.unwrap();
        assert_eq!(report.outcome, RunOutcome::Stopped, "{operation}");
        assert!(report.steps.iter().any(|step| step.became == Became::Interrupted), "{operation}");

        world.heal();
        world.simulator.clock().advance(SignedDuration::from_secs(2));
        let resumed = world.apply().resume(None).await.unwrap();
        assert_eq!(
            (resumed.run, resumed.outcome),
            (report.run, RunOutcome::Done),
            "{operation}: {resumed:#?}"
        );
        assert_eq!(world.inventory().await, EVERYTHING, "{operation}");
    }
}

/// Asks to stop when a step begins.
#[derive(Debug)]
struct AskAtStep<'a> {
    stop: &'a Stop,
    step: &'a str,
}

impl Events for AskAtStep<'_> {
    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn started(&self, _: usize, _: Estimate) {}

    fn step_started(&self, step: &Step) {
        if step.id == self.step {
            self.stop.ask();
        }
    }

    fn step_finished(&self, _: &StepReport) {}
    fn verifying(&self) {}
}

#[tokio::test]
async fn asked_once_a_step_that_waits_for_its_turn_is_given_up_and_nothing_of_it_is_sent() {
    let mut world = World::new().await;
    world.limit(2);
    let plan = everything(&world);
    let stop = Stop::new();
    // Both trunks of the account are created; the next turn is a minute away.
    let first = "exotel/cc/acl/44.229.228.186/32/add";
    let events = AskAtStep { stop: &stop, step: first };
    let report = world.apply().stopped_by(&stop).watched(&events).run(&plan).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Stopped);
    let became = report.steps.iter().find(|report| report.step == first).unwrap();
    assert_eq!(became.became, Became::NotRun, "{report:#?}");
    assert_eq!(world.sent("add ACL row"), 0);
    let journal = world.journal(&report).await;
    let entry = journal.iter().find(|entry| entry.step == first).unwrap();
    let result = entry.result.as_ref().unwrap();
    assert!(result.calls.is_empty() && result.messages[0].contains("waited for its turn"), "{result:?}");

    world.limit(1_000);
    let resumed = world.apply().resume(None).await.unwrap();
    assert_eq!((resumed.run, resumed.outcome), (report.run, RunOutcome::Done));
    assert_eq!(world.inventory().await, EVERYTHING);
}

const IN_DOUBT: &str = "exotel/cc/acl/add";

/// A run of one step of which nobody knows what came of it; the one request of this minute is used up.
async fn in_doubt() -> World {
    let (mut world, first) = world().await;
    let there = id(&first, "exotel/cc");
    world.fail(Carrier::Exotel, "add ACL row", unavailable());
    let add = planned_step(IN_DOUBT, allow("44.229.228.190"));
    let on_cc = plan(&world, vec![("exotel", vec![trunk("cc", Some(there.clone()), vec![add])])]);
    let report = world.apply().run(&on_cc).await.unwrap();
    assert!(matches!(report.steps[0].became, Became::Failed { effect: Effect::Unknown, .. }), "{report:#?}");
    world.heal();
    world.limit(1);
    let _ = world.providers["exotel"].trunks().get_trunk(&there).await.unwrap();
    world
}

#[tokio::test]
async fn of_a_step_in_doubt_that_a_resume_gives_up_nobody_says_that_it_did_nothing() {
    let world = in_doubt().await;
    let stop = Stop::new();
    let events = AskAtStep { stop: &stop, step: IN_DOUBT };
    let report = world.apply().stopped_by(&stop).watched(&events).resume(None).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Stopped);
    assert_eq!(report.steps[0].became, Became::Interrupted, "{report:#?}");
    assert!(report.steps[0].messages[0].contains("waited for its turn"), "{report:#?}");
}

#[tokio::test]
async fn nor_of_one_that_it_does_not_come_to() {
    let world = in_doubt().await;
    let stop = Stop::new();
    stop.ask();
    let report = world.apply().stopped_by(&stop).resume(None).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Stopped);
    assert_eq!(report.steps[0].became, Became::Interrupted, "{report:#?}");
}

#[tokio::test]
async fn asked_before_it_begins_it_sends_nothing() {
    let world = World::new().await;
    let stop = Stop::new();
    stop.ask();
    world.apply().stopped_by(&stop).run(&everything(&world)).await.unwrap_err();
    assert!(world.simulator.requests().is_empty());
}

/// Asks to stop when the steps are over and the world is looked at again.
#[derive(Debug)]
struct AskWhileLooking<'a> {
    stop: &'a Stop,
    times: usize,
}

impl Events for AskWhileLooking<'_> {
    fn waiting(&self, _: &str, _: &str, _: Timestamp) {}
    fn started(&self, _: usize, _: Estimate) {}
    fn step_started(&self, _: &Step) {}
    fn step_finished(&self, _: &StepReport) {}

    fn verifying(&self) {
        for _ in 0..self.times {
            self.stop.ask();
        }
    }
}

#[tokio::test]
async fn asked_once_during_the_second_look_it_is_finished() {
    let world = World::new().await;
    let file = file("one");
    let plan = planned(&world, &file).await;
    let stop = Stop::new();
    let events = AskWhileLooking { stop: &stop, times: 1 };
    let apply = world.apply().of_file("trunkline.yaml", &file).stopped_by(&stop).watched(&events);
    let report = apply.run(&plan).await.unwrap();
    assert!(matches!(report.second_look, SecondLook::Empty), "{report:#?}");
    assert_eq!(report.outcome, RunOutcome::Done);
}

#[tokio::test]
async fn asked_twice_during_the_second_look_it_is_taken_by_a_resume() {
    let world = World::new().await;
    let file = file("one");
    let plan = planned(&world, &file).await;
    let stop = Stop::new();
    let events = AskWhileLooking { stop: &stop, times: 2 };
    let apply = world.apply().of_file("trunkline.yaml", &file).stopped_by(&stop).watched(&events);
    let report = apply.run(&plan).await.unwrap();
    assert!(report.steps.iter().all(|step| step.became == Became::Changed), "{report:#?}");
    assert!(matches!(report.second_look, SecondLook::NotTaken), "{report:#?}");
    assert_eq!(report.outcome, RunOutcome::Stopped, "nobody knows whether all is as asked");

    world.simulator.clear_requests();
    let resumed = world.apply().of_file("trunkline.yaml", &file).resume(None).await.unwrap();
    assert_eq!((resumed.run, resumed.outcome), (report.run, RunOutcome::Done));
    assert!(matches!(resumed.second_look, SecondLook::Empty), "{resumed:#?}");
    assert!(world.simulator.requests().iter().all(|seen| seen.method == "GET"), "no step is made again");
}
