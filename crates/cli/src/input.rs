//! What was typed, read to the end before anything is sent.

use std::str::FromStr;

use trunkline_engine::{
    Profile,
    trunkline::{Error, model::InvalidValue},
};

use crate::{
    account::{Account, Accounts},
    confirm::Consent,
    exit::Failure,
};

/// Reads what was typed and remembers every mistake, so that all of them are said at once.
///
/// What is read is `None` when there was a mistake about it, and what may be missing also when it is:
/// [`finish`](Input::finish) knows the difference.
#[derive(Debug, Default)]
pub(crate) struct Input {
    mistakes: Vec<String>,
}

impl Input {
    /// Nothing read yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A value.
    pub(crate) fn value<T: FromStr<Err = InvalidValue>>(&mut self, text: &str) -> Option<T> {
        self.keep(text.parse())
    }

    /// A value that may be missing.
    pub(crate) fn optional<T: FromStr<Err = InvalidValue>>(&mut self, text: Option<&str>) -> Option<T> {
        self.value(text?)
    }

    /// Values, each once.
    pub(crate) fn values<T: FromStr<Err = InvalidValue> + PartialEq>(
        &mut self,
        texts: &[String],
    ) -> Option<Vec<T>> {
        let values: Vec<Option<T>> = texts.iter().map(|text| self.value(text)).collect();
        self.once(texts, values)
    }

    /// Objects of a trunk by what a person calls them, each once.
    pub(crate) fn names(&mut self, what: &str, texts: &[String]) -> Option<Vec<String>> {
        let names: Vec<Option<String>> = texts.iter().map(|text| self.name(what, text)).collect();
        self.once(texts, names)
    }

    /// An object by what a person calls it.
    pub(crate) fn name(&mut self, what: &str, text: &str) -> Option<String> {
        let rule = if text.trim().is_empty() {
            "must not be empty"
        } else if text.chars().any(char::is_control) {
            "must not hold control characters"
        } else {
            return Some(text.to_owned());
        };
        self.keep(Err(InvalidValue::new(what.to_owned(), text, rule)))
    }

    /// A whole number from 0 to 65535 that may be missing.
    pub(crate) fn number(&mut self, option: &'static str, text: Option<&str>) -> Option<u16> {
        let text = text?;
        let rule = "is not a whole number from 0 to 65535";
        self.keep(text.parse().map_err(|_| InvalidValue::new(option, text, rule)))
    }

    /// `true` or `false`, which may be missing.
    pub(crate) fn switch(&mut self, option: &'static str, text: Option<&str>) -> Option<bool> {
        let text = text?;
        self.keep(text.parse().map_err(|_| InvalidValue::new(option, text, "is neither true nor false")))
    }

    /// One of some words, which may be missing.
    pub(crate) fn word<T: From<String>>(
        &mut self,
        option: &'static str,
        text: Option<&str>,
        words: &[&str],
    ) -> Option<T> {
        let text = text?;
        let rule = || format!("is none of {}", words.join(", "));
        let known = words.contains(&text).then(|| T::from(text.to_owned()));
        self.keep(known.ok_or_else(|| InvalidValue::new(option, text, rule())))
    }

    /// The account that a command is about.
    pub(crate) fn account(&mut self, accounts: &Accounts, carrier: Option<&str>) -> Option<Account> {
        let profile = match self.profiles(accounts, carrier)?.as_slice() {
            [only] => *only,
            several => {
                let names: Vec<&str> = several.iter().map(|profile| profile.name()).collect();
                let rule = "several accounts are configured: choose one with --carrier";
                return self.refuse(format!("{rule} {}", names.join("|")));
            }
        };
        match accounts.open(profile) {
            Ok(account) => Some(account),
            Err(error) => self.refuse(error.to_string()),
        }
    }

