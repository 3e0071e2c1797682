//! What is wrong with a file.

use std::fmt;

use serde_saphyr::Location;
use trunkline::audit::Severity;

use super::{render, source::Source};

/// Every mistake in a file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", lines(.0))]
pub struct FileError(Vec<Mistake>);

fn lines(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

impl FileError {
    /// Some mistakes; there is at least one.
    pub(crate) fn new(mut mistakes: Vec<Mistake>) -> Self {
        in_order(&mut mistakes);
        Self(mistakes)
    }

    /// Each mistake with its source line and a caret; with ANSI colours if they are wanted.
    pub fn render(&self, colours: bool) -> String {
        let mistakes: Vec<String> = self.0.iter().map(|mistake| mistake.render(colours)).collect();
        mistakes.join("\n\n")
    }

    /// The mistakes.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.0
    }
}

/// Sorts by place, and says nothing twice.
pub(super) fn in_order(mistakes: &mut Vec<Mistake>) {
    mistakes.sort_by_key(Mistake::position);
    mistakes.dedup();
}

/// One mistake, or one warning: where it is, and the rule.
///
/// Printed as one line, `trunkline.yaml:4:13: RULE`, without the source line; [`render`](Self::render) shows that too.
/// Neither shows a secret, not even one that stands in the file against the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    source: Source,
    at: Option<Location>,
    severity: Severity,
    message: String,
}

impl Mistake {
    /// A mistake in a place of the file.
    pub(crate) fn at(source: &Source, at: Location, message: impl Into<String>) -> Self {
        let at = (at != Location::UNKNOWN).then_some(at);
        // What a person wrote is in it, and a terminal would obey some of that.
        let message = message.into().replace(char::is_control, " ");
        Self { source: source.clone(), at, severity: Severity::Refused, message }
    }

    /// A mistake about the file as a whole.
    pub(crate) fn whole(source: &Source, message: impl Into<String>) -> Self {
        Self::at(source, Location::UNKNOWN, message)
    }

    /// The same, with which nothing is refused.
    pub(super) fn into_warning(self) -> Self {
        Self { severity: Severity::Warning, ..self }
    }

    /// Whether it is a mistake or a warning.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Line and column, from 1; `None` when it is about the file as a whole.
    pub fn position(&self) -> Option<(u64, u64)> {
        self.at.map(|at| (at.line(), at.column()))
    }

    /// The rule, with the field and the value.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The rule and the source line with a caret, on several lines; with ANSI colours if they are wanted.
    pub fn render(&self, colours: bool) -> String {
        render::render(&self.source, self.at, &self.message, self.severity, colours)
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.source.path().display())?;
        if let Some((line, column)) = self.position() {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}
