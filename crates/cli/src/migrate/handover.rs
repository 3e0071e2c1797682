//! New passwords, from where they are made to whoever runs the SBC: in a file that only its owner reads.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    path::{self, Path, PathBuf},
};

use secrecy::ExposeSecret as _;
use tempfile::NamedTempFile;
use trunkline_engine::{
    Environment, SecretRef,
    migrate::{Migration, Moving, Stage},
    store::Store,
    trunkline::model::SecretString,
};

use crate::{exit::Failure, generate, output};

/// User names and passwords of what a migration builds, and the file that they are handed over in.
#[derive(Debug)]
pub(super) struct Handover {
    file: PathBuf,
    text: SecretString,
    is_written: Cell<bool>,
}

/// A credential that is made, and the variables that hold it in the file.
struct Made<'a> {
    profile: &'a str,
    trunk: String,
    username: String,
    variable: String,
}

impl Handover {
    /// New passwords for what is to be built; they are written nowhere yet. `None` when there are no credentials.
    pub(super) async fn make(
        migration: &Migration,
        asked: Option<&Path>,
        store: &Store,
    ) -> Result<Option<Self>, Failure> {
        let made = made(&migration.moving);
        if made.is_empty() {
            return Ok(None);
        }
        let usual = PathBuf::from(format!("migration-{}.credentials", migration.number));
        let file = absolute(asked.unwrap_or(&usual))?;
        let mut text = mark(migration) + "\n";
        for Made { profile, trunk, username, variable } in made {
            let password = generate::password()?;
            let name = username_variable(&variable);
            let _ = writeln!(text, "\n# {profile}, trunk {trunk}\n{name}={username}");
            let _ = writeln!(text, "{variable}={}", password.expose_secret());
        }
        in_the_way(&file, store).await?;
        Ok(Some(Self { file, text: text.into(), is_written: Cell::new(false) }))
    }

    /// Those of a migration that is gone on with.
    pub(super) fn known(migration: &Migration, asked: Option<&Path>) -> Result<Option<Self>, Failure> {
        let Some(file) = migration.moving.credentials.clone() else { return Ok(None) };
        if let Some(asked) = asked.map(absolute).transpose()?.filter(|asked| *asked != file) {
            return Err(Failure::mistake(format!(
                "--credentials {}: the passwords of migration {} are in {}",
                asked.display(),
                migration.number,
                file.display()
            )));
        }
        if !file.exists() {
            return Err(Failure::Local(format!(
                "{} is gone, and with it the passwords of what is built: put it back, or take the migration back \
                 (trunkline migrate rollback {}) and prepare it anew",
                file.display(),
                migration.number
            )));
        }
        let Some(text) = begun(&file).filter(|text| text.starts_with(&mark(migration))) else {
            return Err(not_ours(&file));
        };
        others_cannot_read(&file)?;
        Ok(Some(Self { file, text: text.into(), is_written: Cell::new(true) }))
    }

    /// The file.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// These variables, and those of the process besides.
    pub(super) fn environment(&self) -> Environment {
        let (text, process) = (self.text.clone(), Environment::process());
        Environment::new(move |name| {
            let lines = text.expose_secret().lines().filter(|line| !line.starts_with('#'));
            let defined: BTreeMap<&str, &str> = lines.filter_map(|line| line.split_once('=')).collect();
            defined.get(name).map(|value| (*value).to_owned()).or_else(|| process.get(name))
        })
    }

    /// Writes the file, unless that is done already.
    pub(super) async fn keep(&self, store: &Store) -> Result<(), Failure> {
        let path = &self.file;
        let unwritable =
            |error: io::Error| Failure::Local(format!("{} cannot be written: {error}", path.display()));
        if self.is_written.get() {
            return Ok(());
        }
        if in_the_way(path, store).await? {
            remove(path)?;
        }
        // Whole or not at all: half of it would be taken for all of it after a death. Only its owner can read it from the
        // beginning, and it takes no other file's place.
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut beginning = NamedTempFile::with_prefix_in(".migration-", folder).map_err(unwritable)?;
        let text = self.text.expose_secret().as_bytes();
        beginning.write_all(text).and_then(|()| beginning.as_file().sync_all()).map_err(unwritable)?;
        beginning.persist_noclobber(path).map_err(|error| unwritable(error.error))?;
        self.is_written.set(true);
        Ok(())
    }

    /// Prints them once, and takes the file away.
    pub(super) fn show(&self) -> Result<(), Failure> {
        output::print(self.text.expose_secret())?;
        self.take_back()
    }

    /// Takes the file away, if it is there: nobody needs it. What another preparation wrote in its place stays.
    pub(super) fn take_back(&self) -> Result<(), Failure> {
        if self.is_written.get() && self.is_here() { remove(&self.file) } else { Ok(()) }
    }

    /// Whether the file is there as it was written: until one begins, another preparation takes it for one that died.
    pub(super) fn is_here(&self) -> bool {
        begun(&self.file).is_some_and(|text| text == self.text.expose_secret())
    }
}

/// Names where each password is to be: a variable of its own. Trunks whose names differ in case alone are numbered.
pub(super) fn name_variables(moving: &mut Moving) {
    let mut names = BTreeSet::new();
    for moved in &mut moving.trunks {
        let upper = moved.wanted.name.as_str().to_ascii_uppercase();
        let numbered = (2_u32..).map(|n| format!("{upper}_OF_{n}"));
        let trunk = std::iter::once(upper.clone()).chain(numbered).find(|name| names.insert(name.clone()));
        let trunk = trunk.unwrap_or(upper);
        for (credential, n) in moved.wanted.credentials.iter_mut().flatten().zip(1_u32..) {
            credential.password = SecretRef::Env(format!("MIGRATED_{trunk}_{n}_PASSWORD"));
        }
    }
}

/// Whether a file is there that may go: one of a preparation that died before it began. Any other one is refused.
async fn in_the_way(file: &Path, store: &Store) -> Result<bool, Failure> {
    if fs::symlink_metadata(file).is_err() {
        return Ok(false);
    }
    let text = begun(file).ok_or_else(|| not_ours(file))?;
    let mut all = store.migrations().await?.into_iter();
    let Some(whose) = all.find(|migration| text.starts_with(&mark(migration))) else {
        return Err(not_ours(file));
    };
    // What has begun has a run, and its passwords may be on an account.
    let has_begun = whose.stage != Stage::RolledBack || !store.runs_of(&whose.run_name("")).await?.is_empty();
    if has_begun { Err(not_ours(file)) } else { Ok(true) }
}

/// What is in a file; a link to one is none.
fn begun(file: &Path) -> Option<String> {
    let is_file = fs::symlink_metadata(file).is_ok_and(|there| there.is_file());
    fs::read_to_string(file).ok().filter(|_| is_file)
}

fn not_ours(file: &Path) -> Failure {
    Failure::mistake(format!(
        "{} is there already, and is not what this migration wrote: move it away, or name another file with --credentials",
        file.display()
    ))
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    path::absolute(path).map_err(|error| Failure::Local(format!("{}: {error}", path.display())))
}

/// What the file of a migration begins with, and no other file.
fn mark(migration: &Migration) -> String {
    format!(
        "# Digest credentials of migration {}, begun {}: whoever reads this can place calls.",
        migration.number, migration.started
    )
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

fn remove(path: &Path) -> Result<(), Failure> {
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
