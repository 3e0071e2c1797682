//! The process dies at any request: a resume leads to the same world.

use jiff::{SignedDuration, Timestamp};
use trunkline_engine::{
    apply::ApplyError,
    plan::{Change, Plan},
    store::{LEASE, RunOutcome},
    trunkline::model::{OriginationUriSpec, TerminationAuth},
};
use trunkline_sim::{Carrier, Clock, Fault, Faults, Rule, When};

use crate::{
    plans::{create, everything, plan, step, trunk},
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

/// Runs a plan that dies at each request of a carrier in turn, and resumes it.
async fn converges(carrier: Carrier, dies: Dies, plan: fn(&World) -> Plan, leads_to: &[&str], requests: u64) {
    for n in 1.. {
        let world = dies_at(carrier, n, dies).await;
        let plan = plan(&world);
        let apply = world.apply();
        let sent = || world.simulator.requests().iter().filter(|seen| seen.carrier == Some(carrier)).count();
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
            assert!(n > requests, "{carrier:?}: a plan of this size takes more than {n} requests");
            break;
        }
        let error = world.apply().resume(None).await.unwrap_err();
        assert!(matches!(error, ApplyError::Held { .. }), "the dead hold the account: {error}");
        world.pass(LEASE);
        let report = world.apply().resume(None).await.unwrap();
        assert_eq!(report.outcome, RunOutcome::Done, "{carrier:?} {n} {dies:?}: {report:#?}");
        assert_eq!(world.inventory().await, leads_to, "{carrier:?} {n} {dies:?}");
    }
}

#[tokio::test]
async fn after_a_death_at_any_request_a_resume_converges() {
    for carrier in [Carrier::Exotel, Carrier::Twilio] {
        for dies in [Dies::Applied, Dies::NotApplied] {
            converges(carrier, dies, everything, &EVERYTHING, 10).await;
        }
    }
}

/// Targets that take one request for all, and one for each since their priorities are not Exotel's own.
fn batch(world: &World) -> Plan {
    let spec = |host: &str, priority, weight| {
        let uri = format!("sip:{host}.example.com:5061;transport=tls").parse().unwrap();
        OriginationUriSpec::new(uri).with_priority(priority).with_weight(weight)
    };
    let specs = vec![spec("a", 10, 1), spec("b", 20, 3), spec("c", 30, 5)];
    let steps = vec![
        step("exotel/cc/trunk/create", create("cc", TerminationAuth::IpAcl)),
        step("exotel/cc/origination/add", Change::AddOriginationUris { specs }),
    ];
    plan(world, vec![("exotel", vec![trunk("cc", None, steps)])])
}

const BATCH: [&str; 4] = [
    "exotel cc",
    "exotel cc target sip:a.example.com:5061;transport=tls 10/1",
    "exotel cc target sip:b.example.com:5061;transport=tls 20/3",
    "exotel cc target sip:c.example.com:5061;transport=tls 30/5",
];

#[tokio::test]
async fn a_batch_of_targets_that_is_cut_after_any_request_converges() {
    for dies in [Dies::Applied, Dies::NotApplied] {
        converges(Carrier::Exotel, dies, batch, &BATCH, 4).await;
    }
}

#[tokio::test]
async fn a_batch_of_which_the_carrier_took_a_part_is_completed_by_a_resume() {
    let world = World::new().await;
    world.fail_first(Carrier::Exotel, "add destinations", Fault::PartlyFailedBatch);
    let report = world.apply().run(&batch(&world)).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Failed);
    assert_eq!(world.inventory().await.len(), BATCH.len() - 1, "the last one was refused");
    let report = world.apply().resume(None).await.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
    assert_eq!(world.inventory().await, BATCH);
}
