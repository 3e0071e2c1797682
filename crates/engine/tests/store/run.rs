//! Runs.

use std::sync::Arc;

use trunkline_engine::store::{RunId, RunOutcome, StoreError};
use uuid::Uuid;

use crate::{
    given::{Clock, begun, new_run},
    place::Place,
};

pub(crate) async fn they_are_numbered_and_listed_newest_first(place: Arc<Place>) {
    let store = place.open().await;
    let mut begun = Vec::new();
    for what in ["apply", "undo of 1", "apply"] {
        begun.push(store.begin(&new_run(what)).await.unwrap());
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
    let run = store.begin(&new).await.unwrap();
    assert_eq!(
        (&run.what, &run.who, &run.file, run.started, run.ended, run.outcome),
        (&new.what, &new.who, &new.file, clock.now(), None, None)
    );
    assert_eq!(store.run(run.number).await.unwrap(), Some((run, new.plan)));
    assert_eq!(store.run(2).await.unwrap(), None);
}

pub(crate) async fn unfinished_ones_can_be_resumed(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let (died, stopped, failed, done) =
        (begun(&store).await, begun(&store).await, begun(&store).await, begun(&store).await);
    store.end(stopped.id, RunOutcome::Stopped).await.unwrap();
    store.end(failed.id, RunOutcome::Failed).await.unwrap();
    store.end(done.id, RunOutcome::Done).await.unwrap();
    let unfinished = store.unfinished().await.unwrap();
    assert_eq!(unfinished.iter().map(|run| run.id).collect::<Vec<_>>(), [died.id, stopped.id]);
    assert_eq!(unfinished[1].outcome, Some(RunOutcome::Stopped));
    assert_eq!(unfinished[1].ended, Some(clock.now()));

    store.resume(stopped.id).await.unwrap();
    assert_eq!(store.unfinished().await.unwrap()[1], stopped);
    store.end(stopped.id, RunOutcome::Done).await.unwrap();
    assert_eq!(store.unfinished().await.unwrap(), [died]);
}

pub(crate) async fn none_can_be_ended_that_is_not_there(place: Arc<Place>) {
    let store = place.open().await;
    let unknown = RunId(Uuid::nil());
    for refused in
        [store.end(unknown, RunOutcome::Done).await.unwrap_err(), store.resume(unknown).await.unwrap_err()]
    {
        assert!(matches!(refused, StoreError::NoRun(run) if run == unknown), "{refused}");
    }
}