    /// The account named, or else all of them, each opened or with the reason why not.
    pub(crate) fn accounts(
        &mut self,
        accounts: &Accounts,
        carrier: Option<&str>,
    ) -> Option<Vec<Result<Account, Error>>> {
        let profiles = self.profiles(accounts, carrier)?;
        Some(profiles.into_iter().map(|profile| accounts.open(profile)).collect())
    }

    /// The profile named, or else all of them; at least one.
    pub(crate) fn profiles<'a>(
        &mut self,
        accounts: &'a Accounts,
        carrier: Option<&str>,
    ) -> Option<Vec<&'a Profile>> {
        let profiles = match accounts.profiles() {
            Ok(profiles) => profiles,
            Err(error) => {
                self.mistakes.extend(error.mistakes().iter().map(ToString::to_string));
                return None;
            }
        };
        if profiles.iter().len() == 0 {
            return self.refuse(nothing_configured(accounts));
        }
        let Some(name) = carrier else { return Some(profiles.iter().collect()) };
        let Some(profile) = profiles.get(name) else {
            let names: Vec<&str> = profiles.iter().map(Profile::name).collect();
            let rule = format!("carrier {name:?} is not configured; there is {}", names.join(", "));
            return self.refuse(rule);
        };
        Some(vec![profile])
    }

    /// The word for something that cannot be taken back.
    pub(crate) fn consent(&mut self, yes: bool) -> Option<Consent> {
        match Consent::possible(yes) {
            Ok(consent) => Some(consent),
            Err(mistake) => self.refuse(mistake),
        }
    }

    /// Refuses options that mean nothing on the account's carrier, so that none is dropped silently.
    pub(crate) fn only_on(&mut self, account: Option<&Account>, carrier: &str, options: &[(&str, bool)]) {
        let Some(account) = account.filter(|account| account.carrier().as_str() != carrier) else { return };
        for (option, _) in options.iter().filter(|(_, given)| *given) {
            self.mistake(format!("{option} is for {carrier}; {} has no such thing", account.carrier()));
        }
    }

    /// Remembers a mistake.
    pub(crate) fn mistake(&mut self, line: String) {
        self.mistakes.push(line);
    }

    /// All that was read, or all mistakes.
    pub(crate) fn finish<T: Read>(self, read: T) -> Result<T::Values, Failure> {
        match read.values() {
            Some(values) if self.mistakes.is_empty() => Ok(values),
            _ => Err(Failure::Mistakes(self.mistakes)),
        }
    }

    fn refuse<T>(&mut self, line: String) -> Option<T> {
        self.mistake(line);
        None
    }

    fn keep<T>(&mut self, read: Result<T, InvalidValue>) -> Option<T> {
        read.map_err(|mistake| self.mistakes.push(mistake.to_string())).ok()
    }

    fn once<T: PartialEq>(&mut self, texts: &[String], values: Vec<Option<T>>) -> Option<Vec<T>> {
        let mut seen = Vec::new();
        for (text, value) in texts.iter().zip(values) {
            if value.is_some() && seen.contains(&value) {
                self.mistake(format!("{text:?} is given twice"));
            }
            seen.push(value);
        }
        seen.into_iter().collect()
    }
}

/// Several things that were read.
pub(crate) trait Read {
    /// The things themselves.
    type Values;

    /// All of them, when there was no mistake about any.
    fn values(self) -> Option<Self::Values>;
}

macro_rules! read {
    ($($name:ident),*) => {
        impl<$($name),*> Read for ($(Option<$name>,)*) {
            type Values = ($($name,)*);

            fn values(self) -> Option<Self::Values> {
                #[allow(non_snake_case)]
                let ($($name,)*) = self;
                Some(($($name?,)*))
            }
        }
    };
}

read!(A);
read!(A, B);
read!(A, B, C);
read!(A, B, C, D);
read!(A, B, C, D, E);

/// What to set so that there is an account.
fn nothing_configured(accounts: &Accounts) -> String {
    let missing: Vec<String> = accounts.not_configured().into_iter().map(|(_, missing)| missing).collect();
    format!("no account is configured: {}; `trunkline demo` needs none", missing.join("; or "))
}
