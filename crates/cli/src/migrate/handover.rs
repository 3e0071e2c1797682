//! New passwords, from where they are made to whoever runs the SBC: in a file that only its owner reads.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use secrecy::ExposeSecret as _;
use trunkline_engine::{Environment, SecretRef, migrate::Moving, trunkline::model::SecretString};

use crate::{demo::password, exit::Failure};

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

/// Makes a password for each credential and writes them to a file, unless that is done already. `None` when there are no
/// credentials.
pub(super) fn write(moving: &Moving, path: &Path) -> Result<Option<PathBuf>, Failure> {
    let made = made(moving);
    if made.is_empty() || path.exists() {
        return Ok((!made.is_empty()).then(|| path.to_owned()));
    }
    let mut text = String::from("# Digest credentials for the SBC. Whoever reads this can place calls.\n");
    for Made { profile, trunk, username, variable } in &made {
        let password = password::generate()?;
        let name = username_variable(variable);
        let _ = writeln!(text, "\n# {profile}, trunk {trunk}\n{name}={username}");
        let _ = writeln!(text, "{variable}={}", password.expose_secret());
    }
    // Whole or not at all: half of it would be taken for all of it after a death.
    let beginning = path.with_extension("new");
    let written = create(&beginning).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beginning, path)
    });
    written.map_err(|error| Failure::Local(format!("{} cannot be written: {error}", path.display())))?;
    Ok(Some(path.to_owned()))
}

/// Variables of the file, and those of the process besides.
pub(super) fn environment(path: &Path) -> Result<Environment, Failure> {
    let text = match fs::read_to_string(path) {
        Ok(text) => SecretString::from(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Environment::process()),
        Err(error) => return Err(Failure::Local(format!("{} cannot be read: {error}", path.display()))),
    };
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

/// Takes the file away, once it is shown.
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

#[cfg(unix)]
fn create(path: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    // One that a death left behind is nobody's.
    let _ = fs::remove_file(path);
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn create(path: &Path) -> io::Result<fs::File> {
    OpenOptions::new().write(true).create(true).truncate(true).open(path)
}
