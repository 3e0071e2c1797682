//! Requests a minute that processes share.

use std::{cell::RefCell, sync::Arc, time::Duration};

use trunkline_engine::{
    store::{LenientBudget, SharedBudget},
    trunkline::http::{Ask, Budget as _, Grant, Leave, Priority},
};

use crate::{
    given::{Clock, account},
    place::Place,
};

const LIMIT: u32 = 30;
const HOLD: Duration = Duration::from_secs(15);
const MINUTE: Duration = Duration::from_mins(1);

async fn budgets<const COUNT: usize>(place: &Place, clock: &Clock) -> [SharedBudget; COUNT] {
    let mut budgets = Vec::new();
    for _ in 0..COUNT {
        budgets.push(SharedBudget::new(clock.in_(place.open().await)));
    }
    budgets.try_into().unwrap()
}

async fn ask(budget: &SharedBudget, priority: Priority) -> Leave {
    let account = account();
    budget.ask(&Ask::new(&account, LIMIT, HOLD).with_priority(priority)).await.unwrap()
}

/// What a process gets that asks until it gets nothing.
async fn all(budget: &SharedBudget) -> Vec<Grant> {
    all_of(budget, Priority::Interactive).await
}

async fn all_of(budget: &SharedBudget, priority: Priority) -> Vec<Grant> {
    let mut grants = Vec::new();
    while let Leave::Granted(grant) = ask(budget, priority).await {
        grants.push(grant);
    }
    grants
}

pub(crate) async fn as_many_as_the_limit_and_a_minute_after_their_end_again(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    let grants = all(&ours).await;
    assert_eq!(grants.len(), 30);
    assert_eq!(ask(&theirs, Priority::Interactive).await, Leave::Later(MINUTE));
    clock.pass(Duration::from_secs(1));
    ours.end(&account(), grants[0]).await.unwrap();
    clock.pass(MINUTE.checked_sub(Duration::from_micros(1)).unwrap());
    assert_eq!(ask(&theirs, Priority::Interactive).await, Leave::Later(Duration::from_micros(1)));
    clock.pass(Duration::from_micros(1));
    assert_eq!(all(&theirs).await.len(), 1);
}

pub(crate) async fn what_never_ends_comes_back(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    let grants = all(&ours).await;
    clock.pass(HOLD + MINUTE);
    assert_eq!(all(&theirs).await.len(), 30);
    ours.end(&account(), grants[0]).await.unwrap();
    clock.pass(MINUTE);
    assert_eq!(all(&ours).await.len(), 0, "an end that comes too late ends nobody else's");
}

pub(crate) async fn who_has_least_goes_first(place: Arc<Place>) {
    let clock = Clock::new();
    let [many, few] = budgets(&place, &clock).await;
    let grants = all(&many).await;
    assert!(matches!(ask(&few, Priority::Interactive).await, Leave::Later(_)));
    for grant in grants.iter().take(20) {
        many.end(&account(), *grant).await.unwrap();
    }
    clock.pass(MINUTE);
    assert!(matches!(ask(&few, Priority::Interactive).await, Leave::Granted(_)));
    assert!(all(&many).await.len() <= 2, "it has ten already");
    assert!(all(&few).await.len() >= 17);
    // Who asks no more is not waited for.
    clock.pass(HOLD + MINUTE);
    assert_eq!(all(&many).await.len(), 30);
}

pub(crate) async fn interactive_requests_of_others_go_before_bulk_ones(place: Arc<Place>) {
    let clock = Clock::new();
    let [bulk, interactive] = budgets(&place, &clock).await;
    let grants = all(&bulk).await;
    assert!(matches!(ask(&interactive, Priority::Interactive).await, Leave::Later(_)));
    assert!(matches!(ask(&bulk, Priority::Bulk).await, Leave::Later(_)));
    for grant in grants {
        bulk.end(&account(), grant).await.unwrap();
    }
    clock.pass(MINUTE);
    assert!(matches!(ask(&bulk, Priority::Bulk).await, Leave::Later(_)));
    assert!(matches!(ask(&interactive, Priority::Interactive).await, Leave::Granted(_)));
    assert!(matches!(ask(&bulk, Priority::Bulk).await, Leave::Granted(_)));
}

