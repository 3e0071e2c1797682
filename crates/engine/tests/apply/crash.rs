//! The process dies at any request: a resume leads to the same world.

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    apply::ApplyError,
    store::{LEASE, RunOutcome},
};
use trunkline_sim::{Carrier, Clock, Fault, Faults, Rule, When};

use crate::{
    plans::everything,
    world::{EVERYTHING, World},
};

/// What becomes of the request that the process dies at.
#[derive(Debug, Clone, Copy)]
enum Dies {
    /// It is carried out, and answered when nobody listens any more.
    Applied,
    /// The connection is reset before it is carried out.
    NotApplied,
}

/// The `n`th request of a carrier is the last one that leaves the process.
async fn dies_at(carrier: Carrier, n: u64, dies: Dies) -> World {
    let world = World::with_clock(Clock::manual(Timestamp::now())).await;
    let fault = match dies {
        Dies::Applied => Fault::Delay { milliseconds: 1_000 },
        Dies::NotApplied => Fault::ResetBefore,
    };
    let rules = [(When::First(n - 1), Fault::Delay { milliseconds: 0 }), (When::First(n), fault)];
    let faults = rules.into_iter().fold(Faults::none(), |faults, (when, fault)| {
        faults.with_rule(Rule::new(carrier, "*", fault).when(when))
    });
    world.simulator.faults().set(faults).unwrap();
    world
}

#[tokio::test]
async fn after_a_death_at_any_request_a_resume_converges() {
    for (carrier, dies) in [
        (Carrier::Exotel, Dies::Applied),
        (Carrier::Exotel, Dies::NotApplied),
        (Carrier::Twilio, Dies::Applied),
        (Carrier::Twilio, Dies::NotApplied),
    ] {
        for n in 1.. {
            let world = dies_at(carrier, n, dies).await;
            let plan = everything(&world);
            let apply = world.apply();
            let sent =
                || world.simulator.requests().iter().filter(|seen| seen.carrier == Some(carrier)).count();
            // Dropped while the request is under way, as the futures of a killed process are.
            let survived = tokio::select! {
                biased;
                () = async {
                    while u64::try_from(sent()).unwrap() < n {
                        tokio::task::yield_now().await;
                    }
                } => false,
                report = apply.run(&plan) => {
                    assert_eq!(report.unwrap().outcome, RunOutcome::Done);
                    true
                }
            };
            world.heal();
            world.simulator.clock().advance(SignedDuration::from_secs(2));
            if survived {
                assert!(n > 10, "{carrier:?}: a plan of this size takes more than {n} requests");
                break;
            }
            let error = world.apply().resume(None).await.unwrap_err();
            assert!(matches!(error, ApplyError::Held { .. }), "the dead hold the account: {error}");
            world.pass(LEASE);
            let report = world.apply().resume(None).await.unwrap();
            assert_eq!(report.outcome, RunOutcome::Done, "{carrier:?} {n} {dies:?}: {report:#?}");
            assert_eq!(world.inventory().await, EVERYTHING, "{carrier:?} {n} {dies:?}");
        }
    }
}
