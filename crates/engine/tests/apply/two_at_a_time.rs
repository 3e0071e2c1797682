//! Two applies on the same account.

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    apply::{ApplyError, Stop},
    store::RunOutcome,
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::{
    plans::everything,
    world::{EVERYTHING, World},
};

/// A world in which the first trunk's creation is answered when the clock says so.
async fn slow() -> World {
    let world = World::with_clock(Clock::manual(Timestamp::now())).await;
    world.fail_first(Carrier::Exotel, "create trunk", Fault::Delay { milliseconds: 1_000 });
    world
}

#[tokio::test]
async fn the_second_is_told_who_holds_the_account() {
    let world = slow().await;
    let plan = everything(&world);
    let (first, second) = (world.apply(), world.apply().by("ravi@laptop"));
    let (first, second) = tokio::join!(first.run(&plan), async {
        world.until_sent("create trunk").await;
        let second = second.run(&plan).await;
        world.simulator.clock().advance(SignedDuration::from_secs(2));
        second
    });
    let error = second.unwrap_err();
    let ApplyError::Held { holder, .. } = &error else { panic!("{error}") };
    assert!(holder.starts_with("asha@build-7 pid "), "{holder}");
    assert_eq!(first.unwrap().outcome, RunOutcome::Done);
    assert_eq!(world.inventory().await, EVERYTHING);
}

#[tokio::test]
async fn the_second_waits_when_it_is_told_to() {
    let world = slow().await;
    let plan = everything(&world);
    let nothing = crate::plans::plan(
        &world,
        vec![(
            "exotel",
            vec![crate::plans::trunk(
                "third",
                None,
                vec![crate::plans::step(
                    "exotel/third/trunk/create",
                    crate::plans::create("third", trunkline_engine::trunkline::model::TerminationAuth::IpAcl),
                )],
            )],
        )],
    );
    let (first, second) = (world.apply(), world.apply().by("ravi@laptop").waiting());
    let (first, second) = tokio::join!(first.run(&plan), async {
        world.until_sent("create trunk").await;
        let (second, ()) = tokio::join!(second.run(&nothing), async {
            assert!(!world.inventory().await.contains(&"exotel third".to_owned()));
            world.simulator.clock().advance(SignedDuration::from_secs(2));
        });
        second
    });
    assert_eq!(first.unwrap().outcome, RunOutcome::Done);
    assert_eq!(second.unwrap().outcome, RunOutcome::Done);
    assert!(world.inventory().await.contains(&"exotel third".to_owned()));
}

#[tokio::test]
async fn one_that_waits_can_be_stopped() {
    let world = World::new().await;
    let _held = world
        .store
        .lease(
            trunkline_engine::trunkline::provider::Provider::identity(&world.providers["exotel"]),
            "ravi@laptop",
        )
        .await
        .unwrap();
    let stop = Stop::new();
    stop.ask();
    let error = world.apply().waiting().stopped_by(&stop).run(&everything(&world)).await.unwrap_err();
    assert!(matches!(error, ApplyError::Stopped), "{error}");
    assert!(world.simulator.requests().is_empty());
}

#[tokio::test]
async fn one_that_was_overtaken_writes_and_sends_nothing_more() {
    let world = slow().await;
    let plan = everything(&world);
    let apply = world.apply();
    let identity =
        trunkline_engine::trunkline::provider::Provider::identity(&world.providers["exotel"]).clone();
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        world.until_sent("create trunk").await;
        world.pass(trunkline_engine::store::LEASE);
        let _taken = world.store.lease(&identity, "ravi@laptop").await.unwrap();
        world.simulator.clock().advance(SignedDuration::from_secs(2));
    });
    let report = report.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    assert!(report.trouble.as_ref().unwrap().contains("ravi@laptop"), "{report:?}");
    assert_eq!(world.sent("add ACL row"), 0, "a trunk of that account goes no further");
}
