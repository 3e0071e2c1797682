//! What of an answer may be shown when it is not what it should be.

use serde_json::error::Category;

use super::{Response, call::Repeat, echo::shortened};

const SHOWN: usize = 60;

/// Whether a content type is one of JSON's.
pub(super) fn is_json_type(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// The first characters of an answer.
///
/// None of JSON, which may begin with a password, and none of an answer to a write that is no page: it may
/// repeat what was written. Where that held a password, none at all: a page has ways of writing it that we may not
/// recognise.
pub(super) fn beginning(response: &Response, repeat: Repeat) -> Option<String> {
    let text = String::from_utf8_lossy(response.body());
    let text = text.trim_start();
    let json = response.is_json() || text.starts_with(['{', '[']);
    let page = text.starts_with('<');
    if text.is_empty() || json || response.may_repeat_a_password() || !(page || repeat == Repeat::Read) {
        return None;
    }
    // Cleaned first: a cut could go through the middle of a secret.
    let text: String = response.clean(text).chars().filter(|c| *c != '`').collect();
    Some(shortened(&text, SHOWN))
}

/// What is wrong with a JSON text, without the values in it.
pub(super) fn json_error(error: &serde_json::Error) -> String {
    let place = format!("line {}, column {}", error.line(), error.column());
    match error.classify() {
        Category::Eof => format!("it ends in the middle, at {place}"),
        Category::Syntax => format!("it is not JSON at {place}"),
        Category::Data => format!("{} at {place}", data_error(&error.to_string())),
        Category::Io => format!("it could not be read at {place}"),
    }
}

/// serde's words, as far as they come from our types: what was found instead may be a secret.
fn data_error(text: &str) -> String {
    let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
    if text.starts_with("missing field `") || text.starts_with("duplicate field `") {
        return text.to_owned();
    }
    let found =
        ["invalid type", "invalid value", "invalid length"].into_iter().find(|kind| text.starts_with(kind));
    match (found, text.rsplit_once(", expected ")) {
        (Some(found), Some((_, expected))) => format!("{found}, expected {expected}"),
        _ => "a value is not one of the documented ones".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T: serde::de::DeserializeOwned>(json: &str) -> String {
        json_error(&serde_json::from_str::<T>(json).err().expect("the test gives what T is not"))
    }

    #[derive(Debug, serde::Deserialize)]
    struct Row {
        #[serde(rename = "id")]
        _id: u32,
    }

    #[test]
    fn the_value_that_was_found_is_not_shown() {
        assert_eq!(said::<Row>(r#"{"id":"canary"}"#), "invalid type, expected u32 at line 1, column 14");
        assert_eq!(
            said::<Row>(r#"{"id":"x, expected canary"}"#),
            "invalid type, expected u32 at line 1, column 26"
        );
        assert_eq!(
            said::<std::net::IpAddr>(r#""canary""#),
            "a value is not one of the documented ones at line 1, column 8"
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(said::<Row>("{}"), "missing field `id` at line 1, column 2");
    }

    #[test]
    fn a_cut_text_is_told_from_a_wrong_one() {
        assert_eq!(said::<Row>(r#"{"id":"#), "it ends in the middle, at line 1, column 6");
        assert_eq!(said::<Row>("<html>"), "it is not JSON at line 1, column 1");
    }

    #[test]
    fn content_types_of_json() {
        assert!(is_json_type("application/json; charset=utf-8"));
        assert!(is_json_type("Application/Problem+JSON"));
        assert!(!is_json_type("text/html"));
    }
}
