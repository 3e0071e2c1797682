//! Text that reads back as what was meant.

use std::fmt::Write as _;

use super::node::{Entries, Node};

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Yaml {
    /// On the line of its name.
    Value(String),
    /// A line each.
    List(Vec<String>),
    /// Names, each with what stands under it.
    Block(Vec<(String, Yaml)>),
}

/// Characters in a line of a comment.
const WIDTH: usize = 110;

/// A name, and what stands under it.
pub(super) fn entry(out: &mut String, indent: usize, name: &str, value: &Yaml) {
    let _ = write!(out, "{:indent$}{name}:", "");
    match value {
        Yaml::Value(value) => {
            let _ = writeln!(out, " {value}");
        }
        Yaml::List(items) if items.is_empty() => out.push_str(" []\n"),
        Yaml::List(items) => {
            out.push('\n');
            for item in items {
                let _ = writeln!(out, "{:indent$}  - {item}", "");
            }
        }
        Yaml::Block(entries) => {
            out.push('\n');
            for (name, value) in entries {
                entry(out, indent + 2, name, value);
            }
        }
    }
}

/// A paragraph of a comment.
pub(super) fn comment(out: &mut String, indent: usize, paragraph: &str) {
    let mut line = String::new();
    let mut flush = |line: &mut String| {
        let _ = writeln!(out, "{:indent$}#{line}", "");
        line.clear();
    };
    for word in paragraph.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty())
    {
        if !line.is_empty() && indent + line.chars().count() + word.chars().count() + 2 > WIDTH {
            flush(&mut line);
        }
        line.push(' ');
        line.push_str(word);
    }
    flush(&mut line);
}

/// A list on one line.
pub(super) fn flow(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A text: in quotes, unless it can be taken for nothing else.
pub(super) fn text(text: &str) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let taken = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(word)
        && !taken.contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// Settings as they stood in another file.
pub(super) fn settings(entries: &Entries) -> Yaml {
    let settings = entries.iter().map(|(name, node)| (text(&name.value), value(&node.value)));
    Yaml::Block(settings.collect())
}

fn value(node: &Node) -> Yaml {
    match node {
        Node::Text(value) => Yaml::Value(text(value)),
        Node::Truth(truth) => Yaml::Value(truth.to_string()),
        Node::Whole(number) => Yaml::Value(number.to_string()),
        // No setting is either: every kind of carrier refuses them.
        Node::Fraction | Node::Nothing => Yaml::Value("null".to_owned()),
        Node::Map(entries) => settings(entries),
        Node::List(items) => {
            let items = items.iter().map(|item| match value(&item.value) {
                Yaml::Value(value) => value,
                _ => "null".to_owned(),
            });
            Yaml::List(items.collect())
        }
    }
}
