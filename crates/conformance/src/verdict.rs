//! How a scenario ended.

/// How a scenario ended for one backend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The backend does what the scenario proves.
    Passed,
    /// It does not, or what the scenario made could not be put away; the text says what was seen.
    Failed(String),
    /// It was not played, since the carrier or the harness lacks something it needs; the text says what.
    Unsupported(String),
}
