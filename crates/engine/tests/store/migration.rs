//! What is being moved, and how far it is.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use trunkline::model::{Carrier, Identity};
use trunkline_engine::{
    loss::{LossReport, Side},
    migrate::{Migration, Moving, Stage},
    store::StoreError,
    trunkline,
};

use crate::{
    child,
    given::{Clock, account},
    place::Place,
};

fn begins() -> Migration {
    let exotel = Identity::new(Carrier::EXOTEL, "acme1", "mumbai");
    let side = |profile: &str, identity| Side { profile: profile.to_owned(), identity };
    let moving = Moving {
        report: LossReport::new(side("exotel", exotel), side("twilio", account()), Vec::new()),
        trunks: Vec::new(),
        numbers: BTreeSet::from(["+14155550100".parse().unwrap()]),
        cut_over: Some("2027-01-15T08:00:00Z".parse().unwrap()),
        taken_back: i64::MAX,
        credentials: Some("/home/asha/sbc.env".into()),
    };
    let now = Timestamp::UNIX_EPOCH;
    Migration { number: 0, stage: Stage::Preparing, started: now, updated: now, moving }
}

pub(crate) async fn they_are_numbered_and_come_back_as_they_were(place: Arc<Place>) {
    let clock = Clock::new();
    let store = clock.in_(place.open().await);
    assert_eq!(store.migrations().await.unwrap(), []);
    let first = store.begin_migration(&begins()).await.unwrap();
    assert_eq!(first, Migration { number: 1, started: clock.now(), updated: clock.now(), ..begins() });
    clock.pass(Duration::from_mins(1));
    let mut second = store.begin_migration(&begins()).await.unwrap();
    second.stage = Stage::RolledBack;
    second.moving.numbers.clear();
    store.keep_migration(&mut second).await.unwrap();
    assert!(second.updated > second.started, "also by a clock that stands still");
    assert_eq!(second.number, 2);
    assert_eq!(store.migrations().await.unwrap(), [second, first]);
}

pub(crate) async fn what_another_process_kept_is_not_overwritten(place: Arc<Place>) {
    let store = place.open().await;
    let mut ours = store.begin_migration(&begins()).await.unwrap();
    let (_other, said) = child::start(&place, "keep").await;
    assert_eq!(said, "kept");
    ours.stage = Stage::Prepared;
    let refused = store.keep_migration(&mut ours).await.unwrap_err();
    assert!(matches!(refused, StoreError::MigrationChanged(1)), "{refused}");
    assert_eq!(store.migrations().await.unwrap()[0].stage, Stage::RolledBack);
}
