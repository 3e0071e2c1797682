//! A profile's settings as they stand in the file.

use serde_saphyr::{Location, Spanned};

use crate::{
    Mistake, SecretRef,
    file::{
        node::{Entries, Node},
        shape::nearest,
        source::Source,
    },
};

/// The settings of one profile, taken one by one by its [`Kind`](crate::Kind).
///
/// Every mistake is noted, so that a person sees all of them at once: a setting that is missing or of the wrong
/// shape, one that breaks a rule, and one that nobody took.
#[derive(Debug)]
pub struct Settings<'a> {
    source: &'a Source,
    profile: &'a str,
    at: Location,
    entries: Vec<Setting>,
    /// The names that were asked for: those that there can be.
    known: Vec<String>,
    mistakes: Vec<Mistake>,
}

#[derive(Debug)]
struct Setting {
    name: Spanned<String>,
    value: Spanned<Node>,
    taken: bool,
}

impl<'a> Settings<'a> {
    /// What stands under `profile`.
    pub(crate) fn new(source: &'a Source, profile: &'a Spanned<String>, entries: Entries) -> Self {
        let entries = entries.into_iter().map(|(name, value)| Setting { name, value, taken: false });
        Self {
            source,
            profile: &profile.value,
            at: profile.referenced,
            entries: entries.collect(),
            known: Vec::new(),
            mistakes: Vec::new(),
        }
    }

    /// The profile's name.
    pub fn profile(&self) -> &str {
        self.profile
    }

    /// Notes that the profile's name breaks a rule.
    pub(crate) fn refuse_profile(&mut self, rule: &str) {
        self.note(self.at, None, rule);
    }

    /// Takes what is left: nobody can say what it means.
    pub(crate) fn take_all(&mut self) {
        for setting in &mut self.entries {
            setting.taken = true;
        }
    }

    /// Whether the file has this setting.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|setting| setting.name.value == name)
    }

    /// A text; `None` is noted as a mistake.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.require(name);
        self.optional_text(name)
    }

    /// A text that may be missing.
    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            (Node::Text(text), at) if text.contains("${") => {
                let rule = "variables are not filled in here; only a secret comes from one, as {env: NAME}";
                self.note(at, Some(name), format!("{text:?}: {rule}"));
                None
            }
            (Node::Text(text), _) => Some(text),
            (other, at) => {
                self.note(at, Some(name), format!("is {}, not text; text stands in quotes", other.what()));
                None
            }
        }
    }

    /// Where a secret is; `None` is noted as a mistake, and so is a secret that stands in the file itself.
    pub fn secret(&mut self, name: &str) -> Option<SecretRef> {
        self.require(name);
        let (node, at) = self.take(name)?;
        let reference = SecretRef::from_node(&node, self.source.folder());
        reference.map_err(|rule| self.note(at, Some(name), rule)).ok()
    }

    /// Notes that a setting breaks a rule.
    pub fn refuse(&mut self, name: &str, rule: impl AsRef<str>) {
        let at = self.entries.iter().find(|setting| setting.name.value == name);
        let at = at.map_or(self.at, |setting| setting.value.referenced);
        self.note(at, Some(name), rule);
    }

    /// All that was noted, and every setting that nobody took.
    pub(crate) fn into_mistakes(mut self) -> Vec<Mistake> {
        let left: Vec<_> = self.entries.iter().filter(|setting| !setting.taken).collect();
        let left: Vec<_> =
            left.into_iter().map(|left| (left.name.value.clone(), left.name.referenced)).collect();
        for (name, at) in left {
            let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
            let meant =
                nearest(&name, &known).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            self.note(at, Some(&name), format!("is no setting of this kind of carrier{meant}"));
        }
        self.mistakes
    }

    fn require(&mut self, name: &str) {
        if !self.has(name) {
            self.note(self.at, Some(name), "is missing");
        }
    }

    fn take(&mut self, name: &str) -> Option<(Node, Location)> {
        self.known.push(name.to_owned());
        let setting = self.entries.iter_mut().find(|setting| setting.name.value == name)?;
        setting.taken = true;
        let node = std::mem::replace(&mut setting.value.value, Node::Nothing);
        Some((node, setting.value.referenced))
    }

    fn note(&mut self, at: Location, name: Option<&str>, rule: impl AsRef<str>) {
        let dot = if name.is_some() { "." } else { "" };
        let field = format!("carriers.{}{dot}{}", self.profile, name.unwrap_or_default());
        self.mistakes.push(Mistake::at(self.source, at, format!("{field} {}", rule.as_ref())));
    }
}
