//! Countries, and which of them a number may be of.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
    sync::LazyLock,
};

use serde::{Deserialize, Serialize};
use trunkline::model::E164;

/// A country by its ISO 3166 code: `IN`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The two letters.
    ///
    /// # Panics
    /// Never: they were checked when it was made.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("they were checked to be ASCII letters")
    }
}

impl FromStr for Country {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Ok(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => Err(format!("{text:?} is no country: write two letters such as IN")),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The countries that something may be of: one where it is known, several where they share a country code, none
/// where nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Countries(BTreeSet<Country>);

impl Countries {
    /// Whether it is one of `named`; `None` where that cannot be told.
    pub(super) fn within(&self, named: &[Country]) -> Option<bool> {
        if self.0.is_empty() {
            return None;
        }
        match self.0.iter().filter(|country| named.contains(country)).count() {
            0 => Some(false),
            found if found == self.0.len() => Some(true),
            _ => None,
        }
    }

    /// Whether it is the same country as another; `None` where that cannot be told.
    pub(super) fn same(&self, other: &Self) -> Option<bool> {
        if self.0.is_empty() || other.0.is_empty() {
            return None;
        }
        if self.0.is_disjoint(&other.0) {
            return Some(false);
        }
        (self.0.len() == 1 && other.0.len() == 1).then_some(true)
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = Country> + '_ {
        self.0.iter().copied()
    }
}

impl From<Country> for Countries {
    fn from(country: Country) -> Self {
        Self(BTreeSet::from([country]))
    }
}

impl FromStr for Countries {
    type Err = String;

    /// A country (`IN`) or a country code (`+91`), which several may share.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some(code) = text.strip_prefix('+') else {
            let country: Country = text.parse()?;
            let known = CODES.codes.values().any(|of| of.contains(&country));
            return known
                .then(|| country.into())
                .ok_or_else(|| format!("{text:?} has no country code of its own"));
        };
        match CODES.codes.get(code) {
            Some(countries) => Ok(Self(countries.iter().copied().collect())),
            None => {
                Err(format!("{text:?} is no country code: write one such as +91, or two letters such as IN"))
            }
        }
    }
}

impl fmt::Display for Countries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let countries: Vec<&str> = self.0.iter().map(Country::as_str).collect();
        match countries.as_slice() {
            [] => f.pad("an unknown country"),
            [one] => f.pad(one),
            // +1 is 25 of them.
            [first, second, third, _, ..] => f.pad(&format!("{first}, {second}, {third} or another")),
            several => f.pad(&several.join(" or ")),
        }
    }
}

/// The countries that a number may be of, by its country code.
pub fn countries_of(number: &E164) -> Countries {
    let found = code(number).and_then(|code| CODES.codes.get(code));
    Countries(found.into_iter().flatten().copied().collect())
}

/// Whether a number is free to call; `None` where nobody has listed which are.
pub(super) fn toll_free(number: &E164) -> Option<bool> {
    let code = code(number)?;
    let national = number.as_str().get(1 + code.len()..)?;
    let prefixes = CODES.toll_free.get(code)?;
    Some(prefixes.iter().any(|prefix| national.starts_with(prefix.as_str())))
}

/// The country code of a number. None is the beginning of another.
fn code(number: &E164) -> Option<&str> {
    let digits = &number.as_str()[1..];
    (1..=3).filter_map(|length| digits.get(..length)).find(|code| CODES.codes.contains_key(*code))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    codes: BTreeMap<String, Vec<Country>>,
    toll_free: BTreeMap<String, Vec<String>>,
}

static CODES: LazyLock<Codes> = LazyLock::new(|| {
    toml::from_str(include_str!("../../rules/countries.toml")).expect("it is part of this crate, and tested")
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_country_code_is_the_beginning_of_another() {
        let codes: Vec<&String> = CODES.codes.keys().collect();
        for code in &codes {
            assert!(code.bytes().all(|b| b.is_ascii_digit()) && (1..=3).contains(&code.len()), "{code}");
            assert!(!codes.iter().any(|other| other != code && other.starts_with(code.as_str())), "{code}");
        }
        assert!(CODES.toll_free.keys().all(|code| CODES.codes.contains_key(code)));
    }

    #[test]
    fn what_is_shared_is_not_taken_for_one_of_them() {
        let of = |number: &str| countries_of(&number.parse().unwrap());
        let us: Country = "US".parse().unwrap();
        assert_eq!(of("+14155550100").within(&[us]), None);
        assert_eq!(of("+918040264208").to_string(), "IN");
        assert_eq!(of("+918040264208").within(&[us]), Some(false));
        assert_eq!(of("+14155550100").same(&of("+16045550100")), None);
        assert_eq!(of("+918040264208").same(&of("+914040264208")), Some(true));
        assert_eq!(of("+87012345678").within(&[us]), None, "no country has it");
    }
}
