//! Answers as no page of a carrier has them, and as carriers give them all the same.

use async_trait::async_trait;
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};
use trunkline::http::{Method, RawResponse, Request, Transport, TransportError, TransportErrorKind};

/// Sends requests, and changes the answers.
#[derive(Debug)]
pub struct Odd {
    client: reqwest::Client,
    oddity: Oddity,
    shape: Shape,
}

/// What becomes of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// It is a bare 403, and the request is not sent.
    NotPermitted,
    /// Every object has fields that nobody knows.
    UnknownFields,
    /// Objects have no field that they can be without.
    BareObjects,
    /// Words of open sets are others.
    UnknownWords,
}

/// What there is to know of a carrier's objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// An object with any of these fields is one of a list's, or the one asked for; every other belongs to the answer
    /// itself.
    pub ids: &'static [&'static str],
    /// What an object cannot be without.
    pub essential: &'static [&'static str],
    /// Fields with words of open sets.
    pub words: &'static [&'static str],
}

impl Odd {
    /// # Panics
    /// When no HTTP client can be made.
    pub fn new(oddity: Oddity, shape: Shape) -> Self {
        // It fails when it is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build();
        Self {
            client: client.expect("no certificates, no proxy: nothing that could be wrong"),
            oddity,
            shape,
        }
    }

    fn change(&self, value: &mut Value) {
        match value {
            Value::Array(values) => values.iter_mut().for_each(|value| self.change(value)),
            Value::Object(fields) => {
                fields.values_mut().for_each(|value| self.change(value));
                self.change_fields(fields);
            }
            _ => {}
        }
    }

    fn change_fields(&self, fields: &mut Map<String, Value>) {
        match self.oddity {
            Oddity::UnknownFields => {
                fields.insert("colour".to_owned(), "green".into());
                fields.insert("shades".to_owned(), serde_json::json!([{ "id": 7, "of": null }]));
            }
            Oddity::BareObjects if self.shape.ids.iter().any(|id| fields.contains_key(*id)) => {
                fields.retain(|name, _| self.shape.essential.contains(&name.as_str()));
            }
            Oddity::UnknownWords => {
                let words = fields.iter_mut().filter(|(name, _)| self.shape.words.contains(&name.as_str()));
                words
                    .filter(|(_, word)| word.is_string())
                    .for_each(|(_, word)| *word = "smoke-signals".into());
            }
            Oddity::BareObjects | Oddity::NotPermitted => {}
        }
    }
}

#[async_trait]
impl Transport for Odd {
    async fn send(&self, request: Request) -> Result<RawResponse, TransportError> {
        if self.oddity == Oddity::NotPermitted {
            return Ok(RawResponse::new(403));
        }
        let broken = |error: reqwest::Error| {
            TransportError::new(TransportErrorKind::Interrupted, error.without_url().to_string())
        };
        let method = match request.method() {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            _ => reqwest::Method::DELETE,
        };
        let auth = request.auth();
        let mut sent = self.client.request(method, request.url());
        sent = sent.basic_auth(&auth.user, Some(auth.password.expose_secret()));
        for (name, value) in request.headers() {
            sent = sent.header(name, value);
        }
        if let Some(body) = request.body() {
            sent = sent.body(body.to_vec());
        }
        let answer = sent.send().await.map_err(broken)?;
        let raw = RawResponse::new(answer.status().as_u16());
        let mut body = answer.bytes().await.map_err(broken)?.to_vec();
        if let Ok(mut value) = serde_json::from_slice::<Value>(&body) {
            self.change(&mut value);
            body = value.to_string().into_bytes();
        }
        Ok(raw.with_body(body))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SHAPE: Shape = Shape { ids: &["id"], essential: &["id", "ip"], words: &["mode"] };

    fn changed(oddity: Oddity) -> Value {
        let mut answer = json!({
            "mode": "page",
            "rows": [{ "id": 1, "ip": "192.0.2.1", "mode": "pstn", "label": "office" }],
        });
        Odd::new(oddity, SHAPE).change(&mut answer);
        answer
    }

    #[test]
    fn every_object_of_an_answer_gains_fields() {
        let answer = changed(Oddity::UnknownFields);
        assert_eq!((&answer["colour"], &answer["rows"][0]["colour"]), (&json!("green"), &json!("green")));
        assert_eq!(answer["rows"][0]["ip"], "192.0.2.1");
    }

    #[test]
    fn rows_keep_what_they_cannot_be_without_and_the_answer_keeps_all() {
        let bare = json!({ "mode": "page", "rows": [{ "id": 1, "ip": "192.0.2.1" }] });
        assert_eq!(changed(Oddity::BareObjects), bare);
    }

    #[test]
    fn words_are_others_and_nothing_else_is() {
        let answer = changed(Oddity::UnknownWords);
        let row = json!({ "id": 1, "ip": "192.0.2.1", "mode": "smoke-signals", "label": "office" });
        assert_eq!(answer, json!({ "mode": "smoke-signals", "rows": [row] }));
    }
}
