//! Changes in words.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;
use trunkline_engine::{
    SecretRef,
    plan::Change,
    trunkline::model::{AuthModeChange, OriginationUriSpec, TrunkName},
};

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// Something comes.
    Add,
    /// Something becomes another.
    Change,
    /// Something goes.
    Remove,
}

impl Mark {
    /// In one character.
    pub(crate) fn sign(self) -> char {
        match self {
            Self::Add => '+',
            Self::Change => '~',
            Self::Remove => '-',
        }
    }
}

/// One thing that comes, goes or becomes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) mark: Mark,
    pub(crate) noun: &'static str,
    pub(crate) name: String,
    /// `priority 10`, or `priority 0 → 10`.
    pub(crate) details: Vec<String>,
}

impl Line {
    fn new(mark: Mark, noun: &'static str, name: impl AsRef<str>) -> Self {
        Self { mark, noun, name: plain(name.as_ref()), details: Vec::new() }
    }

    fn with(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details.into_iter().map(|detail| plain(&detail)));
        self
    }
}

/// What a change of `trunk` does, thing by thing.
pub(crate) fn lines(trunk: &TrunkName, change: &Change) -> Vec<Line> {
    let one = |mark, noun, name: &str| Line::new(mark, noun, name);
    vec![match change {
        Change::CreateTrunk { spec } => {
            let name = one(Mark::Add, "trunk", spec.name.as_str());
            let options = [fields(&spec.exotel, None), fields(&spec.twilio, None)].concat();
            name.with([format!("calls authenticated by {}", spec.auth)]).with(options)
        }
        Change::UpdateTrunk { patch, back } => {
            one(Mark::Change, "trunk", trunk.as_str()).with(fields(patch, Some(back)))
        }
        Change::DeleteTrunk => one(Mark::Remove, "trunk", trunk.as_str()),
        Change::AddAclEntry { spec } => {
            let list = spec.shared_list.as_ref().map(|list| format!("in list {list}, maybe shared"));
            one(Mark::Add, "address", &spec.cidr.to_string()).with(auth_mode(spec.auth_mode)).with(list)
        }
        Change::RemoveAclEntry { cidr, options, .. } => {
            let list = options.shared_list.as_ref().map(|list| format!("in list {list}, maybe shared"));
            one(Mark::Remove, "address", cidr).with(auth_mode(options.auth_mode)).with(list)
        }
        Change::AddOriginationUris { specs } => return specs.iter().map(target).collect(),
        Change::UpdateOriginationUri { uri, patch, back, .. } => {
            one(Mark::Change, "target", uri).with(fields(patch, Some(back)))
        }
        Change::RemoveOriginationUri { uri, .. } => one(Mark::Remove, "target", uri),
        Change::BindNumber { spec } => {
            let mode = spec.exotel.mode.as_ref().map(|mode| format!("mode {mode}"));
            one(Mark::Add, "number", spec.number.as_str()).with(mode)
        }
        Change::SetNumberMode { number, mode, back, .. } => {
            let mode = match back {
                Some(back) => format!("mode {back} → {mode}"),
                None => format!("mode {mode}"),
            };
            one(Mark::Change, "number", number).with([mode])
        }
        Change::UnbindNumber { number, .. } => one(Mark::Remove, "number", number),
        Change::AddCredential { username, password, of, rotation, auth_mode: mode, exotel } => {
            let rotated = (*rotation > 1).then(|| format!("rotation {rotation} of {of}"));
            let from = format!("password from {}", place(password));
            let label = exotel.friendly_name.as_ref().map(|name| format!("label {name}"));
            let line = one(Mark::Add, "credential", username).with(rotated).with([from]);
            line.with(label).with(auth_mode(*mode))
        }
        Change::RemoveCredential { username, options, .. } => {
            one(Mark::Remove, "credential", username).with(auth_mode(options.auth_mode))
        }
        Change::SetCallerId { number, back: None } => one(Mark::Add, "caller id", number.as_str()),
        Change::SetCallerId { number, back: Some(back) } => {
            one(Mark::Change, "caller id", number.as_str()).with([format!("{back} → {number}")])
        }
        Change::ClearCallerId { back } => {
            one(Mark::Remove, "caller id", back.as_ref().map_or("", |number| number.as_str()))
        }
        other => one(Mark::Change, "something else", &format!("{other:?}")),
    }]
}

fn target(spec: &OriginationUriSpec) -> Line {
    let order = format!("priority {}, weight {}", spec.priority, spec.weight);
    Line::new(Mark::Add, "target", spec.uri.to_string()).with([order]).with(fields(&spec.twilio, None))
}

fn auth_mode(change: AuthModeChange) -> Option<String> {
    (change == AuthModeChange::Allow).then(|| "changes how the trunk authenticates calls".to_owned())
}

fn place(secret: &SecretRef) -> String {
    match secret {
        SecretRef::Env(name) => format!("variable {name}"),
        SecretRef::File(path) => format!("file {}", path.display()),
        other => format!("{other:?}"),
    }
}

/// Each value that is set, with what it was in `back`. Carriers' names are left out: the heading has them.
fn fields<T: Serialize>(patch: &T, back: Option<&T>) -> Vec<String> {
    let json = |value: &T| serde_json::to_value(value).unwrap_or_default();
    let mut found = Vec::new();
    leaves("", &json(patch), &back.map(json).unwrap_or_default(), &mut found);
    found
}

fn leaves(name: &str, now: &Value, before: &Value, found: &mut Vec<String>) {
    match now {
        Value::Null => {}
        Value::Object(fields) => {
            for (name, now) in fields {
                leaves(&name.replace('_', " "), now, before.get(name).unwrap_or(&Value::Null), found);
            }
        }
        now => {
            let mut text = format!("{name} ");
            if !before.is_null() {
                let _ = write!(text, "{} → ", word(before));
            }
            found.push(text + &word(now));
        }
    }
}

fn word(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "none".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Text of a carrier or a file on one line, that moves no cursor and turns no line round.
pub(crate) fn plain(text: &str) -> String {
    let steers = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| {
            if c == '\n' || c == '\t' {
                ' '
            } else if steers(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_carrier_calls_something_steers_no_terminal() {
        assert_eq!(plain("a\u{1b}[31m\u{202e}b\nc"), "a\u{fffd}[31m\u{fffd}b c");
    }
}
