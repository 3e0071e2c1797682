//! Runs.

use std::sync::Arc;

use trunkline_engine::store::{LEASE, RunId, RunOutcome, StoreError};
use uuid::Uuid;

use crate::{
    given::{Clock, begun, granted, new_run},
    place::Place,
};

pub(crate) async fn they_are_numbered_and_listed_newest_first(place: Arc<Place>) {
    let store = place.open().await;
    let mut begun = Vec::new();
    for what in ["apply", "undo of 1", "apply"] {
        begun.push(store.begin(&[], &new_run(what)).await.unwrap());
    }
    assert_eq!(begun.iter().map(|run| run.number).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(begun.is_sorted_by_key(|run| run.id));
    begun.reverse();
    assert_eq!(store.runs(10).await.unwrap(), begun);
    assert_eq!(store.runs(2).await.unwrap(), begun[..2]);
}

pub(crate) async fn a_run_keeps_its_plan(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let new = new_run("undo of 1");
    let run = store.begin(&[], &new).await.unwrap();
    assert_eq!(
        (&run.what, &run.who, &run.file, run.started, run.ended, run.outcome),
        (&new.what, &new.who, &new.file, clock.now(), None, None)
    );
    assert_eq!(store.run(run.number).await.unwrap(), Some((run, new.plan)));
    assert_eq!(store.run(2).await.unwrap(), None);
}

pub(crate) async fn one_that_goes_on_has_not_ended(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let lease = granted(&store, "ours").await;
    let (died, stopped) = (begun(&store).await, begun(&store).await);
    for outcome in [RunOutcome::Failed, RunOutcome::Done, RunOutcome::Overtaken] {
        let ended = begun(&store).await;
        store.end(&[&lease], ended.id, outcome).await.unwrap();
    }
    store.end(&[&lease], stopped.id, RunOutcome::Stopped).await.unwrap();
    let (found, _) = store.run(stopped.number).await.unwrap().unwrap();
    assert_eq!((found.outcome, found.ended), (Some(RunOutcome::Stopped), Some(clock.now())));
    let plan = new_run("apply").plan;
    assert_eq!(store.not_ended().await.unwrap(), [(died.clone(), plan.clone())]);

    store.resume(&[&lease], stopped.id).await.unwrap();
    assert_eq!(store.not_ended().await.unwrap(), [(died, plan.clone()), (stopped, plan)]);
}

pub(crate) async fn none_begins_without_its_lease(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let lost = granted(&store, "ours").await;
    clock.pass(LEASE);
    let held = granted(&store, "theirs").await;
    let refused = store.begin(&[&lost], &new_run("apply")).await.unwrap_err();
    assert!(matches!(refused, StoreError::Fenced { .. }), "{refused}");
    assert_eq!(store.runs(10).await.unwrap(), []);
    store.begin(&[&held], &new_run("apply")).await.unwrap();
}

pub(crate) async fn none_can_be_ended_that_is_not_there(place: Arc<Place>) {
    let store = place.open().await;
    let unknown = RunId(Uuid::nil());
    for refused in [
        store.end(&[], unknown, RunOutcome::Done).await.unwrap_err(),
        store.resume(&[], unknown).await.unwrap_err(),
    ] {
        assert!(matches!(refused, StoreError::NoRun(run) if run == unknown), "{refused}");
    }
}

pub(crate) async fn those_of_a_name_are_found_however_many_came_since(place: Arc<Place>) {
    let store = place.open().await;
    let first = store.begin(&[], &new_run("failover")).await.unwrap();
    for _ in 0..120 {
        store.begin(&[], &new_run("apply")).await.unwrap();
    }
    let last = store.begin(&[], &new_run("failover")).await.unwrap();
    assert_eq!(store.runs_named("failover").await.unwrap(), [last.clone(), first.clone()]);
    assert_eq!(store.runs_of("fail").await.unwrap(), [last.clone(), first]);
    assert_eq!(store.runs_after(121).await.unwrap(), [last]);
    assert_eq!(store.runs_named("failove").await.unwrap(), []);
}
