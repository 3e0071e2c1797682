//! Faults inside the JSON of a body.

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header;
use axum::response::Response;
use serde_json::Value;

/// Changes the JSON of an answer; what is not a JSON object stays as it is.
pub(super) async fn edit(response: Response, change: impl FnOnce(&mut Value)) -> Response {
    let (mut parts, body) = response.into_parts();
    let mut body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if let Ok(mut answer) = serde_json::from_slice::<Value>(&body)
        && answer.is_object()
    {
        change(&mut answer);
        body = Bytes::from(answer.to_string());
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(body))
}

/// Makes the last entry of a batch one that Exotel refuses, so that it fails and nothing comes of it.
pub(super) fn spoil_last(body: Bytes) -> Bytes {
    let Ok(mut batch) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    for (list, field) in [("destinations", "destination"), ("settings", "value")] {
        let last = batch.get_mut(list).and_then(Value::as_array_mut).and_then(|entries| entries.last_mut());
        if let Some(Value::Object(entry)) = last {
            entry.insert(field.to_owned(), "-".into());
        }
    }
    Bytes::from(batch.to_string())
}

/// Answers the entries of a batch in reverse order.
pub(super) fn reverse(answer: &mut Value) {
    if let Some(entries) = answer["response"].as_array_mut() {
        entries.reverse();
    }
}

/// Turns every id made of digits into a number.
pub(super) fn make_ids_numbers(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(make_ids_numbers),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().and_then(|digits| digits.parse::<u64>().ok()) {
                    Some(number) if name == "id" || name.ends_with("_id") => *value = number.into(),
                    _ => make_ids_numbers(value),
                }
            }
        }
        _ => {}
    }
}
