//! What can stand as a single value.

use std::{
    num::{NonZeroU16, NonZeroU32},
    str::FromStr,
};

use schemars::{Schema, SchemaGenerator, json_schema};
use trunkline::model::{
    Cidr, E164, InvalidValue, NumberMode, RecordingMode, RecordingTrim, SipUri, TerminationAuth,
    TransferCallerId, TransferMode, TrunkName, WebMethod,
};

use super::{
    node::Node,
    shape::{Place, Reader, Shape, suggestion},
};
use crate::SecretRef;

impl Shape for String {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::Text(text) if text.contains("${") => {
                let rule = "variables are not filled in here; only a secret comes from one, as {env: NAME}";
                reader.refuse_value(place, text, rule);
                None
            }
            Node::Text(text) => Some(text.clone()),
            Node::Truth(_) | Node::Whole(_) | Node::Fraction => {
                reader.refuse(place, format_args!("is {}, not text; text stands in quotes", node.what()));
                None
            }
            _ => reader.expected(place, node, "text"),
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Shape for bool {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::Truth(truth) => Some(*truth),
            Node::Text(word)
                if ["yes", "no", "on", "off", "y", "n"].contains(&&*word.to_ascii_lowercase()) =>
            {
                reader.refuse_value(place, word, "is text in YAML 1.2; write true or false");
                None
            }
            _ => reader.expected(place, node, "true or false"),
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

macro_rules! whole_numbers {
    ($($type:ident of $plain:ident),+) => {$(
        impl Shape for $type {
            fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
                let Node::Whole(number) = node else { return reader.expected(place, node, "a whole number") };
                let fits = $plain::try_from(*number).ok().and_then(|number| Self::try_from(number).ok());
                if fits.is_none() {
                    reader.refuse(place, format_args!("{number}: it is {} to {}", Self::MIN, Self::MAX));
                }
                fits
            }

            fn schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({
                    "type": "integer",
                    "minimum": $plain::from(Self::MIN),
                    "maximum": $plain::from(Self::MAX),
                })
            }
        }
    )+};
}

whole_numbers!(u16 of u16, u32 of u32, NonZeroU16 of u16, NonZeroU32 of u32);

/// Text by a type's own rules.
fn parsed<T: FromStr<Err = InvalidValue>>(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<T> {
    let text = String::read(node, place, reader)?;
    text.parse().map_err(|invalid: InvalidValue| refuse(&invalid, place, reader)).ok()
}

/// Notes what a type's rules say.
pub(super) fn refuse(invalid: &InvalidValue, place: &Place, reader: &mut Reader<'_>) {
    reader.refuse_value(place, invalid.value().unwrap_or_default(), invalid.rule());
}

macro_rules! parsed {
    ($($type:ident: $schema:tt,)+) => {$(
        impl Shape for $type {
            fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
                parsed(node, place, reader)
            }

            fn schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

parsed! {
    TrunkName: { "type": "string", "pattern": "^[A-Za-z0-9_]{1,16}$" },
    Cidr: { "type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,3}){3}(/[0-9]{1,2})?$" },
    SipUri: { "type": "string", "pattern": "^[Ss][Ii][Pp][Ss]?:" },
}

const E164_PATTERN: &str = r"^\+[1-9][0-9]{6,14}$";

impl Shape for E164 {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        if matches!(node, Node::Whole(_) | Node::Fraction) {
            reader.refuse(place, "is a number, which loses the +; write it in quotes, \"+14155550100\"");
            return None;
        }
        parsed(node, place, reader)
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": E164_PATTERN })
    }
}

/// A number to show on outbound calls, or none.
#[derive(Debug, Clone)]
pub(super) struct CallerId(pub(super) Option<E164>);

impl Shape for CallerId {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        match node {
            Node::Text(word) if word == "none" => Some(Self(None)),
            _ => E164::read(node, place, reader).map(|number| Self(Some(number))),
        }
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [{ "type": "string", "pattern": E164_PATTERN }, { "const": "none" }] })
    }
}

macro_rules! words {
    ($($type:ident { $($word:literal = $value:expr,)+ })+) => {$(
        impl Shape for $type {
            fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
                let word = String::read(node, place, reader)?;
                match word.as_str() {
                    $($word => Some($value),)+
                    _ => {
                        let words = [$($word),+];
                        reader.refuse_value(place, &word, format_args!("is not known here{}", suggestion(&word, &words)));
                        None
                    }
                }
            }

            fn schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "enum": [$($word),+] })
            }
        }
    )+};
}

words! {
    TerminationAuth { "ip-acl" = Self::IpAcl, "digest" = Self::Digest, "both" = Self::Both, }
    NumberMode { "pstn" = Self::Pstn, "flow" = Self::Flow, }
    TransferMode {
        "disable-all" = Self::DisableAll,
        "enable-all" = Self::EnableAll,
        "sip-only" = Self::SipOnly,
    }
    TransferCallerId { "from-transferee" = Self::FromTransferee, "from-transferor" = Self::FromTransferor, }
    RecordingMode {
        "do-not-record" = Self::DoNotRecord,
        "record-from-ringing" = Self::FromRinging,
        "record-from-answer" = Self::FromAnswer,
        "record-from-ringing-dual" = Self::FromRingingDual,
        "record-from-answer-dual" = Self::FromAnswerDual,
    }
    RecordingTrim { "trim-silence" = Self::TrimSilence, "do-not-trim" = Self::DoNotTrim, }
    WebMethod { "GET" = Self::Get, "POST" = Self::Post, }
}

impl Shape for SecretRef {
    fn read(node: &Node, place: &Place, reader: &mut Reader<'_>) -> Option<Self> {
        let folder = reader.source.folder();
        Self::from_node(node, folder).map_err(|rule| reader.refuse(place, rule)).ok()
    }

    fn schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Where the secret is; it never stands in this file.",
            "oneOf": [
                {
                    "type": "object",
                    "description": "In an environment variable.",
                    "properties": { "env": { "type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$" } },
                    "required": ["env"],
                    "additionalProperties": false,
                },
                {
                    "type": "object",
                    "description": "In a file, found from this one, without the newline at its end.",
                    "properties": { "file": { "type": "string", "minLength": 1 } },
                    "required": ["file"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}
