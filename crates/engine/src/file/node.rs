//! The shape of the file, before anyone knows what its settings mean.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{
    DuplicateKeyPolicy, Error, Location, MessageFormatter as _, Spanned, UserMessageFormatter,
};

use super::{FileError, Mistake, source::Source};

/// Names, and what stands under them.
pub(crate) type Entries = Vec<(Spanned<String>, Spanned<Node>)>;

/// What stands somewhere in the file, with the place of each part.
///
/// Any shape is read, so that one wrong setting does not hide the next. Text is only what is text in YAML: read as
/// anything else, `012` and `1e3` would not come back as they stand, so those are refused where text is wanted: they
/// belong in quotes.
#[derive(Clone)]
pub(crate) enum Node {
    Text(String),
    Truth(bool),
    Whole(i128),
    Fraction,
    Nothing,
    Map(Entries),
    List(Vec<Spanned<Node>>),
}

impl Node {
    /// What it is, in words.
    pub(crate) fn what(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Truth(_) => "true or false",
            Self::Whole(_) | Self::Fraction => "a number",
            Self::Nothing => "empty",
            Self::Map(_) => "a block of settings",
            Self::List(_) => "a list",
        }
    }
}

/// How many parts of a file can come of aliases.
const REPEATED: usize = 250_000;

/// Reads a file's shape. A name that is given twice is noted in `mistakes`, and its first value taken.
///
/// # Errors
/// What makes the rest unreadable.
pub(crate) fn parse(source: &Source, mistakes: &mut Vec<Mistake>) -> Result<Spanned<Node>, FileError> {
    let error = match parse_with(source, DuplicateKeyPolicy::Error) {
        Ok(root) => return Ok(root),
        Err(error) => error,
    };
    let mistake = unreadable(source, &error);
    if matches!(error.without_snippet(), Error::DuplicateMappingKey { .. })
        && let Ok(root) = parse_with(source, DuplicateKeyPolicy::FirstWins)
    {
        mistakes.push(mistake);
        return Ok(root);
    }
    Err(FileError::new(vec![mistake]))
}

fn parse_with(source: &Source, duplicate_keys: DuplicateKeyPolicy) -> Result<Spanned<Node>, Error> {
    // No snippet of the source in a message: a secret might stand on that line. Only `true` and `false` are truths: a
    // country code `no` is text.
    // Many trunks make a long file, and one anchor may serve them all: what can explode is only what aliases repeat.
    let as_written = serde_saphyr::budget! {
        max_events: usize::MAX,
        max_nodes: usize::MAX,
        enforce_alias_anchor_ratio: false,
    };
    let repeated = serde_saphyr::alias_limits! { max_total_replayed_events: REPEATED };
    let options = serde_saphyr::options! {
        with_snippet: false,
        strict_booleans: true,
        duplicate_keys: duplicate_keys,
        budget: as_written,
        alias_limits: repeated,
    };
    serde_saphyr::from_str_with_options(source.text(), options)
}

fn unreadable(source: &Source, error: &Error) -> Mistake {
    let error = error.without_snippet();
    let at = error.location().unwrap_or(Location::UNKNOWN);
    // For people, and without the place, which the mistake has.
    let rule = match error {
        Error::DuplicateMappingKey { key: Some(name), .. } => format!("{name} is given twice"),
        _ => UserMessageFormatter.format_message(error).into_owned(),
    };
    // What is said in the reader's own terms, in ours.
    let rule = match rule.as_str() {
        text if text.contains("too large or too complex") => {
            "is too large; aliases of aliases multiply".to_owned()
        }
        "simple key expected ':'" => "a name is followed by : and a space".to_owned(),
        text => text.to_owned(),
    };
    Mistake::at(source, at, rule)
}

impl fmt::Debug for Node {
    // A person who writes a secret inline is told so, not quoted.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what())
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text, a list or a block of settings")
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Whole(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Whole(number.into()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Node, E> {
        Ok(Node::Whole(number))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Node, E> {
        Ok(Node::Fraction)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Fraction)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}
