//! Ten minutes of as many requests as the limit lets through, when none takes as long as the other to arrive: next to
//! nothing of the limit is lost, and none is refused, however the carrier counts.

use std::time::Duration;

use trunkline_tests::budget::{beside, one};

#[tokio::test(start_paused = true)]
async fn ninety_nine_of_a_hundred_are_used_and_none_is_refused() {
    for tasks in [1, 8, 64] {
        for seed in 0..3 {
            let used = one(tasks, seed).await;
            assert!(used.share >= 0.99 && used.refused == 0, "{tasks} tasks: {used:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_an_answer_has_it_soon_beside_bulk_that_uses_the_limit_whole() {
    for tasks in [1, 8, 64] {
        let (all, met) = beside(tasks, tasks).await;
        assert!(met.calls == 85 && met.given_up == 0, "{tasks} tasks: {all:?} {met:?}");
        assert!(met.longest <= Duration::from_secs(4), "{tasks} tasks: {all:?} {met:?}");
        assert!(all.share >= 0.99 && all.refused == 0, "{tasks} tasks: {all:?} {met:?}");
    }
}
