//! What only a file has.

use std::{fs, path::Path, sync::Arc, time::Duration};

use sqlx::{ConnectOptions as _, Executor as _, sqlite::SqliteConnectOptions};
use tokio::time::timeout;
use trunkline_engine::store::{Store, StoreError};

use crate::{given::begun, place::Place};

pub(crate) async fn it_is_for_its_owner_only(place: Arc<Place>) {
    use std::os::unix::fs::PermissionsExt as _;

    let store = place.open().await;
    begun(&store).await;
    let text = place.text();
    let file = Path::new(&text);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    for beside in fs::read_dir(file.parent().unwrap()).unwrap() {
        let beside = beside.unwrap().path();
        assert_eq!(mode(&beside), 0o600, "{}", beside.display());
    }
}

pub(crate) async fn one_that_another_is_making_is_waited_for(place: Arc<Place>) {
    let text = place.text();
    fs::create_dir(Path::new(&text).parent().unwrap()).unwrap();
    let making = SqliteConnectOptions::new().filename(&text).create_if_missing(true);
    let mut making = making.connect().await.unwrap();
    making.execute("BEGIN IMMEDIATE").await.unwrap();
    let mut open = Box::pin(Store::open(&text));
    timeout(Duration::from_millis(200), &mut open).await.expect_err("it waits");
    making.execute("ROLLBACK").await.unwrap();
    begun(&open.await.unwrap()).await;
}

pub(crate) async fn a_damaged_file_says_what_it_means(place: Arc<Place>) {
    let text = place.text();
    fs::create_dir(Path::new(&text).parent().unwrap()).unwrap();
    fs::write(&text, "not a database, but long enough to be read as the header of one".repeat(100)).unwrap();
    let refused = Store::open(&text).await.unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
    let said = refused.to_string();
    assert!(
        said.starts_with(&text) && said.contains("move it away") && said.contains("adopt: true"),
        "{said}"
    );
}

pub(crate) async fn damage_found_later_says_so_too(place: Arc<Place>) {
    let store = place.open().await;
    begun(&store).await;
    sqlx::query("UPDATE run SET outcome = 'burnt'").execute(&place.tables().await).await.unwrap();
    let refused = store.runs(1).await.unwrap_err();
    assert!(matches!(refused, StoreError::Damaged { .. }), "{refused:?}");
    assert!(refused.to_string().contains("burnt"), "{refused}");
}

pub(crate) async fn a_path_may_hold_any_character(place: Arc<Place>) {
    let Place::File(directory) = &*place else { panic!("a scenario for files") };
    let path = directory.path().join("a b?mode=ro#c%20é/state.db");
    let run = begun(&Store::open(path.to_str().unwrap()).await.unwrap()).await;
    assert!(path.is_file());
    assert_eq!(Store::open(path.to_str().unwrap()).await.unwrap().runs(1).await.unwrap(), [run]);
}

pub(crate) async fn a_directory_that_cannot_be_made_is_named(place: Arc<Place>) {
    let Place::File(directory) = &*place else { panic!("a scenario for files") };
    fs::write(directory.path().join("state"), "a file").unwrap();
    let refused = place_error(&place).await;
    assert!(refused.to_string().starts_with(&place.text()), "{refused}");
}

async fn place_error(place: &Place) -> StoreError {
    let refused = Store::open(&place.text()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Place { .. }), "{refused:?}");
    refused
}

pub(crate) async fn one_that_is_being_written_can_be_opened_and_read(place: Arc<Place>) {
    let run = begun(&place.open().await).await;
    let tables = place.tables().await;
    let writing = tables.begin_with("BEGIN IMMEDIATE").await.unwrap();
    assert_eq!(place.open().await.runs(1).await.unwrap(), [run]);
    writing.rollback().await.unwrap();
}
