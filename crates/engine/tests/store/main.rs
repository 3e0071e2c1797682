//! One suite for a store, on SQLite and on PostgreSQL.
//!
//! PostgreSQL is the server at `TRUNKLINE_TEST_POSTGRES_URL`, each scenario in a schema of its own; without one those
//! tests are listed as ignored. `just store` starts a server for them.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod budget;
mod child;
mod formats;
mod given;
mod journal;
mod known;
mod lease;
mod migration;
mod opening;
mod place;
mod run;
mod sqlite;

use std::{env, sync::Arc};

use futures::future::LocalBoxFuture;
use libtest_mimic::{Arguments, Completion, Trial};

use place::Place;

const POSTGRES: &str = "TRUNKLINE_TEST_POSTGRES_URL";

type Scenario = fn(Arc<Place>) -> LocalBoxFuture<'static, ()>;

/// Scenarios by name.
macro_rules! scenarios {
    ($($room:ident: $($name:ident)*;)*) => {
        &[$($((
            concat!(stringify!($room), "::", stringify!($name)),
            (|place| Box::pin($room::$name(place))) as Scenario,
        ),)*)*]
    };
}

const BOTH: &[(&str, Scenario)] = scenarios! {
    lease: one_of_two_is_granted given_back_it_is_granted_at_once it_ends_unless_it_is_renewed
        one_that_was_taken_over_is_not_renewed giving_back_what_was_taken_over_does_nothing
        accounts_do_not_share_one one_of_many_tasks_is_granted one_of_many_processes_is_granted
        one_of_a_dead_process_is_granted_at_once;
    journal: attempts_are_counted_and_keep_their_results a_result_comes_back_as_it_was_written
        intents_keep_their_order what_was_taken_over_is_refused what_was_given_back_is_refused
        a_lease_that_nobody_took_over_still_writes a_result_is_written_once an_intent_needs_its_run
        one_that_is_refused_takes_no_other_with_it what_is_wrong_with_the_store_is_told_to_all
        one_that_is_given_up_takes_no_other_with_it
        eight_workers_lose_nothing a_killed_process_loses_nothing;
    run: they_are_numbered_and_listed_newest_first a_run_keeps_its_plan one_that_goes_on_has_not_ended
        none_begins_without_its_lease none_can_be_ended_that_is_not_there those_of_a_name_are_found_however_many_came_since;
    known: a_trunk_is_owned_until_it_is_disowned a_noun_of_a_trunk_is_ours_until_the_trunk_is_disowned
        rotations_are_of_one_trunk who_was_overtaken_keeps_nothing_of_a_trunk a_step_is_confirmed_by_someone;
    migration: they_are_numbered_and_come_back_as_they_were what_another_process_kept_is_not_overwritten of_two_of_one_trunk_one_is_under_way;
    budget: as_many_as_the_limit_and_a_minute_after_their_end_again what_never_ends_comes_back
        who_has_least_goes_first interactive_requests_of_others_go_before_bulk_ones
        interactive_requests_of_a_process_go_before_its_own_bulk_ones
        bulk_that_was_told_to_wait_is_waited_for_only_when_its_time_has_come
        a_clock_that_is_set_back_holds_no_place one_that_may_take_long_holds_its_place_ten_minutes
        who_asks_no_more_is_forgotten bulk_leaves_a_tenth_to_interactive_requests_of_others
        one_bulk_request_does_not_make_those_of_its_process_bulk a_small_limit_is_shared_too
        no_more_are_under_way_than_may_be_at_the_same_time what_one_is_told_to_wait_all_do
        who_only_reads_goes_on_alone_where_nothing_can_be_written
        bulk_requests_get_a_tenth_of_what_interactive_ones_want_whole;
    formats: a_store_of_any_form_of_the_first_opens_and_keeps_its_rows;
    opening: what_was_written_is_there_again many_can_open_a_new_one_at_once a_newer_format_is_refused
        another_format_is_told_from_damage;
};

const SQLITE: &[(&str, Scenario)] = scenarios! {
    sqlite: it_is_for_its_owner_only a_damaged_file_says_what_it_means damage_found_later_says_so_too
        one_that_another_is_making_is_waited_for
        a_path_may_hold_any_character a_directory_that_cannot_be_made_is_named
        one_that_is_being_written_can_be_opened_and_read;
};

const SERVER: &[(&str, Scenario)] = scenarios! {
    journal: whoever_locks_two_accounts_does_so_in_their_order;
};

fn main() {
    if child::is_one() {
        return play(child::main());
    }
    let postgres = env::var(POSTGRES).ok();
    let mut trials: Vec<Trial> =
        BOTH.iter().chain(SQLITE).map(|(name, scenario)| sqlite_trial(name, *scenario)).collect();
    trials.extend(
        BOTH.iter().chain(SERVER).map(|(name, scenario)| postgres_trial(name, *scenario, postgres.clone())),
    );
    trials.push(Trial::test("opening::a_url_keeps_its_password", || {
        play(opening::a_url_keeps_its_password());
        Ok(())
    }));
    trials.push(Trial::test("opening::another_database_is_refused", || {
        play(opening::another_database_is_refused());
        Ok(())
    }));
    libtest_mimic::run(&Arguments::from_args(), trials).exit()
}

fn sqlite_trial(name: &str, scenario: Scenario) -> Trial {
    Trial::test(format!("sqlite::{}", name.trim_start_matches("sqlite::")), move || {
        let place = Arc::new(Place::file());
        play(scenario(place));
        Ok(())
    })
}

fn postgres_trial(name: &str, scenario: Scenario, url: Option<String>) -> Trial {
    Trial::ignorable_test(format!("postgres::{name}"), move || {
        let Some(url) = url else {
            return Ok(Completion::ignored_with(format!(
                "{POSTGRES} is not set; `just store` starts a server"
            )));
        };
        play(async {
            let place = Arc::new(Place::schema(&url).await);
            scenario(Arc::clone(&place)).await;
            place.remove().await;
        });
        Ok(Completion::Completed)
    })
}

fn play<T>(scenario: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(scenario)
}
