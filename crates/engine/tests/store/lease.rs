//! The right to change an account.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use trunkline::model::{Carrier, Identity};
use trunkline_engine::{
    store::{LEASE, Leased, Store},
    trunkline,
};

use crate::{
    child,
    given::{Clock, account, granted},
    place::Place,
};

async fn is_granted(store: &Store) -> bool {
    matches!(store.lease(&account(), "someone").await.unwrap(), Leased::Granted(_))
}

pub(crate) async fn one_of_two_is_granted(place: Arc<Place>) {
    let clock = Clock::new();
    let (ours, theirs) = (clock.in_(place.open().await), clock.in_(place.open().await));
    granted(&ours, "asha@build-7 pid 4711").await;
    let since = clock.now();
    clock.pass(Duration::from_secs(5));
    assert_eq!(
        theirs.lease(&account(), "ben@laptop pid 12").await.unwrap(),
        Leased::Held { holder: "asha@build-7 pid 4711".into(), since, expires: since + LEASE }
    );
}

pub(crate) async fn given_back_it_is_granted_at_once(place: Arc<Place>) {
    let store = place.open().await;
    let first = granted(&store, "first").await;
    let fence = first.fence;
    store.release(first).await.unwrap();
    assert!(granted(&store, "second").await.fence > fence);
}

pub(crate) async fn it_ends_unless_it_is_renewed(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let lease = granted(&store, "first").await;
    let nearly = LEASE.checked_sub(Duration::from_micros(1)).unwrap();
    clock.pass(nearly);
    assert!(store.renew(&lease).await.unwrap());
    clock.pass(nearly);
    assert!(!is_granted(&store).await);
    clock.pass(Duration::from_micros(1));
    assert!(is_granted(&store).await);
}

pub(crate) async fn one_that_was_taken_over_is_not_renewed(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let first = granted(&store, "first").await;
    clock.pass(LEASE);
    assert!(store.renew(&first).await.unwrap(), "nobody has taken it over");
    clock.pass(LEASE);
    let second = granted(&store, "second").await;
    assert!(!store.renew(&first).await.unwrap());
    assert!(store.renew(&second).await.unwrap());
    store.release(second.clone()).await.unwrap();
    assert!(!store.renew(&second).await.unwrap());
}

pub(crate) async fn giving_back_what_was_taken_over_does_nothing(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    let first = granted(&store, "first").await;
    clock.pass(LEASE);
    granted(&store, "second").await;
    store.release(first).await.unwrap();
    assert!(!is_granted(&store).await);
}

pub(crate) async fn accounts_do_not_share_one(place: Arc<Place>) {
    let store = place.open().await;
    let accounts = [
        Identity::new(Carrier::TWILIO, "A", "us1"),
        Identity::new(Carrier::TWILIO, "A", "ie1"),
        Identity::new(Carrier::TWILIO, "B", "us1"),
        Identity::new(Carrier::EXOTEL, "A", "us1"),
    ];
    for account in &accounts {
        assert!(matches!(store.lease(account, "someone").await.unwrap(), Leased::Granted(_)), "{account}");
    }
}

pub(crate) async fn one_of_many_tasks_is_granted(place: Arc<Place>) {
    let stores = join_all((0..4).map(|_| place.open())).await;
    let asked = join_all((0..24).map(|task| is_granted(&stores[task % 4]))).await;
    assert_eq!(asked.into_iter().filter(|granted| *granted).count(), 1);
}

pub(crate) async fn one_of_a_dead_process_is_granted_at_once(place: Arc<Place>) {
    let (mut child, said) = child::start(&place, "lease").await;
    assert_eq!(said, "granted");
    let store = place.open().await;
    assert!(!is_granted(&store).await);
    child.kill().await.unwrap();
    // Elsewhere a death is not seen, and the lease ends in its time.
    assert_eq!(is_granted(&store).await, cfg!(target_os = "linux"));
}

pub(crate) async fn one_of_many_processes_is_granted(place: Arc<Place>) {
    // The table is not there yet either: they race for that as well.
    let asked = join_all((0..4).map(|_| child::start(&place, "lease"))).await;
    let mut said: Vec<&str> = asked.iter().map(|(_, said)| said.as_str()).collect();
    said.sort_unstable();
    assert_eq!(said, ["granted", "held", "held", "held"]);
}
