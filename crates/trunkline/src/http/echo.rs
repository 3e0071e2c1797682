//! Secrets that we send, which must not come back in a message.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::form_urlencoded;

use super::{BasicAuth, call::Body};

/// As long as a message may sensibly be.
const LONGEST: usize = 500;

/// What a carrier's words are cleaned of.
#[derive(Debug, Clone)]
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// Those that go with each request: the token, and the header's value that is made of it.
    pub(super) fn of_account(auth: &BasicAuth) -> Self {
        let token = auth.password.expose_secret();
        let header = BASE64_STANDARD.encode(format!("{}:{token}", auth.user));
        Self::new([token.to_owned(), header])
    }

    /// A body's passwords, as they are and as they stand in it.
    pub(super) fn of_body(body: &Body) -> Self {
        let mut found = Vec::new();
        match body {
            Body::None => {}
            Body::Json(text) => {
                let fields = serde_json::from_str::<Value>(text).ok();
                for (name, value) in fields.iter().filter_map(Value::as_object).flatten() {
                    if let Some(password) = value.as_str().filter(|_| is_password(name)) {
                        found.push(password.to_owned());
                        let escaped = value.to_string();
                        found.extend(escaped.get(1..escaped.len() - 1).map(str::to_owned));
                    }
                }
            }
            Body::Form(text) => {
                for (name, raw) in text.split('&').filter_map(|pair| pair.split_once('=')) {
                    if is_password(name) {
                        found.extend(
                            form_urlencoded::parse(raw.as_bytes()).map(|(value, _)| value.into_owned()),
                        );
                        found.push(raw.to_owned());
                    }
                }
            }
        }
        Self::new(found)
    }

    fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        Self(secrets.into_iter().filter(|secret| !secret.is_empty()).map(SecretString::from).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn remove_from(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose_secret(), "[REDACTED]"))
    }
}

/// Both carriers call it so, in their own case.
fn is_password(name: &str) -> bool {
    name.eq_ignore_ascii_case("password")
}

/// A carrier's text on one line, and no longer than a person reads.
pub(super) fn one_line(text: &str) -> String {
    shortened(&text.replace(char::is_control, " "), LONGEST)
}

/// The first characters of a text.
pub(super) fn shortened(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
