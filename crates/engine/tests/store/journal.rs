//! Intents and results.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::future::join_all;
use jiff::Timestamp;
use serde_json::json;
use sqlx::{Any, Transaction};
use trunkline::{
    Effect, ErrorKind,
    model::{Carrier, Identity},
};
use trunkline_engine::{
    store::{
        CallRecord, LEASE, Lease, OwnedTrunk, Ownership, RunId, StepOutcome, StepResult, Store, StoreError,
    },
    trunkline,
};
use uuid::Uuid;

use crate::{
    child,
    given::{Clock, begun, changed, granted, granted_of},
    place::Place,
};

async fn open(place: &Place) -> (Store, Lease, RunId) {
    let store = place.open().await;
    let lease = granted(&store, "first").await;
    let run = begun(&store).await.id;
    (store, lease, run)
}

pub(crate) async fn attempts_are_counted_and_keep_their_results(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    let other = begun(&store).await.id;
    assert_eq!(store.intend(&lease, run, "a").await.unwrap(), 1);
    assert_eq!(store.intend(&lease, run, "b").await.unwrap(), 1);
    assert_eq!(store.intend(&lease, run, "a").await.unwrap(), 2);
    assert_eq!(store.intend(&lease, other, "a").await.unwrap(), 1);
    store.conclude(&lease, run, "a", 2, &changed("TK2")).await.unwrap();

    let journal = store.journal(run).await.unwrap();
    let seen: Vec<_> =
        journal.iter().map(|entry| (entry.step.as_str(), entry.attempt, entry.result.clone())).collect();
    assert_eq!(seen, [("a", 1, None), ("b", 1, None), ("a", 2, Some(changed("TK2")))]);
    assert_eq!(store.journal(other).await.unwrap().len(), 1);
}

pub(crate) async fn a_result_comes_back_as_it_was_written(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    let result = StepResult {
        outcome: StepOutcome::Failed { kind: ErrorKind::NotFound, effect: Effect::Unknown },
        messages: vec!["it’s \"gone\"\0\n".into(), String::new()],
        replaced: Some(json!({ "weight": 10, "uri": null })),
        calls: vec![CallRecord {
            operation: "create trunk".into(),
            method: "POST".into(),
            attempt: 2,
            outcome: "answered".into(),
            status: Some(404),
            request_id: Some("RQ1".into()),
            milliseconds: 12,
        }],
        ..changed("TK1")
    };
    let attempt = store.intend(&lease, run, "a").await.unwrap();
    store.conclude(&lease, run, "a", attempt, &result).await.unwrap();
    assert_eq!(store.journal(run).await.unwrap()[0].result, Some(result));
}

pub(crate) async fn intents_keep_their_order(place: Arc<Place>) {
    let clock = Clock::new();
    let (store, lease, run) = open(&place).await;
    let store = clock.in_(store);
    for step in ["b", "c", "a"] {
        store.intend(&lease, run, step).await.unwrap();
    }
    let journal = store.journal(run).await.unwrap();
    assert_eq!(journal.iter().map(|entry| entry.step.as_str()).collect::<Vec<_>>(), ["b", "c", "a"]);
    assert!(journal.iter().all(|entry| entry.intended == clock.now()));
}

pub(crate) async fn what_was_taken_over_is_refused(place: Arc<Place>) {
    let clock = Clock::new();
    let ours = clock.in_(place.open().await);
    let theirs = clock.in_(place.open().await);
    let lease = granted(&ours, "ours").await;
    let run = begun(&ours).await.id;
    let attempt = ours.intend(&lease, run, "a").await.unwrap();
    clock.pass(LEASE);
    let since = clock.now();
    granted(&theirs, "ben@laptop pid 12").await;

    for refused in [
        ours.conclude(&lease, run, "a", attempt, &changed("TK1")).await.unwrap_err(),
        ours.intend(&lease, run, "b").await.unwrap_err(),
    ] {
        assert!(refused.to_string().contains("ben@laptop pid 12"), "{refused}");
        let StoreError::Fenced { account, holder } = refused else { panic!("{refused}") };
        assert_eq!(account, lease.account);
        assert_eq!(holder, Some(("ben@laptop pid 12".into(), since)));
    }
    let journal = theirs.journal(run).await.unwrap();
    assert_eq!(journal.len(), 1);
    assert_eq!(journal[0].result, None);
}

