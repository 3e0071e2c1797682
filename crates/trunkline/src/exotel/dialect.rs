//! What Exotel's answers mean.

use std::borrow::Cow;

use serde_json::Value;

use super::answer;
use crate::{
    ErrorKind,
    http::{Dialect, Refusal, Response},
};

/// How Exotel says yes and no: inside the body first, by the HTTP status second. A duplicate comes as HTTP 200 with
/// a nested 409 (captured sample).
#[derive(Debug)]
pub(super) struct ExotelDialect;

impl Dialect for ExotelDialect {
    fn judge(&self, response: &Response) -> Result<(), Refusal> {
        let status = response.status();
        let Ok(body) = serde_json::from_slice::<Value>(response.body()) else { return by_status(status) };
        let refused = match body.get("response") {
            Some(entry @ Value::Object(_)) => answer::refusal(entry, status),
            // The entries of a list or a batch are judged one by one by who reads them.
            Some(Value::Array(entries)) if status >= 400 => {
                entries.iter().find_map(|entry| answer::refusal(entry, status))
            }
            Some(Value::Array(_)) => None,
            _ => body.get("RestException").map_or_else(
                || body.get("error_data").and_then(|_| answer::refusal(&body, status)),
                |legacy| Some(rest_exception(status, legacy)),
            ),
        };
        refused.map_or_else(|| by_status(status), Err)
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        let body: Value = serde_json::from_slice(response.body()).ok()?;
        body.get("request_id")?.as_str().map(str::to_owned)
    }
}

/// A refusal in the words of `error_data`: `{code, message, description}`, or nothing.
pub(super) fn refusal(status: u16, error: &Value) -> Refusal {
    let text = |key: &str| error.get(key).and_then(Value::as_str).map(str::trim).unwrap_or_default();
    let code = error.get("code").and_then(Value::as_u64);
    let (message, description) = (text("message"), text("description"));
    let said = match (message, description) {
        ("", "") => "Exotel gives no reason".to_owned(),
        (said, "") | ("", said) => said.to_owned(),
        (message, description) if message == description => message.to_owned(),
        (message, description) => format!("{message}: {description}"),
    };
    let kind = kind(status, code, description);
    Refusal {
        kind,
        status,
        code: code.map(|code| code.to_string()),
        message: said,
        advice: advice(kind, code),
    }
}

/// `{"RestException": {"Status", "Message", "Code"}}`, as Exotel's older APIs answer and its page on rate limits
/// shows it.
fn rest_exception(status: u16, legacy: &Value) -> Refusal {
    let nested = legacy.get("Status").and_then(|status| match status {
        Value::String(text) => text.parse().ok(),
        number => number.as_u64(),
    });
    let status = nested.and_then(|nested| u16::try_from(nested).ok()).filter(|n| *n >= 400).unwrap_or(status);
    let message = legacy.get("Message").and_then(Value::as_str).unwrap_or("Exotel gives no reason");
    let code = legacy.get("Code").map(|code| code.as_str().map_or_else(|| code.to_string(), str::to_owned));
    let kind = kind(status, None, "");
    Refusal { kind, status, code, message: message.to_owned(), advice: advice(kind, None) }
}

/// An answer without a word of Exotel's: only where we know more than the status says.
fn by_status(status: u16) -> Result<(), Refusal> {
    let message = match status {
        401 => "the credentials were not accepted",
        405 => "the API does not offer this operation here",
        _ => return Ok(()),
    };
    let kind = kind(status, None, "");
    Err(Refusal { kind, status, code: None, message: message.to_owned(), advice: advice(kind, None) })
}

/// The codes and when they come: captured samples in Exotel's vSIP trunk API reference on GitHub.
fn kind(status: u16, code: Option<u64>, description: &str) -> ErrorKind {
    match (status, code) {
        (401, _) | (_, Some(1010)) => ErrorKind::Unauthenticated,
        (429, _) | (_, Some(1030)) => ErrorKind::RateLimited,
        // The one rule of a value that has a kind of its own; known by its description only.
        (_, Some(1002)) if description.to_ascii_lowercase().contains("not whitelisted") => {
            ErrorKind::AclRequired
        }
        // 1003 hides which trunks exist: to an account, one that is not its own is not there.
        (_, Some(1000 | 1003)) => ErrorKind::NotFound,
        (_, Some(1008)) => ErrorKind::AlreadyExists,
        (_, Some(1001 | 1002 | 1007 | 1011 | 1020)) | (400 | 415 | 422, _) => ErrorKind::InvalidInput,
        (403, _) => ErrorKind::PermissionDenied,
        (404, _) => ErrorKind::NotFound,
        (405, _) => ErrorKind::Unsupported,
        (409, _) => ErrorKind::Conflict,
        (500.., _) => ErrorKind::Unavailable,
        _ => ErrorKind::Other,
    }
}

fn advice(kind: ErrorKind, code: Option<u64>) -> Option<Cow<'static, str>> {
    match (kind, code) {
        (ErrorKind::Unauthenticated, _) => Some(Cow::Borrowed(
            "check the API key and token, and the region: a right key of another region answers the same (Mumbai \
             is api.in.exotel.com, Singapore api.exotel.com)",
        )),
        (ErrorKind::AclRequired, _) => {
            Some(Cow::Borrowed("add the address to the trunk's ACL first; a host name needs no entry"))
        }
        (_, Some(1007 | 1011)) => Some(Cow::Borrowed("Trunkline should not send this: please report it")),
        (ErrorKind::Unsupported, _) => {
            Some(Cow::Borrowed("ask Exotel's support whether SIP trunking is enabled for the account"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_code_has_its_kind() {
        for (status, code, description, wanted) in [
            (404, 1000, "Not Found", ErrorKind::NotFound),
            (400, 1001, "TrunkName is mandatory", ErrorKind::InvalidInput),
            (400, 1002, "Invalid ip", ErrorKind::InvalidInput),
            (400, 1002, "Destination not whitelisted", ErrorKind::AclRequired),
            (403, 1003, "Authorization failed", ErrorKind::NotFound),
            (400, 1007, "unexpected EOF", ErrorKind::InvalidInput),
            (409, 1008, "", ErrorKind::AlreadyExists),
            (401, 1010, "Authorization failed", ErrorKind::Unauthenticated),
            (401, 1003, "Authorization failed", ErrorKind::Unauthenticated),
            (415, 1011, "text/plain", ErrorKind::InvalidInput),
            (422, 1020, "", ErrorKind::InvalidInput),
            (429, 1030, "", ErrorKind::RateLimited),
            (500, 9999, "", ErrorKind::Unavailable),
            (418, 9999, "", ErrorKind::Other),
        ] {
            let error = json!({"code": code, "message": "m", "description": description});
            let refusal = refusal(status, &error);
            assert_eq!(refusal.kind, wanted, "{status}/{code} {description}");
            assert_eq!(refusal.code, Some(code.to_string()));
        }
    }

    #[test]
    fn a_failure_without_a_reason_says_so() {
        assert_eq!(refusal(409, &Value::Null).message, "Exotel gives no reason");
        assert_eq!(refusal(409, &Value::Null).kind, ErrorKind::Conflict);
    }
}
