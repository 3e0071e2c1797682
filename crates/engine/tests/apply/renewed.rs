//! A run that lasts longer than a lease.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    store::{LEASE, Leased, RunOutcome},
    trunkline::{model::TerminationAuth, provider::Provider as _},
};
use trunkline_sim::{Carrier, Clock, Fault};

use crate::{
    plans::{create, plan, step, trunk},
    world::World,
};

/// Until when somebody else has to wait for the account.
async fn expires(world: &World) -> Timestamp {
    match world.store.lease(world.providers["exotel"].identity(), "ravi@laptop").await.unwrap() {
        Leased::Held { expires, .. } => expires,
        granted @ Leased::Granted(_) => panic!("{granted:?}"),
    }
}

#[tokio::test]
async fn a_run_keeps_its_lease_for_as_long_as_it_lasts() {
    let world = World::with_clock(Clock::manual(Timestamp::now())).await;
    world.fail_first(Carrier::Exotel, "create trunk", Fault::Delay { milliseconds: 1_000 });
    let steps = vec![step("exotel/cc/trunk/create", create("cc", TerminationAuth::IpAcl))];
    let plan = plan(&world, vec![("exotel", vec![trunk("cc", None, steps)])]);
    let apply = world.apply();
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        world.until_sent("create trunk").await;
        for _ in 0..4 {
            let before = expires(&world).await;
            world.pass(LEASE / 3);
            tokio::time::pause();
            tokio::time::advance(LEASE / 3).await;
            tokio::time::resume();
            let renewed = async { while expires(&world).await <= before {} };
            tokio::time::timeout(Duration::from_mins(1), renewed).await.expect("it is renewed in time");
        }
        world.simulator.clock().advance(SignedDuration::from_secs(2));
    });
    let report = report.unwrap();
    assert_eq!((report.outcome, report.trouble), (RunOutcome::Done, None));
    let after = world.store.lease(world.providers["exotel"].identity(), "ravi@laptop").await.unwrap();
    assert!(matches!(after, Leased::Granted(_)), "afterwards the account is free: {after:?}");
}
