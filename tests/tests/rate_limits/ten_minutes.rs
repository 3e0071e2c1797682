//! Ten minutes of as many requests as the limit lets through, when none takes as long as the other to arrive: next to
//! nothing of the limit is lost, and none is refused, however the carrier counts.

use trunkline_tests::budget::one;

#[tokio::test(start_paused = true)]
async fn ninety_nine_of_a_hundred_are_used_and_none_is_refused() {
    for tasks in [1, 8, 64] {
        for seed in 0..3 {
            let used = one(tasks, seed).await;
            assert!(used.share >= 0.99 && used.refused == 0, "{tasks} tasks: {used:?}");
        }
    }
}
