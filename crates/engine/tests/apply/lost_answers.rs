//! Creates whose answer is lost, on each carrier.

use trunkline_engine::{
    apply::Became,
    store::{NewRun, RunOutcome},
    trunkline::{Effect, ErrorKind, model::TrunkId, twilio::wire::NewOriginationUrl},
};
use trunkline_sim::{Carrier, ErrorBody, Fault, StatusFault};

use crate::{
    plans::{everything, plan},
    world::{EVERYTHING, World, exotel, step, twilio, unavailable},
};

const TARGET: &str = "sip:sbc.example.com:5061;transport=tls";

/// The request that creates, and the end of the name of the step that makes it.
const CREATES: [(Carrier, &str, &str); 10] = [
    (Carrier::Exotel, "create trunk", "exotel/cc/trunk/create"),
    (Carrier::Exotel, "add ACL row", "exotel/cc/acl/44.229.228.186/32/add"),
    (Carrier::Exotel, "add destinations", "exotel/cc/origination/sbc/add"),
    (Carrier::Exotel, "map number", "exotel/cc/numbers/+918040264208/bind"),
    (Carrier::Exotel, "create credential", "exotel/agents/credentials/agent/add"),
    (Carrier::Twilio, "CreateTrunk", "twilio/cc/trunk/create"),
    (Carrier::Twilio, "CreateSipIpAddress", "twilio/cc/acl/44.229.228.186/32/add"),
    (Carrier::Twilio, "CreateOriginationUrl", "twilio/cc/origination/sbc/add"),
    (Carrier::Twilio, "CreatePhoneNumber", "twilio/cc/numbers/+14155550100/bind"),
    (Carrier::Twilio, "CreateSipCredential", "twilio/agents/credentials/agent/add"),
];

#[tokio::test]
async fn what_was_made_is_read_back_and_found() {
    for (carrier, operation, name) in CREATES {
        for fault in [
            Fault::ResetAfter,
            Fault::CutBody,
            Fault::Status(StatusFault::new(502).with_body(ErrorBody::Html).processed()),
        ] {
            let world = World::new().await;
            world.fail_first(carrier, operation, fault.clone());
            let report = world.apply().run(&everything(&world)).await.unwrap();
            let again = report.outcome != RunOutcome::Done;
            if again {
                // A create of several requests may stop in the middle; it is made sure of.
                world.heal();
                let report = world.apply().resume(None).await.unwrap();
                assert_eq!(report.outcome, RunOutcome::Done, "{name} {fault:?}: {report:#?}");
            }
            assert_eq!(world.inventory().await, EVERYTHING, "{name} {fault:?}");
            let sent = world.sent(operation);
            let once = if operation.to_lowercase().contains("trunk") { 2 } else { 1 };
            assert_eq!(sent, once, "{name} {fault:?}: nothing is created twice");
        }
    }
}

