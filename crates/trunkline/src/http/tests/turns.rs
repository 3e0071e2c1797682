//! Who gets a turn, and when.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::Instant;

use crate::{
    http::{
        Priority, RateLimit,
        limit::{Held, Permit, Turn},
    },
    model::{Carrier, Identity},
};

const WINDOW: Duration = Duration::from_mins(1);

async fn turn(limit: &RateLimit, priority: Priority, latest: Instant) -> Result<Permit, Held> {
    let identity = Identity::new(Carrier::TWILIO, "AC1", "us1");
    let turn = Turn { identity: &identity, budget: None, priority, hold: Duration::ZERO, latest };
    limit.acquire(&turn).await
}

async fn acquire(limit: &RateLimit, latest: Instant) -> Result<Permit, Held> {
    turn(limit, Priority::Interactive, latest).await
}

fn far() -> Instant {
    Instant::now() + Duration::from_hours(1)
}

async fn grants(limit: &RateLimit, count: usize) -> Vec<Instant> {
    let mut at = Vec::new();
    for _ in 0..count {
        drop(acquire(limit, far()).await.unwrap());
        at.push(Instant::now());
    }
    at
}

fn most_in_any_window(at: &[Instant]) -> usize {
    at.iter()
        .map(|start| at.iter().filter(|end| **end >= *start && **end - *start < WINDOW).count())
        .max()
        .unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn no_window_has_more_than_the_limit() {
    let limit = RateLimit::new(Some(20), None);
    let began = Instant::now();
    let mut at = grants(&limit, 7).await;
    tokio::time::sleep(Duration::from_secs(45)).await;
    at.extend(grants(&limit, 60).await);
    assert_eq!(most_in_any_window(&at), 20);
    assert_eq!(at.iter().filter(|at| **at - began < WINDOW).count(), 20, "a burst may use the limit whole");
}

#[tokio::test(start_paused = true)]
async fn requests_leave_in_the_order_they_came() {
    let limit = RateLimit::new(Some(2), Some(3));
    let order = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = (0..12)
        .map(|number| {
            let (limit, order) = (limit.clone(), Arc::clone(&order));
            tokio::spawn(async move {
                let _permit = acquire(&limit, far()).await.unwrap();
                order.lock().unwrap().push((number, Instant::now()));
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock().unwrap().clone();
    assert_eq!(order.iter().map(|(number, _)| *number).collect::<Vec<_>>(), (0..12).collect::<Vec<_>>());
    assert_eq!(most_in_any_window(&order.iter().map(|(_, at)| *at).collect::<Vec<_>>()), 2);
}

#[tokio::test(start_paused = true)]
async fn clones_share_the_limit() {
    let limit = RateLimit::new(Some(1), None);
    grants(&limit, 1).await;
    let held = acquire(&limit.clone(), Instant::now() + Duration::from_secs(10)).await.unwrap_err();
    assert!(matches!(held, Held::Window { limit: 1, wait: WINDOW }), "{held}");
}

#[tokio::test(start_paused = true)]
async fn a_dropped_waiter_gives_its_turn_back_and_admits_nobody_early() {
    let limit = RateLimit::new(Some(2), None);
    let mut at = grants(&limit, 2).await;
    for _ in 0..5 {
        let waiting = acquire(&limit, far());
        tokio::time::timeout(Duration::from_secs(1), waiting).await.expect_err("its turn is a minute away");
    }
    at.extend(grants(&limit, 4).await);
    assert_eq!(most_in_any_window(&at), 2);
    assert_eq!(at[2] - at[0], WINDOW, "the dropped ones took no turn");
    assert_eq!(at[4] - at[0], 2 * WINDOW);
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_too_long_is_refused_at_once_and_says_how_long() {
    let limit = RateLimit::new(Some(1), None);
    grants(&limit, 1).await;
    let queued = {
        let limit = limit.clone();
        tokio::spawn(async move { acquire(&limit, far()).await.map(drop) })
    };
    tokio::task::yield_now().await;
    let now = Instant::now();
    let held = acquire(&limit, now + Duration::from_secs(90)).await.unwrap_err();
    assert!(matches!(held, Held::Window { limit: 1, wait } if wait == 2 * WINDOW), "{held}");
    assert_eq!(Instant::now(), now);
    queued.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn only_so_many_at_the_same_time() {
    let limit = RateLimit::new(None, Some(2));
    let first = acquire(&limit, far()).await.unwrap();
    let _second = acquire(&limit, far()).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(5);
    let held = acquire(&limit, deadline).await.unwrap_err();
    assert!(matches!(held, Held::Concurrent { limit: 2 }), "{held}");
    drop(first);
    acquire(&limit, far()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_place_is_free_a_minute_after_the_end_of_its_request() {
    let limit = RateLimit::new(Some(2), None);
    let began = Instant::now();
    let (short, long) = (acquire(&limit, far()).await.unwrap(), acquire(&limit, far()).await.unwrap());
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(short);
    tokio::time::sleep(Duration::from_secs(70)).await;
    acquire(&limit, far()).await.unwrap();
    drop(long);
    assert_eq!(began.elapsed(), Duration::from_secs(71), "one that is slow is in nobody's way");
    acquire(&limit, far()).await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(131), "both places count until a minute after the end");
}

#[tokio::test(start_paused = true)]
async fn interactive_requests_go_before_bulk_ones() {
    let limit = RateLimit::new(Some(1), None);
    drop(turn(&limit, Priority::Bulk, far()).await.unwrap());
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for (name, priority) in [
        ("bulk 1", Priority::Bulk),
        ("bulk 2", Priority::Bulk),
        ("interactive 1", Priority::Interactive),
        ("interactive 2", Priority::Interactive),
    ] {
        let (limit, order) = (limit.clone(), Arc::clone(&order));
        tasks.push(tokio::spawn(async move {
            let _permit = turn(&limit, priority, far()).await.unwrap();
            order.lock().unwrap().push(name);
        }));
        tokio::task::yield_now().await;
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), ["interactive 1", "interactive 2", "bulk 1", "bulk 2"]);
}

/// Places that this priority gets at once.
async fn at_once(limit: &RateLimit, priority: Priority) -> usize {
    let mut count = 0;
    while let Ok(permit) = turn(limit, priority, Instant::now() + Duration::from_millis(1)).await {
        drop(permit);
        count += 1;
    }
    count
}

#[tokio::test(start_paused = true)]
async fn bulk_leaves_a_tenth_to_interactive_requests_for_as_long_as_these_would_have_to_wait() {
    let limit = RateLimit::new(Some(200), None);
    let began = Instant::now();
    assert_eq!(at_once(&limit, Priority::Bulk).await, 181);
    drop(acquire(&limit, Instant::now() + Duration::from_millis(1)).await.unwrap());
    for _ in 0..18 {
        drop(turn(&limit, Priority::Bulk, far()).await.unwrap());
    }
    assert!(began.elapsed() < WINDOW, "all 200 are used within the minute: {:?}", began.elapsed());
    let full = Instant::now();
    drop(acquire(&limit, far()).await.unwrap());
    assert!(full.elapsed() <= Duration::from_secs(3), "{:?}", full.elapsed());
}

#[tokio::test(start_paused = true)]
async fn bulk_requests_get_a_tenth_of_what_interactive_ones_want_whole() {
    let limit = RateLimit::new(Some(30), None);
    grants(&limit, 30).await;
    let order = Arc::new(Mutex::new(Vec::new()));
    let tasks: Vec<_> = [Priority::Interactive; 90]
        .into_iter()
        .chain([Priority::Bulk; 9])
        .map(|priority| {
            let (limit, order) = (limit.clone(), Arc::clone(&order));
            tokio::spawn(async move {
                let _permit = turn(&limit, priority, far()).await.unwrap();
                order.lock().unwrap().push(priority);
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let order = order.lock().unwrap().clone();
    let bulk: Vec<_> = order
        .chunks(30)
        .map(|minute| minute.iter().filter(|priority| **priority == Priority::Bulk).count())
        .collect();
    assert_eq!(bulk, [3, 3, 3, 0]);
}

#[tokio::test(start_paused = true)]
async fn bulk_that_gives_up_says_how_long_it_would_have_had_to_wait() {
    let limit = RateLimit::new(Some(30), None);
    assert_eq!(at_once(&limit, Priority::Bulk).await, 28);
    let latest = Instant::now() + Duration::from_secs(15);
    let held = turn(&limit, Priority::Bulk, latest).await.unwrap_err();
    let five = Duration::from_secs(5);
    assert!(
        matches!(held, Held::Window { limit: 30, wait } if wait.abs_diff(five).as_millis() < 100),
        "{held}"
    );
}
