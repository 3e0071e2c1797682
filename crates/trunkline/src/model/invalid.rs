//! What is said about a value that is refused.

use std::borrow::Cow;

/// A value that cannot be what it is meant to be: the field, the value and the rule it breaks.
///
/// Printed as `cidr "10.0.0.0/8": 10.0.0.0/8 is private (RFC 1918); …`. The value is shown, so a secret is
/// never put into one: see [`InvalidValue::secret`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {shown}: {rule}", shown = self.shown())]
pub struct InvalidValue {
    field: Cow<'static, str>,
    value: Option<String>,
    rule: Cow<'static, str>,
}

impl InvalidValue {
    /// A value of `field` that breaks `rule`.
    pub fn new(
        field: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
        rule: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { field: field.into(), value: Some(value.into()), rule: rule.into() }
    }

    /// A secret that breaks `rule`; its value is not kept.
    pub fn secret(field: impl Into<Cow<'static, str>>, rule: impl Into<Cow<'static, str>>) -> Self {
        Self { field: field.into(), value: None, rule: rule.into() }
    }

    /// The field, in the words of the model: `number`, `cidr`, `trunk name`.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The value as it was given; `None` for a secret.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// The rule it breaks.
    pub fn rule(&self) -> &str {
        &self.rule
    }

    fn shown(&self) -> String {
        self.value.as_ref().map_or_else(|| "(not shown)".to_owned(), |value| format!("{value:?}"))
    }
}
