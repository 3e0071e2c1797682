//! What carriers and countries allow, as data.

use std::{collections::BTreeSet, sync::LazyLock};

use jiff::civil::Date;
use serde::Deserialize;
use trunkline::model::Carrier;

use super::{Aspect, Source, Verdict, fit::When};

/// The files that are part of this crate.
const FILES: [(&str, &str); 2] = [
    ("twilio.toml", include_str!("../../rules/twilio.toml")),
    ("exotel.toml", include_str!("../../rules/exotel.toml")),
];

/// One thing that a carrier or a country allows, forbids, or leaves open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name, unique.
    pub id: String,
    /// The carrier that it is about: the one that is to carry the calls.
    #[serde(skip, default = "nobody")]
    pub carrier: Carrier,
    /// What it is about.
    pub aspect: Aspect,
    /// When it applies.
    #[serde(default)]
    pub(super) when: When,
    /// What it says.
    pub verdict: Verdict,
    /// Why, and what would change it.
    pub why: String,
    /// The page it is from.
    pub source: String,
    /// The day that page was read.
    pub read: Date,
}

fn nobody() -> Carrier {
    Carrier::new("")
}

impl Rule {
    pub(super) fn cited(&self) -> Source {
        Source { url: self.source.clone(), read: self.read }
    }
}

/// A file of rules that breaks a rule itself.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {mistake}")]
pub struct RuleError {
    file: String,
    mistake: String,
}

/// All rules.
#[derive(Debug, Clone)]
pub struct Rules(Vec<Rule>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    carrier: String,
    rule: Vec<Rule>,
}

impl Rules {
    /// Those that are part of this crate.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Rules> =
            LazyLock::new(|| Rules::read(FILES).expect("they are part of this crate, and tested"));
        &BUILTIN
    }

    /// From files, each by its name and text.
    ///
    /// # Errors
    /// A field that is missing, unknown or of the wrong kind; a name that is there twice; a source that is no web page.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, RuleError> {
        let mut rules: Vec<Rule> = Vec::new();
        let mut names = BTreeSet::new();
        for (file, text) in files {
            let refuse = |mistake: String| RuleError { file: file.to_owned(), mistake };
            let Written { carrier, rule } =
                toml::from_str(text).map_err(|error| refuse(error.to_string()))?;
            for mut rule in rule {
                if !names.insert(rule.id.clone()) {
                    return Err(refuse(format!("rule {:?} is there twice", rule.id)));
                }
                if !url::Url::parse(&rule.source).is_ok_and(|url| url.scheme() == "https") {
                    return Err(refuse(format!("rule {:?}: source is no https address", rule.id)));
                }
                if rule.why.trim().is_empty() {
                    return Err(refuse(format!("rule {:?}: why is empty", rule.id)));
                }
                rule.carrier = Carrier::from(carrier.clone());
                rules.push(rule);
            }
        }
        Ok(Self(rules))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }
}
