//! Four processes on one account, which share its requests a minute through a store: on SQLite, and on PostgreSQL where
//! `TRUNKLINE_TEST_POSTGRES_URL` names a server (`just store` starts one).
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::{env, time::Duration};

use libtest_mimic::{Arguments, Completion, Trial};
use trunkline_tests::budget::{AT_ONCE, Place, Processes, Work, is_child, play, several};

const POSTGRES: &str = "TRUNKLINE_TEST_POSTGRES_URL";

/// A minute in which a process waits for the requests of the one before to leave the carrier's count, and the time
/// these were under way.
const A_MINUTE: Duration = Duration::from_secs(61);

/// What is tested on each database.
type Test = fn(&Place);

fn main() {
    if is_child() {
        return play();
    }
    let tests: [(&str, Test); 4] = [
        ("each_has_its_share", each_has_its_share),
        ("no_more_are_under_way_than_one_may_have", crowd),
        ("a_crashed_one_gives_its_share_back", crash),
        ("interactive_calls_of_one_go_before_bulk_of_the_others", interactive),
    ];
    let sqlite = tests.map(|(name, test)| {
        Trial::test(format!("sqlite::{name}"), move || {
            test(&Place::file());
            Ok(())
        })
    });
    let postgres = tests.map(|(name, test)| {
        Trial::ignorable_test(format!("postgres::{name}"), move || match env::var(POSTGRES) {
            Err(_) => Ok(Completion::ignored_with(format!("{POSTGRES} is not set"))),
            Ok(url) => {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                test(&runtime.block_on(Place::schema(&url)));
                Ok(Completion::Completed)
            }
        })
    });
    let trials = sqlite.into_iter().chain(postgres).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit()
}

fn each_has_its_share(place: &Place) {
    let shares = several(place, &Processes { work: [1, 8, 16, 64].map(Work::Tasks).to_vec(), crash: None });
    assert!(shares.all.share >= 0.99 && shares.all.refused == 0, "{shares:?}");
    let fair = shares.all.arrived / 4;
    assert!(shares.each.iter().all(|each| each.abs_diff(fair) <= fair / 5), "{shares:?}");
    assert!(shares.longest_pause <= A_MINUTE, "{shares:?}");
}

fn crowd(place: &Place) {
    let shares = several(place, &Processes { work: vec![Work::Tasks(64); 4], crash: None });
    assert!(shares.all.share >= 0.99 && shares.all.refused == 0, "{shares:?}");
    assert_eq!(shares.all.at_once, AT_ONCE, "{shares:?}");
}

fn crash(place: &Place) {
    let crash = Some(Duration::from_secs(150));
    let shares = several(place, &Processes { work: vec![Work::Tasks(8); 4], crash });
    // From when its requests cannot be under way any more, every minute has the places of the dead one too.
    assert!(shares.all.share >= 0.99 && shares.all.refused == 0, "{shares:?}");
    assert_eq!(shares.each[0], 0);
}

fn interactive(place: &Place) {
    let mut work = vec![Work::Bulk(16); 4];
    work.push(Work::Calls);
    let shares = several(place, &Processes { work, crash: None });
    assert!(shares.all.share >= 0.99 && shares.all.refused == 0, "{shares:?}");
    assert!(shares.met.calls == 85 && shares.met.given_up == 0, "{shares:?}");
    // Ten minutes divided by the limit, a turn, and the way there and back.
    assert!(shares.met.longest <= Duration::from_millis(3_500), "{shares:?}");
}
