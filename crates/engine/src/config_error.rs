//! What is wrong with a configuration file.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde_saphyr::Location;

/// Every mistake in a configuration file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct ConfigError(Vec<Mistake>);

fn lines(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl ConfigError {
    /// Some mistakes; there is at least one.
    pub(crate) fn new(mut mistakes: Vec<Mistake>) -> Self {
        mistakes.sort_by_key(|mistake| mistake.position);
        Self(mistakes)
    }

    /// The mistakes.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.0
    }
}

/// One mistake: where it is, and the rule it breaks. It never shows the source line, in which a secret might stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    file: PathBuf,
    position: Option<(u64, u64)>,
    message: String,
}

impl Mistake {
    /// A mistake in a place of the file.
    pub(crate) fn at(file: &Path, location: Location, message: impl Into<String>) -> Self {
        let position = (location != Location::UNKNOWN).then(|| (location.line(), location.column()));
        Self { file: file.to_owned(), position, message: message.into() }
    }

    /// A mistake about the file as a whole.
    pub(crate) fn whole(file: &Path, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), position: None, message: message.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
