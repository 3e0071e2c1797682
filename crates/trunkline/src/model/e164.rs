//! Phone numbers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::InvalidValue;

/// A phone number in E.164: `+`, then 7 to 15 ASCII digits of which the first is not 0.
///
/// Strict on purpose: a missing `+`, spaces, letters or full-width digits are refused, because carriers answer
/// them with a lookup that finds nothing.
///
/// ```
/// use trunkline::model::E164;
/// assert!("+918040264208".parse::<E164>().is_ok());
/// let error = "08040264208".parse::<E164>().unwrap_err();
/// assert!(error.to_string().contains("country code"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct E164(String);

impl E164 {
    /// The number with its `+`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for E164 {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = |rule: &'static str| Err(InvalidValue::new("number", text, rule));
        let Some(digits) = text.strip_prefix('+') else {
            return refuse("E.164 starts with + and the country code, for example +918040264208");
        };
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return refuse("E.164 is + and digits only: no space, dash, dot, bracket or letter");
        }
        if digits.starts_with('0') {
            return refuse("no country code starts with 0");
        }
        if !(7..=15).contains(&digits.len()) {
            return refuse("E.164 has 7 to 15 digits after the +");
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for E164 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for E164 {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}