pub(crate) async fn what_was_given_back_is_refused(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    store.release(lease.clone()).await.unwrap();
    let refused = store.intend(&lease, run, "a").await.unwrap_err();
    assert!(matches!(refused, StoreError::Fenced { holder: None, .. }), "{refused}");
    assert_eq!(store.journal(run).await.unwrap(), []);
}

pub(crate) async fn a_lease_that_nobody_took_over_still_writes(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let lease = granted(&store, "ours").await;
    let run = begun(&store).await.id;
    clock.pass(LEASE * 2);
    let attempt = store.intend(&lease, run, "a").await.unwrap();
    store.conclude(&lease, run, "a", attempt, &changed("TK1")).await.unwrap();
}

pub(crate) async fn a_result_is_written_once(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    let attempt = store.intend(&lease, run, "a").await.unwrap();
    store.conclude(&lease, run, "a", attempt, &changed("TK1")).await.unwrap();
    for (step, attempt) in [("a", attempt), ("a", attempt + 1), ("b", 1)] {
        let refused = store.conclude(&lease, run, step, attempt, &changed("TK2")).await.unwrap_err();
        assert!(matches!(refused, StoreError::NoIntent { .. }), "{refused}");
    }
    assert_eq!(store.journal(run).await.unwrap()[0].result, Some(changed("TK1")));
}

pub(crate) async fn an_intent_needs_its_run(place: Arc<Place>) {
    let (store, lease, _) = open(&place).await;
    let unknown = RunId(Uuid::nil());
    let refused = store.intend(&lease, unknown, "a").await.unwrap_err();
    assert!(matches!(refused, StoreError::NoRun(run) if run == unknown), "{refused}");
}

/// Writes that wait at the same time are committed in one transaction.
pub(crate) async fn one_that_is_refused_takes_no_other_with_it(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    let overtaken = Lease { fence: lease.fence - 1, ..lease.clone() };
    let (first, of_no_run, fenced, second) = tokio::join!(
        store.intend(&lease, run, "a"),
        store.intend(&lease, RunId(Uuid::nil()), "b"),
        store.intend(&overtaken, run, "c"),
        store.intend(&lease, run, "d"),
    );
    assert_eq!((first.unwrap(), second.unwrap()), (1, 1));
    assert!(matches!(of_no_run, Err(StoreError::NoRun(_))), "{of_no_run:?}");
    assert!(matches!(fenced, Err(StoreError::Fenced { .. })), "{fenced:?}");
    let journal = store.journal(run).await.unwrap();
    assert_eq!(journal.iter().map(|entry| entry.step.as_str()).collect::<Vec<_>>(), ["a", "d"]);
}

