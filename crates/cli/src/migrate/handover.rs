//! New passwords, from where they are made to whoever runs the SBC: in a file that only its owner reads.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{self, Path, PathBuf},
};

use secrecy::ExposeSecret as _;
use tempfile::NamedTempFile;
use trunkline_engine::{
    Environment, SecretRef,
    migrate::{Migration, Moving},
    trunkline::model::SecretString,
};

use crate::{exit::Failure, generate};

/// A credential that is made, and the variables that hold it in the file.
struct Made<'a> {
    profile: &'a str,
    trunk: String,
    username: String,
    variable: String,
}

/// Names where each password is to be: a variable of its own.
pub(super) fn name_variables(moving: &mut Moving) {
    for moved in &mut moving.trunks {
        let trunk = moved.wanted.name.as_str().to_ascii_uppercase();
        for (credential, n) in moved.wanted.credentials.iter_mut().flatten().zip(1_u32..) {
            credential.password = SecretRef::Env(format!("MIGRATED_{trunk}_{n}_PASSWORD"));
        }
    }
}

/// The file of a migration: the one that it knows, or else the one that is asked for. `None` when there are no
/// credentials.
pub(super) fn file(migration: &Migration, asked: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    if made(&migration.moving).is_empty() {
        return Ok(None);
    }
    let usual = || PathBuf::from(format!("migration-{}.credentials", migration.number));
    let asked = asked.map(absolute).transpose()?;
    match (&migration.moving.credentials, asked) {
        (Some(known), Some(asked)) if *known != asked => Err(Failure::mistake(format!(
            "--credentials {}: the passwords of migration {} are in {}",
            asked.display(),
            migration.number,
            known.display()
        ))),
        (Some(known), _) if !known.exists() => Err(Failure::Local(format!(
            "{} is gone, and with it the passwords of what is built: put it back, or take the migration back (trunkline \
             migrate rollback {}) and prepare it anew",
            known.display(),
            migration.number
        ))),
        (Some(known), _) => Ok(Some(known.clone())),
        (None, asked) => Ok(Some(asked.map_or_else(|| absolute(&usual()), Ok)?)),
    }
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path::absolute(path).map_err(|error| Failure::Local(format!("{}: {error}", path.display())))
}

/// Makes a password for each credential and writes them to a file, unless that is done already.
pub(super) fn write(migration: &Migration, path: &Path) -> Result<(), Failure> {
    let unwritable =
        |error: io::Error| Failure::Local(format!("{} cannot be written: {error}", path.display()));
    if fs::symlink_metadata(path).is_ok() {
        return is_ours(migration, path);
    }
    let mut text = mark(migration) + "\n";
    for Made { profile, trunk, username, variable } in made(&migration.moving) {
        let password = generate::password()?;
        let name = username_variable(&variable);
        let _ = writeln!(text, "\n# {profile}, trunk {trunk}\n{name}={username}");
        let _ = writeln!(text, "{variable}={}", password.expose_secret());
    }
    // Whole or not at all: half of it would be taken for all of it after a death. Only its owner can read it from the
    // beginning, and it takes no other file's place.
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut beginning = NamedTempFile::with_prefix_in(".migration-", folder).map_err(unwritable)?;
    beginning.write_all(text.as_bytes()).and_then(|()| beginning.as_file().sync_all()).map_err(unwritable)?;
    beginning.persist_noclobber(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

/// What the file of a migration begins with, and no other file.
fn mark(migration: &Migration) -> String {
    format!(
        "# Digest credentials of migration {}, begun {}: whoever reads this can place calls.",
        migration.number, migration.started
    )
}

/// Refuses a file that is not this migration's, or that others can read.
fn is_ours(migration: &Migration, path: &Path) -> Result<(), Failure> {
    let is_file = fs::symlink_metadata(path).is_ok_and(|there| there.is_file());
    let ours = is_file && fs::read_to_string(path).is_ok_and(|text| text.starts_with(&mark(migration)));
    if !ours {
        return Err(Failure::mistake(format!(
            "{} is there already, and is not what this migration wrote: move it away, or name another file with \
             --credentials",
            path.display()
        )));
    }
    others_cannot_read(path)
}

#[cfg(unix)]
fn others_cannot_read(path: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;

    let there = fs::metadata(path)
        .map_err(|error| Failure::Local(format!("{} cannot be read: {error}", path.display())))?;
    if there.permissions().mode() & 0o777 == 0o600 {
        return Ok(());
    }
    Err(Failure::mistake(format!(
        "{0} holds passwords, and others can read it: chmod 600 {0}",
        path.display()
    )))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may be refused")]
fn others_cannot_read(_: &Path) -> Result<(), Failure> {
    Ok(())
}

/// Variables of the file, and those of the process besides.
pub(super) fn environment(path: &Path) -> Result<Environment, Failure> {
    let text = read(path)?;
    let process = Environment::process();
    Ok(Environment::new(move |name| {
        let lines = text.expose_secret().lines().filter(|line| !line.starts_with('#'));
        let defined: BTreeMap<&str, &str> = lines.filter_map(|line| line.split_once('=')).collect();
        defined.get(name).map(|value| (*value).to_owned()).or_else(|| process.get(name))
    }))
}

/// The file as it is to be shown once.
pub(super) fn read(path: &Path) -> Result<SecretString, Failure> {
    let read = fs::read_to_string(path);
    read.map(SecretString::from)
        .map_err(|error| Failure::Local(format!("{} cannot be read: {error}", path.display())))
}

/// Takes the file away, once it is shown or nobody needs it.
pub(super) fn remove(path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(|error| {
        Failure::Local(format!("{} cannot be removed: {error}; it holds passwords", path.display()))
    })
}

fn made(moving: &Moving) -> Vec<Made<'_>> {
    let trunks = moving.trunks.iter();
    let credentials = trunks.flat_map(|moved| {
        let all = moved.wanted.credentials.iter().flatten();
        all.filter_map(|credential| match &credential.password {
            SecretRef::Env(variable) => Some(Made {
                profile: &moved.wanted.profile,
                trunk: moved.wanted.name.to_string(),
                username: credential.carrier_username(),
                variable: variable.clone(),
            }),
            _ => None,
        })
    });
    credentials.collect()
}

fn username_variable(password: &str) -> String {
    password.strip_suffix("_PASSWORD").unwrap_or(password).to_owned() + "_USERNAME"
}