#[tokio::test]
async fn what_was_not_made_is_not_sent_again_in_the_run_and_made_by_a_resume() {
    for (carrier, operation, name) in CREATES {
        for fault in [Fault::ResetBefore, unavailable()] {
            let world = World::new().await;
            world.fail(carrier, operation, fault.clone());
            let report = world.apply().run(&everything(&world)).await.unwrap();
            let failed = report.steps.iter().find(|step| step.step == name).unwrap();
            assert!(
                matches!(failed.became, Became::Failed { effect: Effect::Unknown | Effect::Partial, .. }),
                "{name} {fault:?}: {failed:?}"
            );
            assert_eq!(report.outcome, RunOutcome::Failed);
            let trunks = if operation.to_lowercase().contains("trunk") { 2 } else { 1 };
            assert_eq!(world.sent(operation), trunks, "{name} {fault:?}: once for each");

            world.heal();
            let report = world.apply().resume(None).await.unwrap();
            assert_eq!(report.outcome, RunOutcome::Done, "{name} {fault:?}: {report:#?}");
            assert_eq!(world.inventory().await, EVERYTHING, "{name} {fault:?}");
            assert_eq!(world.sent(operation), 2 * trunks, "{name} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_run_that_has_ended_well_is_not_resumed() {
    let world = World::new().await;
    world.apply().run(&everything(&world)).await.unwrap();
    let error = world.apply().resume(None).await.unwrap_err();
    assert_eq!(error.to_string(), "no run is unfinished: there is nothing to resume");
    let error = world.apply().resume(Some(7)).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no run 7");
}

#[tokio::test]
async fn a_run_goes_on_by_its_number_however_many_came_since() {
    let world = World::new().await;
    world.fail(Carrier::Exotel, "create trunk", unavailable());
    let begun = world.apply().run(&everything(&world)).await.unwrap();
    assert_eq!(begun.outcome, RunOutcome::Failed);
    world.heal();
    let elsewhere = serde_json::to_string(&plan(&world, Vec::new())).unwrap();
    for _ in 0..120 {
        let other = NewRun {
            what: "apply".to_owned(),
            who: "ravi@laptop".to_owned(),
            file: "-".to_owned(),
            plan: elsewhere.clone(),
        };
        let other = world.store.begin(&[], &other).await.unwrap();
        world.store.end(&[], other.id, RunOutcome::Done).await.unwrap();
    }
    let resumed = world.apply().resume(Some(begun.number)).await.unwrap();
    assert_eq!((resumed.run, resumed.outcome), (begun.run, RunOutcome::Done));
}

#[tokio::test]
async fn a_trunk_that_someone_else_made_meanwhile_is_not_taken_over_by_a_resume() {
    let world = World::new().await;
    let plan = everything(&world);
    let spec = match &plan.accounts[0].trunks[0].steps[0].change {
        trunkline_engine::plan::Change::CreateTrunk { spec } => spec.clone(),
        other => panic!("{other:?}"),
    };
    let _ = world.providers["exotel"].trunks().create_trunk(&spec).await.unwrap();
    for attempt in 1..=2 {
        let report = match attempt {
            1 => world.apply().run(&plan).await.unwrap(),
            _ => world.apply().resume(None).await.unwrap(),
        };
        let create = report.steps.iter().find(|step| step.step == "exotel/cc/trunk/create").unwrap();
        assert_eq!(create.became, Became::Failed { kind: ErrorKind::AlreadyExists, effect: Effect::None });
    }
    assert!(!world.inventory().await.iter().any(|line| line.starts_with("exotel cc ")));
}

/// Adds the target of `everything` twice, as two people do who do not know of each other.
async fn add_twins(world: &World, profile: &str, trunk: &TrunkId) -> [String; 2] {
    let mut twins = Vec::new();
    for name in ["one", "two"] {
        twins.push(if profile == "exotel" {
            // Exotel takes a target without its scheme.
            let target = TARGET.trim_start_matches("sip:");
            let added = exotel(&world.simulator).map_destination_uris(trunk, &[target]).await.unwrap();
            added.into_iter().next().unwrap().unwrap().id.to_string()
        } else {
            let new = NewOriginationUrl::new(TARGET, name);
            twilio(&world.simulator).create_origination_url(trunk.as_str(), &new).await.unwrap().sid
        });
    }
    twins.try_into().unwrap()
}

#[tokio::test]
async fn a_resume_that_finds_a_target_twice_names_both_and_adds_none() {
    for (carrier, profile, operation) in
        [(Carrier::Exotel, "exotel", "add destinations"), (Carrier::Twilio, "twilio", "CreateOriginationUrl")]
    {
        let world = World::new().await;
        world.fail(carrier, operation, Fault::ResetBefore);
        let report = world.apply().run(&everything(&world)).await.unwrap();
        world.heal();
        let created = step(&report, &format!("{profile}/cc/trunk/create")).object.clone().unwrap();
        let trunk: TrunkId = created.parse().unwrap();
        let twins = add_twins(&world, profile, &trunk).await;

        world.simulator.clear_requests();
        let report = world.apply().resume(None).await.unwrap();
        let failed = step(&report, &format!("{profile}/cc/origination/sbc/add"));
        let conflict = Became::Failed { kind: ErrorKind::Conflict, effect: Effect::Applied };
        assert_eq!(failed.became, conflict, "{failed:?}");
        assert!(twins.iter().all(|twin| failed.messages[0].contains(twin)), "{twins:?} in {failed:?}");
        assert_eq!(world.sent(operation), 0, "{profile}: no third one");

        // A person decides which one goes.
        let targets = world.providers[profile].originations().unwrap();
        let _ = targets.remove_origination_uri(&trunk, &twins[0].parse().unwrap()).await.unwrap();
        let report = world.apply().resume(None).await.unwrap();
        assert_eq!(report.outcome, RunOutcome::Done, "{report:#?}");
        assert_eq!(
            step(&report, &format!("{profile}/cc/origination/sbc/add")).object,
            Some(twins[1].clone())
        );
        assert_eq!(world.inventory().await, EVERYTHING);
    }
}
