//! What Twilio's answers mean.

use std::borrow::Cow;

use serde_json::Value;

use crate::{
    ErrorKind,
    http::{Dialect, Refusal, Response},
};

/// How Twilio says yes and no: by the HTTP status, with a code of its own in the body.
#[derive(Debug)]
pub(super) struct TwilioDialect;

impl Dialect for TwilioDialect {
    fn judge(&self, response: &Response) -> Result<(), Refusal> {
        let status = response.status();
        if status < 400 {
            return Ok(());
        }
        let body = response.body();
        // A gateway's page is no refusal of Twilio's: the status has to do.
        let Some(words) = Words::of_json(body).or_else(|| Words::of_xml(body)) else { return Ok(()) };
        Err(refusal(status, words))
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        response.header("Twilio-Request-Id").map(str::to_owned)
    }
}

/// What an error's body says, whichever of Twilio's shapes it has.
#[derive(Debug, Default, PartialEq)]
struct Words {
    code: Option<String>,
    message: Option<String>,
    more_info: Option<String>,
}

impl Words {
    /// Legacy (`code`, `message`, `more_info`, `status`, `detail`; `code` and `more_info` may be missing), RFC 9457
    /// (`type`, `title`, `detail`, `errors`) and Twilio's API standards v1 (`code`, `message`, `params`).
    fn of_json(body: &[u8]) -> Option<Self> {
        let Value::Object(body) = serde_json::from_slice(body).ok()? else { return None };
        let text = |key: &str| body.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let code = match body.get("code") {
            Some(Value::Number(code)) => Some(code.to_string()),
            _ => text("code"),
        };
        let mut parts = Vec::new();
        parts.extend(text("message").or_else(|| text("title")));
        parts.extend(text("detail").filter(|detail| !parts.contains(detail)));
        let errors = body.get("errors").and_then(Value::as_array).into_iter().flatten();
        parts.extend(errors.filter_map(|error| {
            let detail = error.get("detail")?.as_str()?;
            let pointer = error.get("pointer").and_then(Value::as_str);
            Some(pointer.map_or_else(|| detail.to_owned(), |pointer| format!("{pointer}: {detail}")))
        }));
        let message = (!parts.is_empty()).then(|| parts.join(": "));
        if code.is_none() && message.is_none() {
            return None;
        }
        let link = text("more_info").or_else(|| text("type"));
        Some(Self { code, message, more_info: link.filter(|link| link.starts_with("https://")) })
    }

    /// `<TwilioResponse><RestException>…`, what the 2010 API says when asked without `.json`.
    fn of_xml(body: &[u8]) -> Option<Self> {
        let body = std::str::from_utf8(body).ok()?;
        let exception = element(body, "RestException")?;
        let text = |name| element(exception, name).filter(|text| !text.is_empty()).map(unescape);
        Some(Self { code: text("Code"), message: text("Message"), more_info: text("MoreInfo") })
    }
}

fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(inside, _)| inside.trim())
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&amp;", "&")
}

fn refusal(status: u16, words: Words) -> Refusal {
    let message = words.message.unwrap_or_else(|| "Twilio gives no reason".to_owned());
    let code = words.code.as_deref().and_then(|code| code.parse().ok());
    let kind = kind(status, code, &message);
    let link = words.more_info.map(|link| Cow::Owned(format!("see {link}")));
    let advice = match (advice(kind, code), link) {
        (Some(advice), Some(link)) => Some(Cow::Owned(format!("{advice}; {link}"))),
        (Some(advice), None) => Some(Cow::Borrowed(advice)),
        (None, link) => link,
    };
    Refusal { kind, status, code: words.code, message, advice }
}

