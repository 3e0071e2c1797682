//! The store beside the file: when it is made, and when it cannot be used.

use std::fs;

use sqlx::{AnyPool, AssertSqlSafe, any::AnyPoolOptions};
use trunkline_sim::Carrier;

use super::{BOTH, Desk};
use crate::watch::{args, words};

async fn tables(desk: &Desk) -> AnyPool {
    sqlx::any::install_default_drivers();
    let place = format!("sqlite://{}", desk.folder.join(".trunkline/state.db").display());
    AnyPoolOptions::new().max_connections(1).connect(&place).await.unwrap()
}

/// Nothing more can be written to these tables.
async fn full(desk: &Desk, on: &[(&str, &str)]) {
    let tables = tables(desk).await;
    for (verb, table) in on {
        let trigger = format!(
            "CREATE TRIGGER full_{table}_{verb} BEFORE {verb} ON {table} \
             BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        );
        sqlx::query(AssertSqlSafe(trigger)).execute(&tables).await.unwrap();
    }
    tables.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_looks_makes_none() {
    let desk = Desk::with(BOTH).await;
    for (code, args) in [(0, &["validate"][..]), (0, &["plan"]), (4, &["drift"]), (0, &["history"])] {
        desk.ends(code, args);
        assert!(!desk.folder.join(".trunkline").exists(), "{args:?}");
    }
    desk.write("version: 1\ntrunks: {cc: {carriers: [nowhere]}}\n");
    desk.ends(2, &["apply", "--yes"]);
    assert!(!desk.folder.join(".trunkline").exists(), "the file is invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_counts_its_requests_beside_those_of_others() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["trunk", "list", "--carrier", "exotel"]);
    assert!(!desk.folder.join(".trunkline").exists(), "none is made for that");
    desk.world.sim.clear_requests();
    let mut before = 0;
    for command in [
        &["apply", "--yes"][..],
        &["trunk", "list", "--carrier", "exotel"],
        &["acl", "add", "contact_centre", "44.229.228.1", "--carrier", "exotel"],
        &["import", "--carrier", "exotel"],
        &["emit", "kamailio"],
        &["migrate", "plan", "--from", "twilio", "--to", "exotel"],
        &["failover", "prepare", "--away-from", "twilio", "--to", "exotel", "-o", "bundle.json"],
    ] {
        desk.ends(0, command);
        before = counted(&desk, before, command).await;
    }
    let watch = args("200 OK", "200 OK", &[]);
    desk.run(&words(&watch)).says(&["exotel api is up"]);
    counted(&desk, before, &words(&watch)).await;
}

/// How many requests to Exotel are counted: all that were sent since there were so many `before`.
async fn counted(desk: &Desk, before: i64, command: &[&str]) -> i64 {
    let used = sqlx::query_scalar(
        "SELECT CAST(SUM(turn) AS BIGINT) FROM budget_place WHERE account LIKE 'exotel/%'",
    );
    let used: i64 = used.fetch_one(&tables(desk).await).await.unwrap();
    let seen = desk.world.sim.requests();
    desk.world.sim.clear_requests();
    let sent = seen.iter().filter(|seen| seen.carrier == Some(Carrier::Exotel)).count();
    assert!(sent > 0);
    assert_eq!(usize::try_from(used - before), Ok(sent), "{command:?}, from its first look on");
    used
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failover_that_makes_it_counts_from_its_first_look_on() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["failover", "prepare", "--away-from", "twilio", "--to", "exotel", "-o", "bundle.json"]);
    assert!(!desk.folder.join(".trunkline").exists(), "none is made for that");
    desk.world.sim.clear_requests();
    let run = ["failover", "run", "--away-from", "twilio", "bundle.json", "--yes"];
    desk.ends(0, &run);
    counted(&desk, 0, &run).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_written_is_read_and_nothing_is_changed() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace(", 44.238.177.138", ""));
    full(&desk, &[("UPDATE", "budget_place"), ("UPDATE", "lease")]).await;
    desk.world.changes();

    let ran = desk.ends(0, &["plan"]);
    // What is ours is known: a plan that did not would refuse the trunk.
    ran.says(&["- address 44.238.177.138/32"]);
    assert_eq!(ran.stderr.matches("not counted together").count(), 1, "{}", ran.stderr);
    desk.ends(4, &["drift"]).complains(&["database or disk is full"]);
    let ran = desk.ends(0, &["plan", "--json"]);
    assert_eq!(ran.stderr, "", "a script reads nothing but an error there");
    desk.ends(0, &["import", "--carrier", "exotel", "--carrier", "twilio"]);
    desk.ends(0, &["trunk", "list", "--carrier", "exotel"]);

    desk.ends(1, &["apply", "--yes"]).complains(&["database or disk is full"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_leases_cannot_be_written_stops_an_apply_before_its_first_change() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace(", 44.238.177.138", ""));
    full(&desk, &[("UPDATE", "lease")]).await;
    desk.world.changes();
    desk.ends(1, &["apply", "--yes"]).complains(&["database or disk is full"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_journal_cannot_be_written_stops_an_apply_before_its_first_change() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    desk.write(&BOTH.replace(", 44.238.177.138", ""));
    full(&desk, &[("INSERT", "journal")]).await;
    desk.world.changes();
    desk.ends(1, &["apply", "--yes"]).complains(&["database or disk is full"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

/// A plan without what a store knows would take trunks that are ours for somebody else's: no plan is better.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_read_is_an_error_where_it_is_needed_and_none_elsewhere() {
    let desk = Desk::with(BOTH).await;
    desk.ends(0, &["apply", "--yes"]);
    for beside in fs::read_dir(desk.folder.join(".trunkline")).unwrap() {
        fs::write(beside.unwrap().path(), "no database, but as long as the header of one is".repeat(100))
            .unwrap();
    }
    desk.world.changes();
    for args in [
        &["plan"][..],
        &["drift"],
        &["apply", "--yes"],
        &["apply", "--resume"],
        &["history"],
        &["undo", "1", "--yes"],
    ] {
        desk.ends(1, args).complains(&["state.db is damaged", "adopt: true"]);
    }
    desk.ends(0, &["import", "--carrier", "exotel", "--carrier", "twilio"]);
    desk.ends(0, &["trunk", "list", "--carrier", "exotel"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_made_stops_an_apply() {
    let desk = Desk::with(BOTH).await;
    fs::write(desk.folder.join(".trunkline"), "a file").unwrap();
    desk.ends(0, &["plan"]);
    desk.ends(1, &["apply", "--yes"]).complains(&[".trunkline/state.db"]);
    assert_eq!(desk.world.changes(), [""; 0]);
}
