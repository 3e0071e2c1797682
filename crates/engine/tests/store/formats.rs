//! Stores that an earlier version made.

use std::{borrow::Cow, sync::Arc};

use sqlx::{
    AssertSqlSafe, Executor as _, SqlSafeStr as _,
    migrate::{Migration, MigrationType, Migrator},
};
use trunkline_engine::store::{Ownership, RunOutcome, Store};

use crate::{
    given::{account, granted, new_run},
    place::Place,
};

const FIRST: &str = include_str!("../../src/store/migrations/1.sql");
const FURTHER: [&str; 3] = [
    include_str!("../../src/store/migrations/2.sql"),
    include_str!("../../src/store/migrations/3.sql"),
    include_str!("../../src/store/migrations/4.sql"),
];

/// What a migration was when migrations were first kept.
const MIGRATION: &str = r#"{
    "report": {
        "version": 1,
        "from": { "profile": "exotel", "identity": { "carrier": "exotel", "account": "acme1", "region": "mumbai" } },
        "to": {
            "profile": "twilio",
            "identity": { "carrier": "twilio", "account": "AC00000000000000000000000000000001", "region": "us1" }
        },
        "trunks": []
    },
    "trunks": [{
        "trunk": "trmum1",
        "source": {
            "name": "support", "profile": "exotel", "spec": { "name": "support", "auth": "ip-acl" },
            "presence": "present", "adopt": false, "renamed_from": null,
            "acl": [], "origination": [], "numbers": [], "credentials": []
        },
        "wanted": {
            "name": "support", "profile": "twilio", "spec": { "name": "support", "auth": "ip-acl" },
            "presence": "present", "adopt": false, "renamed_from": null,
            "acl": [], "origination": [], "numbers": null, "credentials": []
        },
        "made": "TK1"
    }],
    "numbers": [],
    "cut_over": null
}"#;

/// The first format as it was published first, and the forms in which it was published after that.
fn forms() -> [String; 4] {
    let process =
        "    holder TEXT,\n    -- Which process that is, so that its death is noticed.\n    process TEXT,\n";
    let second = FIRST.replace("    holder TEXT,\n", process);
    let nouns = "-- What of a trunk was once as a file says.\nCREATE TABLE owned_noun (\n    account TEXT NOT NULL,\n    \
                 trunk TEXT NOT NULL,\n    noun TEXT NOT NULL,\n    PRIMARY KEY (account, trunk, noun)\n);\n\n";
    let third = second.replace("CREATE TABLE rotation", &format!("{nouns}CREATE TABLE rotation"));
    let index = "run_unfinished ON run (number) WHERE outcome IS NULL OR outcome = 'stopped'";
    let fourth = third.replace(index, "run_not_ended ON run (number) WHERE outcome IS NULL");
    [FIRST.to_owned(), second, third, fourth]
}

/// The store of an earlier version, whose formats these are: with a run that was stopped, a lease that was given back
/// once, a trunk and its credential.
async fn made(place: &Place, formats: &[&str]) {
    drop(place.open().await);
    let number = match place {
        Place::File(_) => "INTEGER PRIMARY KEY",
        Place::Schema { .. } => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    };
    let tables = place.tables().await;
    for table in [
        "_sqlx_migrations",
        "journal",
        "run",
        "lease",
        "owned_trunk",
        "owned_noun",
        "rotation",
        "confirmation",
        "migration",
        "budget_place",
        "budget_asker",
        "budget_account",
    ] {
        tables.execute(AssertSqlSafe(format!("DROP TABLE {table}"))).await.unwrap();
    }
    let migrations = (1..).zip(formats).map(|(version, text)| {
        let text = AssertSqlSafe(text.replace("{NUMBER}", number)).into_sql_str();
        Migration::new(version, Cow::Borrowed("a format"), MigrationType::Simple, text, false)
    });
    Migrator::with_migrations(migrations.collect()).run(&tables).await.unwrap();
    for row in [
        "INSERT INTO run (id, what, who, file, started, ended, outcome, plan) \
         VALUES ('019a9e5a-0000-7000-8000-000000000001', 'apply', 'asha', 'trunkline.yaml', 1, 2, 'stopped', '{}')",
        "INSERT INTO lease (account, fence, holder, since, expires) \
         VALUES ('twilio/AC00000000000000000000000000000001/us1', 41, NULL, 1, 2)",
        "INSERT INTO owned_trunk (account, trunk, name, how, since) \
         VALUES ('twilio/AC00000000000000000000000000000001/us1', 'TK1', 'support', 'created', 1)",
        "INSERT INTO rotation (account, trunk, username, rotation) \
         VALUES ('twilio/AC00000000000000000000000000000001/us1', 'TK1', 'agent', 3)",
        "INSERT INTO confirmation (step, who, at) VALUES ('a step', 'asha', 1)",
    ] {
        tables.execute(row).await.unwrap();
    }
    if formats.len() > 1 {
        let row = "INSERT INTO migration (stage, started, updated, document) VALUES ('prepared', 1, 2, $1)";
        sqlx::query(row).bind(MIGRATION).execute(&tables).await.unwrap();
    }
    tables.close().await;
}

pub(crate) async fn a_store_of_any_form_of_the_first_opens_and_keeps_its_rows(place: Arc<Place>) {
    for first in forms() {
        for further in [&FURTHER[..0], &FURTHER[..2], &FURTHER] {
            let formats: Vec<&str> = [&*first].into_iter().chain(further.iter().copied()).collect();
            made(&place, &formats).await;
            let store = place.open().await;
            keeps_its_rows(&store).await;
            let migrations = store.migrations().await.unwrap();
            assert_eq!(migrations.len(), formats.len().min(2) - 1, "{migrations:?}");
            drop(store);
            // It is the newest from then on.
            drop(place.open().await);
        }
    }
}

async fn keeps_its_rows(store: &Store) {
    let runs = store.runs(10).await.unwrap();
    let [run] = &runs[..] else { panic!("{runs:?}") };
    assert_eq!((run.number, run.who.as_str(), run.outcome), (1, "asha", Some(RunOutcome::Stopped)));
    let owned = store.owned(&account()).await.unwrap();
    assert_eq!((owned[0].trunk.as_str(), owned[0].how), ("TK1", Ownership::Created));
    assert_eq!(store.rotations(&account()).await.unwrap()[&owned[0].trunk]["agent"], 3);
    assert_eq!(store.confirmed().await.unwrap().len(), 1);
    let lease = granted(store, "ours").await;
    assert_eq!(lease.fence, 42, "a holder from before is told from this one");
    store.own_nouns(&lease, &owned[0].trunk, &[trunkline_engine::Noun::Acl].into()).await.unwrap();
    let next = store.begin(&[], &new_run("apply")).await.unwrap();
    assert_eq!(next.number, 2);
    assert_eq!(store.not_ended().await.unwrap()[0].0, next);
}