/// Otherwise the database gives one of two up that wait for each other, and with it all that are committed together.
pub(crate) async fn whoever_locks_two_accounts_does_so_in_their_order(place: Arc<Place>) {
    async fn lock(transaction: &mut Transaction<'_, Any>, lease: &Lease) {
        const LOCK: &str = "SELECT fence FROM lease WHERE account = $1 FOR UPDATE";
        sqlx::query(LOCK).bind(&lease.account).execute(&mut **transaction).await.unwrap();
    }
    const KEPT_WAITING: &str =
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))";

    let store = place.open().await;
    let run = begun(&store).await.id;
    let [first, second] = ["A", "B"].map(|account| Identity::new(Carrier::TWILIO, account, "us1"));
    let (first, second) =
        (granted_of(&store, &first, "ours").await, granted_of(&store, &second, "ours").await);
    let tables = place.tables().await;
    let mut other = tables.begin().await.unwrap();
    lock(&mut other, &first).await;
    // Both are written in one transaction.
    let (of_second, of_first, ()) =
        tokio::join!(store.intend(&second, run, "b"), store.intend(&first, run, "a"), async {
            let waits = async {
                while sqlx::query_scalar::<_, i64>(KEPT_WAITING).fetch_one(&mut *other).await.unwrap() == 0 {}
            };
            tokio::time::timeout(Duration::from_mins(1), waits).await.expect("it waits for the first");
            lock(&mut other, &second).await;
            other.commit().await.unwrap();
        });
    assert_eq!((of_first.unwrap(), of_second.unwrap()), (1, 1));
}

/// Finding out can take as long as the store is waited for: not once for each.
pub(crate) async fn what_is_wrong_with_the_store_is_told_to_all(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    sqlx::query("DROP TABLE owned_trunk").execute(&place.tables().await).await.unwrap();
    let trunk = OwnedTrunk {
        trunk: "TK1".parse().unwrap(),
        name: "cc".parse().unwrap(),
        how: Ownership::Created,
        since: Timestamp::UNIX_EPOCH,
    };
    let (first, broken, second) = tokio::join!(
        store.intend(&lease, run, "a"),
        store.own(&lease, &trunk),
        store.intend(&lease, run, "b"),
    );
    for told in [first.map(drop), broken, second.map(drop)] {
        let refused = told.unwrap_err();
        assert!(matches!(refused, StoreError::Database { .. }), "{refused:?}");
        assert!(refused.to_string().contains("owned_trunk"), "{refused}");
    }
    assert_eq!(store.journal(run).await.unwrap(), []);
}

pub(crate) async fn one_that_is_given_up_takes_no_other_with_it(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    let given_up = async {
        tokio::select! {
            biased;
            _ = store.intend(&lease, run, "a") => panic!("it is not durable at once"),
            () = async {} => {}
        }
    };
    let ((), other) = tokio::join!(given_up, store.intend(&lease, run, "b"));
    assert_eq!(other.unwrap(), 1);
    assert!(store.journal(run).await.unwrap().iter().any(|entry| entry.step == "b"));
}

pub(crate) async fn eight_workers_lose_nothing(place: Arc<Place>) {
    let (store, lease, run) = open(&place).await;
    let stores = [store, place.open().await];
    join_all((0..8).map(|worker| {
        let (store, lease) = (&stores[worker % 2], &lease);
        async move {
            for step in 0..25 {
                let step = format!("{worker}/{step}");
                let attempt = store.intend(lease, run, &step).await.unwrap();
                store.conclude(lease, run, &step, attempt, &changed(&step)).await.unwrap();
            }
        }
    }))
    .await;
    let journal = stores[0].journal(run).await.unwrap();
    assert_eq!(journal.len(), 200);
    assert_eq!(journal.iter().map(|entry| &entry.step).collect::<BTreeSet<_>>().len(), 200);
    assert!(journal.iter().all(|entry| entry.result == Some(changed(&entry.step))));
}

pub(crate) async fn a_killed_process_loses_nothing(place: Arc<Place>) {
    let (mut child, said) = child::start(&place, "intend").await;
    assert_eq!(said, "intended");
    // SIGKILL: the process closes nothing.
    child.kill().await.unwrap();

    let store = place.open().await;
    let not_ended = store.not_ended().await.unwrap();
    assert_eq!(not_ended.len(), 1);
    let journal = store.journal(not_ended[0].0.id).await.unwrap();
    let seen: Vec<_> = journal.iter().map(|entry| (entry.step.as_str(), entry.result.clone())).collect();
    assert_eq!(seen, [("concluded", Some(changed("TK1"))), ("intended", None)]);
}
