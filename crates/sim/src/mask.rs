//! Takes secrets out of what is shown of a request.

use axum::http::HeaderValue;
use serde_json::Value;

use crate::basic;

const MASKED: &str = "***";

/// Whether what goes by this name is secret: `password`, `Password`, `api_token`, `AuthToken`, `client_secret`. A page
/// token is not.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name != "pagetoken" && ["password", "token", "secret"].iter().any(|word| name.contains(word))
}

/// A path, and a query in which values may be secret.
pub(crate) fn path(sent: &str) -> String {
    match sent.split_once('?') {
        None => sent.to_owned(),
        Some((path, query)) => format!("{path}?{}", pairs(query)),
    }
}

/// `name=value&...` as it was sent, except for secrets.
fn pairs(sent: &str) -> String {
    let shown = sent.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if is_secret(name) => format!("{name}={MASKED}"),
        _ => pair.to_owned(),
    });
    shown.collect::<Vec<_>>().join("&")
}

/// The user of HTTP Basic.
pub(crate) fn user(authorization: &[u8]) -> Option<String> {
    basic::login(&HeaderValue::from_bytes(authorization).ok()?).map(|(user, _)| user)
}

/// A body that is JSON or a form.
pub(crate) fn body(bytes: &[u8]) -> String {
    if let Ok(mut value) = serde_json::from_slice::<Value>(bytes) {
        mask(&mut value);
        return value.to_string();
    }
    let is_form = |text: &&str| text.split('&').all(is_pair);
    match std::str::from_utf8(bytes).ok().filter(is_form) {
        Some(form) => pairs(form),
        None => format!("({} bytes, neither JSON nor a form)", bytes.len()),
    }
}

/// Whether this is a name and a value as forms have them, so that a name tells whether the value is secret.
fn is_pair(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, value)| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%+-._*~:/@,;!()".contains(&byte))
    })
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if is_secret(name) { *value = MASKED.into() } else { mask(value) }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(mask),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_and_the_rest_is_as_it_was_sent() {
        for (sent, shown) in [
            (r#"{"user_name":"u","password":"canary"}"#, r#"{"password":"***","user_name":"u"}"#),
            (r#"[{"deep":{"ApiToken":["canary"]}}]"#, r#"[{"deep":{"ApiToken":"***"}}]"#),
            ("Username=u&Password=canary", "Username=u&Password=***"),
            ("IpAddress=203.0.113.1&FriendlyName=a+b%21", "IpAddress=203.0.113.1&FriendlyName=a+b%21"),
            (r#"{"password":"canary""#, "(20 bytes, neither JSON nor a form)"),
            ("canary", "(6 bytes, neither JSON nor a form)"),
            (r#"{"a":1, password=canary"#, "(23 bytes, neither JSON nor a form)"),
        ] {
            assert_eq!(body(sent.as_bytes()), shown);
        }
    }

    #[test]
    fn a_query_is_masked_and_a_page_token_stays() {
        let sent = "/v1/Trunks?PageToken=PA1&auth_token=canary&PageSize=2";
        assert_eq!(path(sent), "/v1/Trunks?PageToken=PA1&auth_token=***&PageSize=2");
    }
}
