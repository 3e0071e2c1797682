//! How a request reaches the carrier, and what its answer means.

use std::{fmt::Debug, io};

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use trunkline::{Effect, Error, ErrorKind, Result, provider::Objects};

use crate::Nimbus;

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: &'static str,
    /// The segments of the path, to be percent-encoded each.
    pub path: Vec<String>,
    /// Of a `GET` its query, else the JSON to send; null for none.
    pub parameters: Value,
}

/// Carries requests to Nimbus: an HTTP client with a token and a deadline, in real life.
#[async_trait]
pub trait Wire: Debug + Send + Sync {
    /// The status and the JSON of the answer; an error when none came.
    async fn send(&self, request: Request) -> io::Result<(u16, Value)>;
}

#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
    pages: u32,
}

impl Nimbus {
    /// The refusal of what the carrier cannot do; nothing was sent.
    pub(crate) fn unsupported(&self, operation: &'static str, why: &'static str) -> Error {
        Error::unsupported(why).with_identity(&self.identity).with_operation(operation)
    }

    /// Sends a request, once: what is safe to repeat is for the caller to know.
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        method: &'static str,
        path: &[impl AsRef<str> + Sync],
        parameters: Value,
    ) -> Result<T> {
        let path = path.iter().map(|segment| segment.as_ref().to_owned()).collect();
        let answer = match self.wire.send(Request { method, path, parameters }).await {
            Ok((200..=299, body)) => serde_json::from_value(body).map_err(|error| {
                Error::new(ErrorKind::MalformedResponse, in_doubt(method), error.to_string())
            }),
            Ok((status, body)) => Err(refused(method, status, &body)),
            Err(lost) => Err(Error::new(ErrorKind::Interrupted, in_doubt(method), lost.to_string())),
        };
        answer.map_err(|error| error.with_identity(&self.identity).with_operation(operation))
    }

    /// A list, page by page. The carrier says how many there are: an empty one in the middle is not the end.
    pub(crate) fn list<W, T>(&self, operation: &'static str, path: &[&str]) -> Objects<T>
    where
        W: DeserializeOwned + Into<T> + Send + 'static,
        T: Send + 'static,
    {
        let nimbus = self.clone();
        let path: Vec<String> = path.iter().map(|&segment| segment.to_owned()).collect();
        stream::try_unfold(Some(1_u32), move |number| {
            let (nimbus, path) = (nimbus.clone(), path.clone());
            async move {
                let Some(number) = number else { return Ok(None) };
                let page: Page<W> = nimbus.call(operation, "GET", &path, json!({ "page": number })).await?;
                let next = (number < page.pages).then(|| number + 1);
                Ok::<_, Error>(Some((stream::iter(page.items).map(|item| Ok(item.into())), next)))
            }
        })
        .try_flatten()
        .boxed()
    }
}

/// What a request did whose answer is of no use: only a read is sure to have changed nothing.
fn in_doubt(method: &str) -> Effect {
    if method == "GET" { Effect::None } else { Effect::Unknown }
}

fn refused(method: &str, status: u16, body: &Value) -> Error {
    let (kind, effect) = match status {
        400 => (ErrorKind::InvalidInput, Effect::None),
        401 => (ErrorKind::Unauthenticated, Effect::None),
        403 => (ErrorKind::PermissionDenied, Effect::None),
        404 => (ErrorKind::NotFound, Effect::None),
        409 => (ErrorKind::AlreadyExists, Effect::None),
        423 => (ErrorKind::Conflict, Effect::None),
        429 => (ErrorKind::RateLimited, Effect::None),
        500..=599 => (ErrorKind::Unavailable, in_doubt(method)),
        _ => (ErrorKind::Other, in_doubt(method)),
    };
    let detail = body["detail"].as_str().unwrap_or("Nimbus does not say why").to_owned();
    Error::new(kind, effect, detail).with_http_status(status)
}
