//! Why a description cannot be stored, before anything is.

use std::{collections::HashSet, fmt, hash::Hash};

use serde::Serialize;

use crate::{
    error::{Error, ErrorKind},
    model::{Carrier, InvalidValue},
};

/// One thing an audit has to say about a description on a carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// Which kind of error it would be, when it is refused.
    pub kind: ErrorKind,
    /// The field: `acl[1].cidr`, `trunk.twilio.domain_name`.
    pub field: String,
    /// Its value; never a secret.
    pub value: Option<String>,
    /// The rule, and what to do.
    pub rule: String,
    /// The carrier whose rule it is.
    pub carrier: Carrier,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Severity {
    /// Good to know: a derived domain, for example.
    Note,
    /// It will be stored, and may not do what is meant.
    Warning,
    /// It cannot be stored.
    Refused,
}

impl Finding {
    /// Something that cannot be stored.
    pub fn refused(
        carrier: &Carrier,
        kind: ErrorKind,
        field: impl Into<String>,
        rule: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Refused,
            kind,
            field: field.into(),
            value: None,
            rule: rule.into(),
            carrier: carrier.clone(),
        }
    }

    /// Something that may not do what is meant.
    pub fn warning(carrier: &Carrier, field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::refused(carrier, ErrorKind::InvalidInput, field, rule) }
    }

    /// Something good to know.
    pub fn note(carrier: &Carrier, field: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { severity: Severity::Note, ..Self::warning(carrier, field, rule) }
    }

    /// A value that breaks a rule.
    pub fn invalid(carrier: &Carrier, field: impl Into<String>, invalid: &InvalidValue) -> Self {
        let mut finding = Self::refused(carrier, ErrorKind::InvalidInput, field, invalid.rule());
        finding.value = invalid.value().map(str::to_owned);
        finding
    }

    /// With the value.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<String>) -> Self {
        self.value = Some(value.into());
        self
    }

    /// The findings that refuse, as one error; `None` when nothing is refused.
    pub fn to_error(findings: &[Self]) -> Option<Error> {
        let refused: Vec<&Self> = findings.iter().filter(|f| f.severity == Severity::Refused).collect();
        let first = refused.first()?;
        let kind =
            if refused.iter().all(|f| f.kind == first.kind) { first.kind } else { ErrorKind::InvalidInput };
        let lines: Vec<String> = refused.iter().map(ToString::to_string).collect();
        Some(Error::new(kind, crate::Effect::None, lines.join("; ")))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.field)?;
        if let Some(value) = &self.value {
            write!(f, " {value:?}")?;
        }
        write!(f, " on {}: {}", self.carrier, self.rule)
    }
}

/// Refuses what a description has twice, by what makes two objects the same: the second would be taken for the first,
/// and what else it says dropped. The fields are `credentials[1].username` for `credentials` and `username`.
pub fn given_twice<T: Eq + Hash + fmt::Display>(
    carrier: &Carrier,
    nouns: &str,
    field: &str,
    values: impl IntoIterator<Item = T>,
) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let mut findings = Vec::new();
    for (i, value) in values.into_iter().enumerate() {
        let text = value.to_string();
        if !seen.insert(value) {
            let twice = InvalidValue::new("value", text, "is given twice");
            findings.push(Finding::invalid(carrier, format!("{nouns}[{i}].{field}"), &twice));
        }
    }
    findings
}