/// What a code means; codes and their causes from Twilio's error dictionary.
fn kind(status: u16, code: Option<u32>, message: &str) -> ErrorKind {
    if status >= 500 {
        return ErrorKind::Unavailable;
    }
    let message = message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| message.contains(word));
    match code {
        // The same code for a bad value and for one that is taken.
        Some(21_235 | 21_240 | 21_243) if says(&["exist", "already", "same", "unique", "duplicate"]) => {
            ErrorKind::AlreadyExists
        }
        Some(21_245) if says(&["already associated"]) => ErrorKind::AlreadyExists,
        Some(21_236 | 21_241 | 21_634) => ErrorKind::InUse,
        Some(21_247) if says(&["cannot delete", "while it has"]) => ErrorKind::InUse,
        Some(21_237 | 21_239 | 21_242 | 21_244 | 21_249 | 21_255) => ErrorKind::LimitReached,
        Some(21_248 | 20_409) => ErrorKind::Conflict,
        Some(20_003) if status != 403 => ErrorKind::Unauthenticated,
        Some(10_001 | 20_003 | 20_005 | 20_006 | 20_403 | 70_051) => ErrorKind::PermissionDenied,
        Some(20_404) => ErrorKind::NotFound,
        Some(20_429 | 70_005) => ErrorKind::RateLimited,
        _ => match status {
            400 | 422 => ErrorKind::InvalidInput,
            401 => ErrorKind::Unauthenticated,
            403 => ErrorKind::PermissionDenied,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimited,
            _ => ErrorKind::Other,
        },
    }
}

