//! How settings are read, and how their schema is told, from one description.

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_saphyr::{Location, Spanned};

use super::{
    Mistake,
    node::{Entries, Node},
    source::Source,
};

/// Where in the file something stands, in words and in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// `trunks.contact_centre.acl[1]`.
    pub(super) path: String,
    /// The line and the column.
    pub(super) at: Location,
}

impl Place {
    pub(super) fn new(path: impl Into<String>, at: Location) -> Self {
        Self { path: path.into(), at }
    }

    pub(super) fn within(&self, name: &str, at: Location) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self::new(format!("{}{dot}{name}", self.path), at)
    }
}

/// Something that was read, and where.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// A setting that may be written.
#[derive(Debug, Clone)]
pub(super) struct Written<T> {
    read: Option<At<T>>,
    written: Option<Place>,
}

impl<T> Default for Written<T> {
    fn default() -> Self {
        Self { read: None, written: None }
    }
}

impl<T> Written<T> {
    /// What it says, when it is written and right.
    pub(super) fn get(&self) -> Option<&At<T>> {
        self.read.as_ref()
    }

    /// The value of [`get`](Self::get).
    pub(super) fn value(&self) -> Option<&T> {
        self.get().map(|at| &at.value)
    }

    /// Where it is written, be it right or wrong.
    pub(super) fn place(&self) -> Option<&Place> {
        self.written.as_ref()
    }
}

/// What can stand under a name.
pub(super) trait Shape: Sized {
    /// Reads it; `None` when a mistake was noted.
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self>;

    /// What an editor is told about it.
    fn schema(generator: &mut SchemaGenerator) -> Schema;
}

impl<T: Shape> JsonSchema for Written<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Written".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::schema(generator)
    }
}

/// Reads, and notes every mistake.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    /// Notes that a setting breaks a rule.
    pub(super) fn refuse(&mut self, place: &Place, rule: impl fmt::Display) {
        self.mistakes.push(Mistake::at(self.source, place.at, format!("{} {rule}", place.path)));
    }

    /// Notes that the value of a setting breaks a rule.
    pub(super) fn refuse_value(&mut self, place: &Place, value: &str, rule: impl fmt::Display) {
        self.refuse(place, format_args!("{value:?}: {rule}"));
    }

    /// Notes that something else is needed.
    pub(super) fn expected<T>(&mut self, place: &Place, node: &Node, what: &str) -> Option<T> {
        let rule = match node {
            Node::Nothing => format!("is empty; it is {what}, or is left out"),
            _ => format!("is {}, not {what}", node.what()),
        };
        self.refuse(place, rule);
        None
    }
}

/// The settings of a block, on the way to their fields.
#[derive(Debug)]
pub(super) struct Block<'a> {
    place: &'a Place,
    entries: &'a Entries,
}

impl<'a> Block<'a> {
    /// The block, with a mistake for each name that is none of `names`; `None` when it is no block.
    pub(super) fn open(
        node: &'a Node,
        place: &'a Place,
        names: &[&str],
        reader: &mut Reader<'_>,
    ) -> Option<Self> {
        let Node::Map(entries) = node else {
            return reader.expected(place, node, "a block of settings");
        };
        for (name, _) in entries {
            if !names.contains(&name.value.as_str()) {
                let place = place.within(&name.value, name.referenced);
                reader.refuse(&place, format_args!("is not known here{}", suggestion(&name.value, names)));
            }
        }
        Some(Self { place, entries })
    }

    /// The setting of this name.
    pub(super) fn take<T: Shape>(&self, name: &str, required: bool, reader: &mut Reader<'_>) -> Written<T> {
        let Some((_, node)) = self.entries.iter().find(|(entry, _)| entry.value == name) else {
            if required {
                reader.refuse(&self.place.within(name, self.place.at), "is missing");
            }
            return Written::default();
        };
        let place = self.place.within(name, node.referenced);
        Written { read: read_at(node, place.clone(), reader), written: Some(place) }
    }
}

/// Reads what stands in a place.
pub(super) fn read_at<T: Shape>(
    node: &Spanned<Node>,
    place: Place,
    reader: &mut Reader<'_>,
) -> Option<At<T>> {
    T::read(&node.value, &place, reader).map(|value| At { value, place })
}

/// What was meant: `; did you mean acl?`, or else all that there is.
pub(super) fn suggestion(name: &str, names: &[&str]) -> String {
    match nearest(name, names) {
        Some(near) => format!("; did you mean {near}?"),
        None if names.is_empty() => String::new(),
        None => format!("; there is {}", names.join(", ")),
    }
}

/// The name that is most like this one, when one is.
pub(crate) fn nearest<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let likeness = |other: &&str| strsim::jaro_winkler(&name, &other.to_ascii_lowercase());
    let near = names.iter().copied().map(|other| (likeness(&other), other)).filter(|(like, _)| *like > 0.8);
    near.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, other)| other)
}

/// A block of settings: its fields, how it is read, and its schema. A field is `required`, or has a `default`.
macro_rules! block {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $field_doc:literal])+ $needed:ident $field:ident: $type:ty,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Default, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[doc = $field_doc])+ #[schemars($needed)] pub(super) $field: Written<$type>,)+
        }

        impl Shape for $name {
            fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
                let block = Block::open(node, place, &[$(stringify!($field)),+], reader)?;
                Some(Self {
                    $($field: block.take(stringify!($field), stringify!($needed) == "required", reader),)+
                })
            }

            fn schema(generator: &mut SchemaGenerator) -> Schema {
                generator.subschema_for::<Self>()
            }
        }
    };
}
pub(super) use block;

impl<T: Shape> Shape for Vec<At<T>> {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        let Node::List(items) = node else { return reader.expected(place, node, "a list") };
        let mut read = Self::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            read.extend(read_at(item, Place::new(format!("{}[{i}]", place.path), item.referenced), reader));
        }
        Some(read)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": T::schema(generator) })
    }
}

/// Names that a person chose, each with what stands under it; `None` when that is wrong.
pub(super) type Named<T> = Vec<(At<String>, Option<At<T>>)>;

impl<T: Shape> Shape for Named<T> {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        let Node::Map(entries) = node else { return reader.expected(place, node, "a block of names") };
        let mut read = Self::with_capacity(entries.len());
        for (name, node) in entries {
            let at = place.within(&name.value, name.referenced);
            let under = read_at(node, place.within(&name.value, node.referenced), reader);
            read.push((At { value: name.value.clone(), place: at }, under));
        }
        Some(read)
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": T::schema(generator) })
    }
}

/// The short way to write something, or the block with all its settings.
#[derive(Debug, Clone)]
pub(super) enum Either<Short, Long> {
    Short(Short),
    /// Much larger, and rare.
    Long(Box<Long>),
}

impl<S: Shape, L: Shape> Shape for Either<S, L> {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::Map(_) => L::read(node, place, reader).map(|long| Self::Long(Box::new(long))),
            _ => S::read(node, place, reader).map(Self::Short),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [S::schema(generator), L::schema(generator)] })
    }
}
