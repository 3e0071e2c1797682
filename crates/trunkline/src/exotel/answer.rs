//! What is in Exotel's answers.
//!
//! One object comes as `{request_id, method, http_code, response: {code, error_data, status, data}}`, a list or a
//! batch with an array of such entries as `response`, and `metadata` besides. The outer `http_code` is no help: it
//! says 200 where the entry says 409. Objects without an envelope, as an older page of Exotel's shows them, are
//! understood too.

use serde::Deserialize;
use serde_json::Value;

use super::{dialect, wire::Object};
use crate::{
    Error, Result,
    http::{Refusal, Response},
};

/// How a list goes on. The links are paths, `/v2/accounts/…?offset=0&page_size=50`.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PageMetadata {
    #[serde(default)]
    pub(super) page_size: Option<u32>,
    #[serde(default)]
    pub(super) first_page_uri: Option<String>,
    #[serde(default)]
    pub(super) next_page_uri: Option<String>,
}

/// What a body holds, before anything is known about its objects.
enum Content {
    One(Value),
    Many(Vec<Value>),
}

/// The object of an answer; `None` when the answer is a success without one.
pub(super) fn optional<T: Object>(response: &Response) -> Result<Option<T>> {
    if response.body().is_empty() {
        return Ok(None);
    }
    let (content, _) = open::<T>(response)?;
    match content {
        Content::One(entry) => object(response, entry),
        // A look-up by id may come as a list with one row.
        Content::Many(entries) => {
            entries.into_iter().next().map_or(Ok(None), |entry| object(response, entry))
        }
    }
}

/// The object of an answer.
pub(super) fn one<T: Object>(response: &Response) -> Result<T> {
    optional(response)?.ok_or_else(|| response.malformed(format_args!("a success without the {}", T::NOUN)))
}

/// The objects of a list, and how it goes on.
pub(super) fn list<T: Object>(response: &Response) -> Result<(Vec<T>, PageMetadata)> {
    let (content, metadata) = open::<T>(response)?;
    let entries = match content {
        Content::One(entry) => vec![entry],
        Content::Many(entries) => entries,
    };
    let objects =
        entries.into_iter().filter_map(|entry| object(response, entry).transpose()).collect::<Result<_>>()?;
    Ok((objects, metadata))
}

/// The outcome of each entry of a batch. They are judged one by one, whatever the HTTP status (200 or 207) and the
/// counts in `metadata` say: `failed` is left out when it is 0.
pub(super) fn batch<T: Object>(response: &Response) -> Result<Vec<Result<T, Error>>> {
    let (content, _) = open::<T>(response)?;
    let entries = match content {
        Content::One(entry) => vec![entry],
        Content::Many(entries) => entries,
    };
    let mut outcomes = Vec::with_capacity(entries.len());
    for entry in entries {
        outcomes.push(match refusal(&entry, response.status()) {
            Some(refusal) => Err(response.refused(refusal)),
            None => Ok(object(response, entry)?
                .ok_or_else(|| response.malformed(format_args!("a success without the {}", T::NOUN)))?),
        });
    }
    Ok(outcomes)
}

/// Why an entry is a failure, if it is one. Any one of the three signs is enough.
pub(super) fn refusal(entry: &Value, http_status: u16) -> Option<Refusal> {
    let code = entry.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let error = entry.get("error_data").filter(|error| !error.is_null());
    let failed = entry.get("status").and_then(Value::as_str) == Some("failure");
    if !failed && error.is_none() && code.is_none_or(|code| code < 400) {
        return None;
    }
    let status = code.filter(|code| *code >= 400).unwrap_or(http_status);
    Some(dialect::refusal(status, error.unwrap_or(&Value::Null)))
}

fn open<T: Object>(response: &Response) -> Result<(Content, PageMetadata)> {
    let mut body: Value = response.decode()?;
    let metadata = body.get_mut("metadata").map(Value::take).unwrap_or_default();
    let content = match body.get_mut("response").map(Value::take) {
        Some(Value::Array(entries)) => Content::Many(entries),
        Some(entry @ Value::Object(_)) => Content::One(entry),
        None if body.get(T::KEY).is_some() => Content::One(body),
        None if body.is_array() => match body {
            Value::Array(entries) => Content::Many(entries),
            other => Content::One(other),
        },
        _ => return Err(response.malformed(format_args!("neither an envelope nor a {}", T::NOUN))),
    };
    // A batch has metadata of another kind, and none of it is needed there.
    Ok((content, serde_json::from_value(metadata).unwrap_or_default()))
}

fn object<T: Object>(response: &Response, mut entry: Value) -> Result<Option<T>> {
    if let Some(refusal) = refusal(&entry, response.status()) {
        return Err(response.refused(refusal));
    }
    let data = match entry.get_mut("data").map(Value::take) {
        Some(data) => data,
        None if entry.get(T::KEY).is_some() => entry,
        None => Value::Null,
    };
    if data.is_null() {
        return Ok(None);
    }
    serde_json::from_value(data).map(Some).map_err(|error| {
        let error = error.to_string();
        // serde's other words may repeat a value.
        let why =
            if error.starts_with("missing field") { &error } else { "a field is not of the documented type" };
        response.malformed(format_args!("the {} in it: {why}", T::NOUN))
    })
}