fn advice(kind: ErrorKind, code: Option<u32>) -> Option<&'static str> {
    match (kind, code) {
        (ErrorKind::Unauthenticated, _) => Some(
            "check the account SID and the token, or the API key and its secret; those of another region answer \
             the same, and a parent account's do not reach a subaccount's trunks",
        ),
        (_, Some(10_001 | 20_005)) => Some("the account is not active: see its state in the console"),
        (_, Some(21_248)) => Some(
            "another customer or account has the domain, or a trunk that had it was deleted less than 30 days ago; \
             choose another",
        ),
        (_, Some(70_005)) => {
            Some("too many requests failed, for example for deleted objects; wait before the next")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(code: Option<&str>, message: &str, more_info: Option<&str>) -> Words {
        let owned = |text: &str| text.to_owned();
        Words { code: code.map(owned), message: Some(owned(message)), more_info: more_info.map(owned) }
    }

    #[test]
    fn every_shape_of_an_error_is_read() {
        let link = "https://www.twilio.com/docs/errors/20404";
        // Twilio docs, API responses.
        let legacy = br#"{"code":20404,"message":"The requested resource was not found","more_info":"https://www.twilio.com/docs/errors/20404","status":404}"#;
        assert_eq!(
            Words::of_json(legacy),
            Some(words(Some("20404"), "The requested resource was not found", Some(link)))
        );
        // Likewise, the sample without code and link.
        assert_eq!(Words::of_json(br#"{"status":404,"message":"gone"}"#), Some(words(None, "gone", None)));
        // Seen on 401 in the wild: an empty singular `detail`.
        let detail = br#"{"code":20003,"detail":"","message":"Authenticate","more_info":"https://www.twilio.com/docs/errors/20404","status":401}"#;
        assert_eq!(Words::of_json(detail), Some(words(Some("20003"), "Authenticate", Some(link))));
        // RFC 9457, as Twilio's Python and Node SDKs read it.
        let problem = br#"{"type":"https://www.twilio.com/docs/errors/20404","title":"Bad","status":400,"code":20001,"detail":"no","errors":[{"detail":"is long","pointer":"/FriendlyName"}]}"#;
        assert_eq!(
            Words::of_json(problem),
            Some(words(Some("20001"), "Bad: no: /FriendlyName: is long", Some(link)))
        );
        // API standards v1, as Twilio's Go SDK reads it.
        let v1 = br#"{"code":20404,"message":"gone","httpStatusCode":404,"params":{},"userError":true}"#;
        assert_eq!(Words::of_json(v1), Some(words(Some("20404"), "gone", None)));
        // Twilio docs, API responses: XML without `.json`.
        let xml = b"<?xml version='1.0'?><TwilioResponse><RestException><Code>20404</Code><Message>a &amp; b</Message><MoreInfo>https://www.twilio.com/docs/errors/20404</MoreInfo><Status>404</Status></RestException></TwilioResponse>";
        assert_eq!(Words::of_xml(xml), Some(words(Some("20404"), "a & b", Some(link))));
        for none in [&b""[..], b"<html>502</html>", b"[]", b"{}", b"{\"a\":1}", b"\xff"] {
            assert_eq!(Words::of_json(none).or_else(|| Words::of_xml(none)), None);
        }
    }

    #[test]
    fn every_code_has_its_kind() {
        use ErrorKind as K;
        let exists = "An IP Access Control List with the same FriendlyName already exists";
        for (status, code, message, wanted) in [
            (400, Some(20_001), "Invalid TransferMode", K::InvalidInput),
            (401, Some(20_003), "Authenticate", K::Unauthenticated),
            (401, None, "Authenticate", K::Unauthenticated),
            (403, Some(20_003), "Permission Denied", K::PermissionDenied),
            (403, Some(20_005), "Account not active", K::PermissionDenied),
            (401, Some(10_001), "Account is not active", K::PermissionDenied),
            (403, Some(20_403), "Forbidden", K::PermissionDenied),
            (404, Some(20_404), "not found", K::NotFound),
            (404, None, "not found", K::NotFound),
            (409, Some(20_409), "Conflict", K::Conflict),
            (429, Some(20_429), "Too Many Requests", K::RateLimited),
            (429, Some(70_005), "Failure Threshold Exceeded", K::RateLimited),
            (500, Some(20_500), "Internal Server Error", K::Unavailable),
            (503, Some(20_503), "Service unavailable", K::Unavailable),
            (400, Some(21_235), exists, K::AlreadyExists),
            (409, Some(21_240), exists, K::AlreadyExists),
            (400, Some(21_240), "The password was not provided", K::InvalidInput),
            (400, Some(21_236), "still mapped", K::InUse),
            (400, Some(21_241), "still mapped", K::InUse),
            (400, Some(21_237), "Maximum", K::LimitReached),
            (400, Some(21_239), "Maximum", K::LimitReached),
            (400, Some(21_242), "Maximum", K::LimitReached),
            (400, Some(21_244), "Maximum", K::LimitReached),
            (400, Some(21_249), "Maximum", K::LimitReached),
            (400, Some(21_255), "Maximum", K::LimitReached),
            (400, Some(21_238), "Address Validation Error", K::InvalidInput),
            (400, Some(21_245), "Credential List or IP-ACL already associated with Trunk", K::AlreadyExists),
            (400, Some(21_245), "Domain name must end with pstn.twilio.com", K::InvalidInput),
            (400, Some(21_247), "Cannot delete trunk while it has subdomains", K::InUse),
            (
                400,
                Some(21_247),
                "Cannot create subdomain because parent domain does not exist",
                K::InvalidInput,
            ),
            (400, Some(21_248), "This Termination URI (Domain) is not available.", K::Conflict),
            (409, Some(21_248), "This Termination URI (Domain) is not available.", K::Conflict),
            (400, Some(21_634), "in use for emergency calling", K::InUse),
            (418, None, "teapot", K::Other),
        ] {
            assert_eq!(kind(status, code, message), wanted, "{status} {code:?} {message}");
        }
    }

    #[test]
    fn advice_says_what_the_code_does_not() {
        let advice = |status, code: &str| {
            let words = Words {
                code: Some(code.to_owned()),
                message: Some("no".to_owned()),
                more_info: Some("https://www.twilio.com/docs/errors/1".to_owned()),
            };
            refusal(status, words).advice.unwrap()
        };
        assert!(advice(401, "20003").contains("another region"));
        let taken = advice(400, "21248");
        assert!(taken.contains("another customer") && taken.contains("30 days"), "{taken}");
        assert_eq!(advice(400, "20001"), "see https://www.twilio.com/docs/errors/1");
        assert!(taken.ends_with("see https://www.twilio.com/docs/errors/1"));
    }
}
