//! Ctrl-C, once and twice.

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    apply::{Became, Stop},
    store::RunOutcome,
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::{
    plans::everything,
    world::{EVERYTHING, World},
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

#[tokio::test]
async fn asked_before_it_begins_it_sends_nothing() {
    let world = World::new().await;
    let stop = Stop::new();
    stop.ask();
    world.apply().stopped_by(&stop).run(&everything(&world)).await.unwrap_err();
    assert!(world.simulator.requests().is_empty());
}
