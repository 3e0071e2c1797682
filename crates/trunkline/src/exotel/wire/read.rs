//! Reading what is not always as documented.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::model::InvalidValue;

#[derive(Deserialize)]
#[serde(untagged)]
enum TextOrInteger {
    Text(String),
    Integer(u64),
}

impl TextOrInteger {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Integer(number) => number.to_string(),
        }
    }
}

/// An id: a string of digits in every captured sample, a number on an older page of Exotel's.
pub(super) fn id<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String, Error = InvalidValue>,
{
    T::try_from(TextOrInteger::deserialize(deserializer)?.into_text()).map_err(D::Error::custom)
}

/// An id that may be missing or null.
pub(super) fn optional_id<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String, Error = InvalidValue>,
{
    let text = Option::<TextOrInteger>::deserialize(deserializer)?.map(TextOrInteger::into_text);
    text.filter(|text| !text.is_empty()).map(T::try_from).transpose().map_err(D::Error::custom)
}

/// RFC 3339, or nothing: a date is good to know and never worth losing the object for.
pub(super) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<TextOrInteger>::deserialize(deserializer)?.map(TextOrInteger::into_text);
    Ok(text.and_then(|text| text.parse().ok()))
}
