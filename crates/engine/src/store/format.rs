//! The tables, and how those of an earlier version become them.

use std::borrow::Cow;

use sqlx::{
    AnyConnection, AssertSqlSafe, Connection as _, SqlSafeStr as _,
    migrate::{AppliedMigration, Migrate as _, MigrateError, Migration, MigrationType, Migrator},
};

use super::{StoreError, error::Trouble, place::Place};

/// Each of them is as it was published: what changes is a further one.
const FORMATS: [(&str, &str); 5] = [
    ("tables", include_str!("migrations/1.sql")),
    ("migrations", include_str!("migrations/2.sql")),
    ("shared budget", include_str!("migrations/3.sql")),
    ("one form", include_str!("migrations/4.sql")),
    ("limits of an account", include_str!("migrations/5.sql")),
];

/// How the checksums begin of three more forms of the first format, in a file and on a server: stores began with them
/// before the fourth made them all the same.
const FURTHER_FORMS: [[u8; 8]; 6] = [
    0xc5f0_ebf2_0bfa_2857_u64.to_be_bytes(),
    0x753b_7b70_5992_218c_u64.to_be_bytes(),
    0xc5f6_e852_350a_d2b7_u64.to_be_bytes(),
    0x7d18_51f8_1bb9_00bc_u64.to_be_bytes(),
    0x127f_044b_179f_7fae_u64.to_be_bytes(),
    0x71d2_de88_e4fb_d3a0_u64.to_be_bytes(),
];

/// Where the migrator keeps which formats a store has.
const TABLE: &str = "_sqlx_migrations";

/// Brings the tables to the newest format; the same text for both databases, but for how rows are numbered.
pub(super) async fn migrate(connection: &mut AnyConnection, place: &Place) -> Result<(), Trouble> {
    let number = match place {
        Place::File(_) => "INTEGER PRIMARY KEY",
        Place::Server(_) => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    };
    let mut formats: Vec<Migration> = (1..)
        .zip(FORMATS)
        .map(|(version, (name, text))| {
            let text = AssertSqlSafe(text.replace("{NUMBER}", number)).into_sql_str();
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, text, false)
        })
        .collect();
    let known = formats.last().map_or(0, |newest| newest.version);
    if matches!(place, Place::File(_)) && is_newest(connection, &formats).await {
        return Ok(());
    }
    let mut migrated = run(connection, place, formats.clone()).await?;
    if let Err(MigrateError::VersionMismatch(1)) = migrated {
        let first = connection.list_applied_migrations(TABLE).await?.into_iter().find(|is| is.version == 1);
        if let Some(first) = first.filter(|first| is_further_form(&first.checksum)) {
            formats[0].checksum = first.checksum;
            migrated = run(connection, place, formats).await?;
        }
    }
    match migrated {
        Err(MigrateError::VersionMissing(found)) if found > known => {
            Err(StoreError::Newer { place: place.to_string(), found, known }.into())
        }
        Err(MigrateError::VersionMismatch(found)) => {
            Err(StoreError::Other { place: place.to_string(), found }.into())
        }
        migrated => Ok(migrated?),
    }
}

/// Whether there is nothing to do. No lock is taken to find out: a file that is being written, or that the disk has no
/// room for any more, can still be read.
async fn is_newest(connection: &mut AnyConnection, formats: &[Migration]) -> bool {
    let is = |found: &AppliedMigration, format: &Migration| {
        found.version == format.version
            && (found.checksum == format.checksum || found.version == 1 && is_further_form(&found.checksum))
    };
    connection.list_applied_migrations(TABLE).await.is_ok_and(|found| {
        found.len() == formats.len() && found.iter().zip(formats).all(|(found, format)| is(found, format))
    })
}

fn is_further_form(checksum: &[u8]) -> bool {
    FURTHER_FORMS.iter().any(|form| checksum.starts_with(form))
}

async fn run(
    connection: &mut AnyConnection,
    place: &Place,
    formats: Vec<Migration>,
) -> Result<Result<(), MigrateError>, Trouble> {
    let migrator = Migrator::with_migrations(formats);
    match place {
        // On SQLite the migrator takes no lock of its own.
        Place::File(_) => {
            let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
            let migrated = migrator.run(&mut *transaction).await;
            transaction.commit().await?;
            Ok(migrated)
        }
        Place::Server(_) => Ok(migrator.run(connection).await),
    }
}
