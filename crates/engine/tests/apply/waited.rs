//! What happens while an apply waits for its leases.

use jiff::Timestamp;
use tokio::sync::Notify;
use trunkline_engine::{
    apply::{ApplyError, Estimate, Events, StepReport},
    plan::Step,
    store::{LEASE, Leased, NewRun, RunOutcome, StepOutcome, StepResult},
    trunkline::{
        model::{TerminationAuth, TrunkSpec},
        provider::Provider as _,
    },
};
use trunkline_sim::{Carrier, Fault, StatusFault};

use crate::{
    plans::everything,
    world::{EVERYTHING, World, unavailable},
};

/// Tells when an apply waits.
#[derive(Debug, Default)]
struct Waits(Notify);

impl Events for Waits {
    fn waiting(&self, _: &str, _: &str, _: Timestamp) {
        self.0.notify_one();
    }

    fn started(&self, _: usize, _: Estimate) {}

    fn step_started(&self, _: &Step) {}

    fn step_finished(&self, _: &StepReport) {}

    fn verifying(&self) {}
}

#[tokio::test]
async fn a_run_is_not_resumed_over_one_that_ended_meanwhile() {
    let world = World::new().await;
    let plan = everything(&world);
    world.fail(Carrier::Exotel, "create trunk", unavailable());
    assert_eq!(world.apply().run(&plan).await.unwrap().outcome, RunOutcome::Failed);
    world.heal();
    let exotel = world.providers["exotel"].identity();
    let Leased::Granted(theirs) = world.store.lease(exotel, "ravi@laptop").await.unwrap() else {
        panic!("nobody holds it")
    };
    let sent = world.simulator.requests().len();
    let waits = Waits::default();
    let apply = world.apply().waiting().watched(&waits);
    let (resumed, ()) = tokio::join!(apply.resume(None), async {
        waits.0.notified().await;
        let other = NewRun {
            what: "apply".to_owned(),
            who: "ravi@laptop".to_owned(),
            file: "-".to_owned(),
            plan: serde_json::to_string(&plan).unwrap(),
        };
        let other = world.store.begin(&[], &other).await.unwrap();
        world.store.end(&[&theirs], other.id, RunOutcome::Done).await.unwrap();
        world.store.release(theirs).await.unwrap();
    });
    let error = resumed.unwrap_err();
    assert!(matches!(error, ApplyError::Overtaken { number: 1, by: 2 }), "{error}");
    assert_eq!(
        world.simulator.requests().len(),
        sent,
        "nothing is sent by a plan about a world that is gone"
    );
}

#[tokio::test]
async fn a_step_that_another_process_did_meanwhile_is_not_done_again() {
    let world = World::new().await;
    let plan = everything(&world);
    world.fail(Carrier::Exotel, "create trunk", Fault::Status(StatusFault::new(429)));
    let failed = world.apply().run(&plan).await.unwrap();
    assert_eq!(failed.outcome, RunOutcome::Failed);
    world.heal();
    let exotel = &world.providers["exotel"];
    let Leased::Granted(theirs) = world.store.lease(exotel.identity(), "ravi@laptop").await.unwrap() else {
        panic!("nobody holds it")
    };
    let sent = world.sent("create trunk");
    let waits = Waits::default();
    let apply = world.apply().waiting().watched(&waits);
    let (resumed, ()) = tokio::join!(apply.resume(None), async {
        waits.0.notified().await;
        let step = "exotel/cc/trunk/create";
        let attempt = world.store.intend(&theirs, failed.run, step).await.unwrap();
        let spec = TrunkSpec::new("cc".parse().unwrap(), TerminationAuth::IpAcl);
        let made = exotel.trunks().create_trunk(&spec).await.unwrap();
        let result = StepResult {
            at: Timestamp::now(),
            outcome: StepOutcome::Changed,
            object: Some(made.value.id.to_string()),
            messages: Vec::new(),
            replaced: None,
            calls: Vec::new(),
        };
        world.store.conclude(&theirs, failed.run, step, attempt, &result).await.unwrap();
        world.store.release(theirs).await.unwrap();
    });
    assert_eq!(resumed.unwrap().outcome, RunOutcome::Done);
    assert_eq!(world.sent("create trunk"), sent + 2, "theirs, and ours of the other trunk");
    assert_eq!(world.inventory().await, EVERYTHING);
}

#[tokio::test]
async fn while_one_account_is_waited_for_another_can_come_and_go() {
    let world = World::new().await;
    let [exotel, twilio] = ["exotel", "twilio"].map(|profile| world.providers[profile].identity());
    let granted = async |identity| match world.store.lease(identity, "ravi@laptop").await.unwrap() {
        Leased::Granted(lease) => lease,
        held @ Leased::Held { .. } => panic!("{held:?}"),
    };
    let theirs = granted(twilio).await;
    let waits = Waits::default();
    let (apply, plan) = (world.apply().waiting().watched(&waits), everything(&world));
    let (report, ()) = tokio::join!(apply.run(&plan), async {
        waits.0.notified().await;
        for _ in 0..2 {
            world.pass(LEASE * 2 / 3);
            assert!(world.store.renew(&theirs).await.unwrap());
        }
        world.store.release(granted(exotel).await).await.unwrap();
        world.store.release(theirs).await.unwrap();
    });
    let report = report.unwrap();
    assert_eq!(report.outcome, RunOutcome::Done, "{:?}", report.trouble);
    assert_eq!(world.inventory().await, EVERYTHING);
}