pub(crate) async fn a_clock_that_is_set_back_holds_no_place(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    all(&ours).await;
    clock.set_back(Duration::from_hours(1));
    assert_eq!(all(&theirs).await.len(), 30);
    assert_eq!(ask(&theirs, Priority::Interactive).await, Leave::Later(MINUTE));
    clock.pass(HOLD + MINUTE);
    assert_eq!(all(&ours).await.len(), 30, "what is held from then on counts");
}

pub(crate) async fn one_that_may_take_long_holds_its_place_ten_minutes(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    let account = account();
    let slow = Ask::new(&account, LIMIT, Duration::from_hours(1));
    for _ in 0..LIMIT {
        assert!(matches!(ours.ask(&slow).await.unwrap(), Leave::Granted(_)));
    }
    assert_eq!(all(&theirs).await.len(), 0);
    clock.pass(Duration::from_mins(10));
    assert_eq!(all(&theirs).await.len(), 30);
}

pub(crate) async fn who_asks_no_more_is_forgotten(place: Arc<Place>) {
    let clock = Clock::new();
    for _ in 0..3 {
        let [once] = budgets(&place, &clock).await;
        ask(&once, Priority::Bulk).await;
        ask(&once, Priority::Interactive).await;
        clock.pass(HOLD + MINUTE);
    }
    let askers = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM budget_asker");
    assert_eq!(askers.fetch_one(&place.tables().await).await.unwrap(), 2, "those of the last process");
}

pub(crate) async fn who_has_places_is_not_forgotten(place: Arc<Place>) {
    let clock = Clock::new();
    let [bulk, interactive] = budgets(&place, &clock).await;
    let mut grants = Vec::new();
    for _ in 0..LIMIT {
        let Leave::Granted(grant) = ask(&bulk, Priority::Bulk).await else { panic!("nobody else asks") };
        grants.push(grant);
    }
    clock.pass(Duration::from_secs(1));
    for grant in grants.into_iter().take(3) {
        bulk.end(&account(), grant).await.unwrap();
    }
    // With its first request it forgets whoever is gone.
    assert!(matches!(ask(&interactive, Priority::Interactive).await, Leave::Later(_)));
    clock.pass(MINUTE);
    assert!(
        matches!(ask(&bulk, Priority::Bulk).await, Leave::Later(_)),
        "what bulk requests hold is no interactive one's"
    );
    assert!(matches!(ask(&interactive, Priority::Interactive).await, Leave::Granted(_)));
}

pub(crate) async fn who_only_reads_goes_on_alone_where_nothing_can_be_written(place: Arc<Place>) {
    thread_local! {
        static TOLD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    let tell = |why: &str| TOLD.with_borrow_mut(|told| told.push(why.to_owned()));
    let lenient = LenientBudget::new(place.open().await, tell);
    let strict = SharedBudget::new(place.open().await);
    let account = account();
    let ask = Ask::new(&account, LIMIT, HOLD);
    assert!(matches!(lenient.ask(&ask).await.unwrap(), Leave::Granted(_)));
    sqlx::query("DROP TABLE budget_asker").execute(&place.tables().await).await.unwrap();
    strict.ask(&ask).await.unwrap_err();
    for _ in 0..2 {
        assert_eq!(lenient.ask(&ask).await.unwrap(), Leave::Uncounted);
    }
    let told = TOLD.take();
    assert!(matches!(&told[..], [why] if why.contains("budget_asker")), "{told:?}");
}

pub(crate) async fn bulk_requests_get_a_tenth_of_what_interactive_ones_want_whole(place: Arc<Place>) {
    let clock = Clock::new();
    let [bulk, interactive] = budgets(&place, &clock).await;
    let grants = all(&interactive).await;
    assert!(matches!(ask(&bulk, Priority::Bulk).await, Leave::Later(_)));
    for grant in grants {
        interactive.end(&account(), grant).await.unwrap();
    }
    clock.pass(MINUTE);
    assert_eq!(all(&interactive).await.len(), 27);
    assert_eq!(all_of(&bulk, Priority::Bulk).await.len(), 3);
}
