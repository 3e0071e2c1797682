//! Opening a store.

use std::{error::Error, sync::Arc};

use futures::future::join_all;
use trunkline_engine::store::{Store, StoreError};

use crate::{given::begun, place::Place};

pub(crate) async fn what_was_written_is_there_again(place: Arc<Place>) {
    let run = begun(&place.open().await).await;
    assert_eq!(place.open().await.runs(1).await.unwrap(), [run]);
}

pub(crate) async fn many_can_open_a_new_one_at_once(place: Arc<Place>) {
    let stores = join_all((0..8).map(|_| place.open())).await;
    join_all(stores.iter().map(begun)).await;
    assert_eq!(stores[0].runs(10).await.unwrap().len(), 8);
}

pub(crate) async fn a_newer_format_is_refused(place: Arc<Place>) {
    drop(place.open().await);
    let tables = place.tables().await;
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         SELECT 7, description, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .execute(&tables)
    .await
    .unwrap();
    let refused = Store::open(&place.text()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 7, known: 5, .. }), "{refused}");
    assert!(refused.to_string().contains("use that version"), "{refused}");
}

pub(crate) async fn another_format_is_told_from_damage(place: Arc<Place>) {
    drop(place.open().await);
    let another = sqlx::query("UPDATE _sqlx_migrations SET checksum = $1 WHERE version = 1");
    another.bind(vec![0_u8; 48]).execute(&place.tables().await).await.unwrap();
    let refused = Store::open(&place.text()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Other { found: 1, .. }), "{refused}");
    assert!(refused.to_string().contains("made by another version of trunkline"), "{refused}");
}

pub(crate) async fn a_url_keeps_its_password() {
    for url in [
        // Nobody listens on port 1.
        "postgres://asha:s3cret@127.0.0.1:1/trunkline",
        "postgres://127.0.0.1:1/trunkline?user=asha&password=s3cret",
        "postgres://asha:s3cret@[::1/trunkline",
    ] {
        let refused = Store::open(url).await.unwrap_err();
        let chain =
            std::iter::successors(Some(&refused as &(dyn Error + 'static)), |error| (*error).source());
        let said: Vec<String> = chain.map(|error| format!("{error} {error:?}")).collect();
        let said = said.join("\n");
        assert!(said.contains("postgres://"), "{said}");
        assert!(!said.contains("asha") && !said.contains("s3cret"), "{said}");
    }
}

pub(crate) async fn another_database_is_refused() {
    let refused = Store::open("mysql://asha:s3cret@localhost/trunkline").await.unwrap_err();
    assert_eq!(refused.to_string(), "mysql://…: a store is the path of a file, or a postgres:// URL");
}
