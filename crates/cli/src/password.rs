//! Passwords from anywhere but the command line, which every user of the machine can read.

use std::{env, fs, io, path::PathBuf};

use clap::Args;
use trunkline_engine::trunkline::model::SecretString;

use crate::input::Input;

/// Where a password comes from.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Source {
    /// Take the password from this environment variable.
    #[arg(long = "password-env", value_name = "NAME")]
    env: Option<String>,
    /// Take the password from this file, without the newline at its end.
    #[arg(long = "password-file", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Take the password from standard input, without the newline at its end.
    #[arg(long = "password-stdin")]
    stdin: bool,
}

impl Source {
    /// The password; `None` when it cannot be had, which `input` remembers.
    pub(crate) fn read(&self, input: &mut Input) -> Option<SecretString> {
        let (from, text) = match (&self.env, &self.file) {
            (Some(name), _) => {
                (format!("variable {name}"), env::var(name).map_err(|error| error.to_string()))
            }
            (_, Some(path)) => {
                let text = fs::read_to_string(path).map_err(|error| error.to_string());
                (format!("file {}", path.display()), text)
            }
            _ => {
                let text = io::read_to_string(io::stdin()).map_err(|error| error.to_string());
                ("standard input".to_owned(), text)
            }
        };
        match text.as_deref().map(|text| text.trim_end_matches(['\r', '\n'])) {
            Ok("") => input.mistake(format!("password: {from} is empty")),
            Ok(password) => return Some(SecretString::from(password)),
            Err(error) => input.mistake(format!("password: {from}: {error}")),
        }
        None
    }
}
