//! Secrets by reference.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use trunkline::{
    Effect, Error, ErrorKind, Result,
    model::{Identity, SecretString},
};

use crate::{Environment, file::node::Node};

/// Where a secret is. A file never holds one inline: files are committed, copied and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SecretRef {
    /// In this environment variable.
    Env(String),
    /// In this file, without the newline at its end.
    File(PathBuf),
}

impl SecretRef {
    /// Where the file says a secret is: in a variable, or in a file found from `folder`.
    pub(crate) fn from_node(node: &Node, folder: &Path) -> Result<Self, &'static str> {
        let Node::Map(entries) = node else {
            return Err("is a secret and never stands in this file: write {env: NAME} or {file: PATH}");
        };
        let [(name, value)] = entries.as_slice() else {
            return Err("is neither {env: NAME} nor {file: PATH}");
        };
        match (name.value.as_str(), &value.value) {
            ("env", Node::Text(variable)) if is_variable(variable) => Ok(Self::Env(variable.clone())),
            ("env", Node::Text(_)) => {
                Err("names no variable: letters, digits and _ only, without $, not starting with a digit")
            }
            ("file", Node::Text(path)) if !path.is_empty() => Ok(Self::File(folder.join(path))),
            _ => Err("is neither {env: NAME} nor {file: PATH}"),
        }
    }
}

fn is_variable(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// Reads an account's secrets, and remembers each that is not there.
#[derive(Debug)]
pub struct Secrets<'a> {
    environment: &'a Environment,
    missing: Vec<String>,
}

impl<'a> Secrets<'a> {
    /// Secrets of an account that is being opened.
    pub fn new(environment: &'a Environment) -> Self {
        Self { environment, missing: Vec::new() }
    }

    /// The secret for `field`; `None` when it is not there, which [`all`](Self::all) reports.
    pub fn read(&mut self, field: &str, reference: &SecretRef) -> Option<SecretString> {
        self.text(field, reference).map(SecretString::from)
    }

    /// As [`read`](Self::read), for what is kept with the secrets and is used as a user name: it may be shown.
    pub fn text(&mut self, field: &str, reference: &SecretRef) -> Option<String> {
        let text = match reference {
            SecretRef::Env(name) => {
                self.environment.get(name).ok_or_else(|| format!("{field}: variable {name} is not set"))
            }
            SecretRef::File(path) => match fs::read_to_string(path) {
                Ok(text) => match text.trim_end_matches(['\r', '\n']) {
                    "" => Err(format!("{field}: file {} is empty", path.display())),
                    secret => Ok(secret.to_owned()),
                },
                Err(error) => Err(format!("{field}: file {} cannot be read: {error}", path.display())),
            },
        };
        text.map_err(|missing| self.missing.push(missing)).ok()
    }

    /// Every one that is not there: its field, and where it should be.
    pub(crate) fn into_missing(self) -> Vec<String> {
        self.missing
    }

    /// What was made of the secrets; otherwise every one that is missing in one error.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration).
    pub fn all<T>(self, identity: &Identity, made: Option<T>) -> Result<T> {
        made.ok_or_else(|| {
            Error::new(ErrorKind::Configuration, Effect::None, self.missing.join("; "))
                .with_identity(identity)
        })
    }
}
