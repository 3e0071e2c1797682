//! How single fields are read.

use std::fmt;

use jiff::{Timestamp, fmt::rfc2822};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Visitor},
};

/// A SID: letters and digits, so that it can be an identifier of ours.
pub(super) fn sid<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let sid = String::deserialize(from)?;
    if !sid.is_empty() && sid.bytes().all(|b| b.is_ascii_alphanumeric()) {
        Ok(sid)
    } else {
        Err(serde::de::Error::invalid_value(serde::de::Unexpected::Str(&sid), &"a SID"))
    }
}

/// A text; `""` and null are none.
pub(super) fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.filter(|text| !text.is_empty()))
}

/// A word of an open set; `""` and null are none.
pub(super) fn word<'de, D: Deserializer<'de>, T: From<String>>(from: D) -> Result<Option<T>, D::Error> {
    Ok(text(from)?.map(T::from))
}

/// A switch; null is off.
pub(super) fn switch<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(Option::<bool>::deserialize(from)?.unwrap_or_default())
}

/// A list; null is empty.
pub(super) fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::<Vec<T>>::deserialize(from)?.unwrap_or_default())
}

/// An object whose shape Twilio's specification leaves open; none when it is another than we know.
pub(super) fn object<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(from)?).ok())
}

/// A whole number, as a number or as digits in a string; null is 0.
pub(super) fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<i64, D::Error> {
    struct Whole;

    impl<'de> Visitor<'de> for Whole {
        type Value = i64;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number")
        }
        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<i64, E> {
            Ok(number)
        }
        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<i64, E> {
            i64::try_from(number).map_err(E::custom)
        }
        fn visit_str<E: serde::de::Error>(self, digits: &str) -> Result<i64, E> {
            if digits.is_empty() { Ok(0) } else { digits.parse().map_err(E::custom) }
        }
        fn visit_unit<E>(self) -> Result<i64, E> {
            Ok(0)
        }
        fn visit_none<E>(self) -> Result<i64, E> {
            Ok(0)
        }
        fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<i64, D::Error> {
            from.deserialize_any(self)
        }
    }

    from.deserialize_any(Whole)
}

/// A date in ISO 8601 (trunking v1) or RFC 2822 (2010 API); none when it is neither, as a date is not worth a
/// failed list.
pub(super) fn date<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Timestamp>, D::Error> {
    let read =
        |text: String| text.parse().or_else(|_| rfc2822::DateTimeParser::new().parse_timestamp(&text)).ok();
    Ok(text(from)?.and_then(read))
}
