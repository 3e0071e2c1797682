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
    all_as(budget, &Ask::new(&account(), LIMIT, HOLD).with_priority(priority)).await
}

async fn all_as(budget: &SharedBudget, ask: &Ask<'_>) -> Vec<Grant> {
    let mut grants = Vec::new();
    while let Leave::Granted(grant) = budget.ask(ask).await.unwrap() {
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
    assert_eq!(all(&many).await.len(), 0, "it has ten already");
    assert_eq!(all(&few).await.len(), 11, "one more than the other, and one for its turn");
    // Who asks no more is not waited for.
    clock.pass(HOLD + MINUTE);
    assert_eq!(all(&many).await.len(), 30);
}

pub(crate) async fn interactive_requests_of_others_go_before_bulk_ones(place: Arc<Place>) {
    let clock = Clock::new();
    let [bulk, interactive] = budgets(&place, &clock).await;
    interactive_goes_before_bulk(&clock, &interactive, &bulk).await;
}

pub(crate) async fn interactive_requests_of_a_process_go_before_its_own_bulk_ones(place: Arc<Place>) {
    let clock = Clock::new();
    let [both] = budgets(&place, &clock).await;
    interactive_goes_before_bulk(&clock, &both, &both).await;
}

async fn interactive_goes_before_bulk(clock: &Clock, interactive: &SharedBudget, bulk: &SharedBudget) {
    let mut grants = all_of(bulk, Priority::Bulk).await;
    grants.extend(all(interactive).await);
    assert_eq!(grants.len(), 30);
    for grant in grants {
        bulk.end(&account(), grant).await.unwrap();
    }
    clock.pass(MINUTE);
    assert!(matches!(ask(bulk, Priority::Bulk).await, Leave::Later(_)));
    assert!(matches!(ask(interactive, Priority::Interactive).await, Leave::Granted(_)));
    assert!(matches!(ask(bulk, Priority::Bulk).await, Leave::Granted(_)));
}

pub(crate) async fn bulk_that_was_told_to_wait_is_waited_for_only_when_its_time_has_come(place: Arc<Place>) {
    let clock = Clock::new();
    let [bulk, interactive] = budgets(&place, &clock).await;
    for _ in 0..26 {
        assert!(matches!(ask(&interactive, Priority::Interactive).await, Leave::Granted(_)));
    }
    assert_eq!(all_of(&bulk, Priority::Bulk).await.len(), 2);
    assert_eq!(ask(&bulk, Priority::Bulk).await, Leave::Later(Duration::from_secs(20)));
    assert_eq!(all(&interactive).await.len(), 2, "with 27 bulk goes first, and is not there");
    clock.pass(HOLD + MINUTE);
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

pub(crate) async fn bulk_leaves_a_tenth_to_interactive_requests_of_others(place: Arc<Place>) {
    let clock = Clock::new();
    let [bulk, interactive] = budgets(&place, &clock).await;
    assert_eq!(all_of(&bulk, Priority::Bulk).await.len(), 28);
    assert_eq!(ask(&bulk, Priority::Bulk).await, Leave::Later(Duration::from_secs(20)));
    assert!(matches!(ask(&interactive, Priority::Interactive).await, Leave::Granted(_)));
    // What nobody else wants is used before another place is free.
    clock.pass(HOLD + Duration::from_secs(40));
    assert!(matches!(ask(&bulk, Priority::Bulk).await, Leave::Granted(_)));
    assert_eq!(ask(&bulk, Priority::Bulk).await, Leave::Later(Duration::from_secs(20)), "there is none");
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

pub(crate) async fn one_bulk_request_does_not_make_those_of_its_process_bulk(place: Arc<Place>) {
    let clock = Clock::new();
    let [both, bulk] = budgets(&place, &clock).await;
    let Leave::Granted(grant) = ask(&both, Priority::Bulk).await else { panic!("all places are free") };
    both.end(&account(), grant).await.unwrap();
    clock.pass(MINUTE);
    let grants = all(&both).await;
    assert!(matches!(ask(&bulk, Priority::Bulk).await, Leave::Later(_)));
    for grant in grants {
        both.end(&account(), grant).await.unwrap();
    }
    clock.pass(MINUTE);
    assert_eq!(all(&both).await.len(), 27);
    assert_eq!(all_of(&bulk, Priority::Bulk).await.len(), 3);
}

pub(crate) async fn a_small_limit_is_shared_too(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    let account = account();
    let small = Ask::new(&account, 6, HOLD);
    let grants = all_as(&ours, &small).await;
    assert!(matches!(theirs.ask(&small).await.unwrap(), Leave::Later(_)));
    for grant in grants {
        ours.end(&account, grant).await.unwrap();
    }
    clock.pass(MINUTE);
    assert_eq!((all_as(&ours, &small).await.len(), all_as(&theirs, &small).await.len()), (2, 4));
}

pub(crate) async fn no_more_are_under_way_than_may_be_at_the_same_time(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    let account = account();
    let five = Ask::new(&account, LIMIT, HOLD).with_concurrent(Some(5));
    let grants = all_as(&ours, &five).await;
    assert_eq!(grants.len(), 5);
    let soon = Leave::Later(Duration::from_millis(20));
    assert_eq!(theirs.ask(&five).await.unwrap(), soon);
    ours.end(&account, grants[0]).await.unwrap();
    assert!(matches!(theirs.ask(&five).await.unwrap(), Leave::Granted(_)));
    assert_eq!(theirs.ask(&five).await.unwrap(), soon);
    // One that never ends is under way for as long as it may be.
    clock.pass(HOLD);
    assert!(matches!(theirs.ask(&five).await.unwrap(), Leave::Granted(_)));
}

pub(crate) async fn what_one_is_told_to_wait_all_do(place: Arc<Place>) {
    let clock = Clock::new();
    let [ours, theirs] = budgets(&place, &clock).await;
    assert!(matches!(ask(&ours, Priority::Interactive).await, Leave::Granted(_)));
    assert!(matches!(ask(&theirs, Priority::Interactive).await, Leave::Granted(_)));
    ours.refused(&account(), Duration::from_secs(30)).await.unwrap();
    ours.refused(&account(), Duration::from_secs(20)).await.unwrap();
    clock.pass(Duration::from_secs(10));
    for budget in [&ours, &theirs] {
        assert_eq!(ask(budget, Priority::Interactive).await, Leave::Later(Duration::from_secs(20)));
    }
    clock.set_back(Duration::from_hours(1));
    assert!(matches!(ask(&theirs, Priority::Interactive).await, Leave::Granted(_)), "the clock was wrong");
    theirs.refused(&account(), Duration::from_secs(30)).await.unwrap();
    assert_eq!(ask(&ours, Priority::Interactive).await, Leave::Later(Duration::from_secs(30)));
    clock.pass(Duration::from_secs(30));
    assert!(matches!(ask(&ours, Priority::Interactive).await, Leave::Granted(_)));
}
