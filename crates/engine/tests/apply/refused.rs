//! What is refused before anything is sent.

use trunkline_engine::{
    Environment,
    apply::{Apply, ApplyError},
    plan::{Allow, Refusal},
    trunkline::model::{Carrier, Identity},
};

use crate::{plans::everything, world::World};

async fn refused(world: &World, plan: &trunkline_engine::plan::Plan) -> ApplyError {
    let error = world.apply().run(plan).await.unwrap_err();
    assert!(world.simulator.requests().is_empty(), "nothing is sent");
    assert!(world.store.runs(10).await.unwrap().is_empty(), "nothing is in the history");
    error
}

#[tokio::test]
async fn a_plan_that_needs_flags_is_refused_and_names_them_all() {
    let world = World::new().await;
    let mut plan = everything(&world);
    plan.accounts[0].trunks[0].steps[1].needs.insert(Allow::EmptyAcl);
    plan.accounts[1].trunks[0].steps[0].needs.insert(Allow::UnbindNumber);
    let error = refused(&world, &plan).await;
    assert_eq!(error.to_string(), "the plan needs --allow unbind-number --allow empty-acl");
}

#[tokio::test]
async fn a_plan_with_a_refusal_is_refused_whole() {
    let world = World::new().await;
    let mut plan = everything(&world);
    let reason = "is there already; write adopt: true, or import it".to_owned();
    plan.accounts[1].trunks[0].refusals.push(Refusal { field: None, reason });
    let error = refused(&world, &plan).await;
    assert_eq!(error.to_string(), "twilio/cc: is there already; write adopt: true, or import it");
}

#[tokio::test]
async fn a_plan_of_another_version_or_for_another_account_is_refused() {
    let world = World::new().await;
    let mut plan = everything(&world);
    plan.version = 99;
    assert_eq!(
        refused(&world, &plan).await.to_string(),
        "the plan has version 99; this program carries out version 1: plan again"
    );

    let mut plan = everything(&world);
    plan.accounts[0].identity = Identity::new(Carrier::EXOTEL, "other1", "mumbai");
    let error = refused(&world, &plan).await.to_string();
    assert!(error.contains("the plan was made for exotel other1 (mumbai)"), "{error}");

    let mut plan = everything(&world);
    plan.accounts[0].profile = "spare".to_owned();
    let error = refused(&world, &plan).await.to_string();
    assert!(error.starts_with("profile spare of the plan is not configured, or not in this file"), "{error}");
}

#[tokio::test]
async fn a_password_that_a_carrier_refuses_is_refused_before_anything_is_sent() {
    let world = World::new().await;
    let short = Environment::new(|_| Some("Sh0rt".to_owned()));
    let apply = Apply::new(&world.store, &world.providers, &short);
    let error = apply.run(&everything(&world)).await.unwrap_err().to_string();
    assert!(error.starts_with("twilio/agents: password of agent: must have at least 12 "), "{error}");
    assert!(!error.contains("Sh0rt") && !error.contains("exotel"), "{error}");
    assert!(world.simulator.requests().is_empty());
}

#[tokio::test]
async fn every_password_that_is_missing_is_named_at_once() {
    let world = World::new().await;
    let nothing = Environment::new(|_| None);
    let apply = Apply::new(&world.store, &world.providers, &nothing);
    let error = apply.run(&everything(&world)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "exotel/agents: password of agent: variable AGENT_PASSWORD is not set; \
         twilio/agents: password of agent: variable AGENT_PASSWORD is not set"
    );
    assert!(world.simulator.requests().is_empty());
}
