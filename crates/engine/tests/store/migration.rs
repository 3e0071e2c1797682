//! What is being moved, and how far it is.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;
use trunkline::model::{Carrier, Identity, TerminationAuth, TrunkId, TrunkName, TrunkSpec};
use trunkline_engine::{
    WantedTrunk,
    loss::{Effort, LossReport, Side, TrunkLoss},
    migrate::{Migration, MovedTrunk, Moving, Stage},
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

/// A migration that came to nothing as yet, of this trunk.
fn of(trunk: &str) -> Migration {
    let name: TrunkName = "support".parse().unwrap();
    let wanted = WantedTrunk::new("exotel", TrunkSpec::new(name.clone(), TerminationAuth::Digest));
    let trunk: TrunkId = trunk.parse().unwrap();
    let mut migration = Migration { stage: Stage::RolledBack, ..begins() };
    migration.moving.report.trunks.push(TrunkLoss {
        trunk: trunk.clone(),
        name: "support".to_owned(),
        becomes: name,
        domain: None,
        objects: Vec::new(),
        effort: Effort { requests: 1, seconds: None },
    });
    let (source, left) = (wanted.clone(), BTreeSet::new());
    migration.moving.trunks.push(MovedTrunk { trunk, source, wanted, made: None, left });
    migration
}

pub(crate) async fn of_two_of_one_trunk_one_is_under_way(place: Arc<Place>) {
    let store = place.open().await;
    let mut begun = Vec::new();
    for trunk in ["TK1", "TK1", "TK2"] {
        begun.push(Migration { stage: Stage::Preparing, ..store.begin_migration(&of(trunk)).await.unwrap() });
    }
    let [first, second, other] = &mut begun[..] else { unreachable!("three were begun") };
    let kept = tokio::join!(store.keep_migration(first), store.keep_migration(second));
    store.keep_migration(other).await.unwrap();
    let refused = match kept {
        (Ok(()), Err(refused)) | (Err(refused), Ok(())) => refused,
        both => panic!("{both:?}"),
    };
    assert!(matches!(&refused, StoreError::MovedTwice { trunk, .. } if trunk == "support"), "{refused}");
    // The one that is under way goes on, and makes room when it is over.
    let under_way = |all: Vec<Migration>| {
        let mut all = all.into_iter().filter(|one| one.number < 3 && !one.stage.is_over());
        all.next().unwrap()
    };
    let mut going = under_way(store.migrations().await.unwrap());
    for stage in [Stage::Prepared, Stage::RolledBack] {
        going.stage = stage;
        store.keep_migration(&mut going).await.unwrap();
    }
    let mut late = store.migrations().await.unwrap().into_iter().find(|one| one.number < 3).unwrap();
    late.stage = Stage::Preparing;
    store.keep_migration(&mut late).await.unwrap();
}
