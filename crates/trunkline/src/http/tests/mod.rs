//! What a call does when the way to the carrier, or the carrier, fails.
//!
//! Time is paused where the carrier is [`script`]; where it is a [`server`] behind a real socket, nothing here
//! depends on time.

mod budget;
mod deadline;
mod doubt;
mod limiter;
mod malformed;
mod observer;
mod origins;
mod proxy;
mod reads;
mod redaction;
mod refusals;
mod script;
mod server;
mod shared;
mod table;
mod tls;
mod turns;
mod wire;

use std::{sync::Arc, time::Duration};

use url::Url;

use crate::{
    ErrorKind, Result,
    model::{Carrier, Identity},
};

use super::{
    BasicAuth, Body, Call, Client, Dialect, Method, Options, Refusal, Repeat, Response, RetryOptions,
};
use script::Script;

const OURS: &str = "https://api.example.com";
const EVERY_REPEAT: [Repeat; 4] = [Repeat::Read, Repeat::Idempotent, Repeat::Delete, Repeat::Create];

/// A carrier that says no in JSON: `{"message", "code", "status"}`, where `status` goes before HTTP's.
#[derive(Debug)]
struct PlainWords;

#[derive(serde::Deserialize)]
struct Words {
    message: String,
    code: Option<String>,
    status: Option<u16>,
}

impl Dialect for PlainWords {
    fn judge(&self, response: &Response) -> Result<(), Refusal> {
        let Ok(words) = serde_json::from_slice::<Words>(response.body()) else { return Ok(()) };
        let status = words.status.unwrap_or(response.status());
        let kind = match status {
            400 | 415 | 422 => ErrorKind::InvalidInput,
            401 => ErrorKind::Unauthenticated,
            403 => ErrorKind::PermissionDenied,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::AlreadyExists,
            429 => ErrorKind::RateLimited,
            500.. => ErrorKind::Unavailable,
            _ => ErrorKind::Other,
        };
        Err(Refusal { kind, status, code: words.code, message: words.message, advice: None })
    }

    fn request_id(&self, response: &Response) -> Option<String> {
        response.header("x-request-id").map(str::to_owned)
    }
}

/// No wait between attempts but what the carrier asks for, so that elapsed time can be compared.
fn options() -> Options {
    Options::new().with_retry(RetryOptions::new().with_base(Duration::ZERO))
}

fn auth() -> BasicAuth {
    BasicAuth { user: "key".to_owned(), password: "token".into() }
}

fn try_client_at(origin: &str, options: Options) -> Result<Client> {
    let identity = Identity::new(Carrier::new("testcarrier"), "AC1", "here");
    Client::new(identity, &[origin.parse().unwrap()], auth(), Arc::new(PlainWords), options)
}

fn client_at(origin: &str, options: Options) -> Client {
    try_client_at(origin, options).unwrap()
}

fn client(script: &Arc<Script>, options: Options) -> Client {
    client_at(OURS, options.with_transport(Arc::<Script>::clone(script)))
}

fn call_to(origin: &str, repeat: Repeat) -> Call {
    let (method, operation, body) = match repeat {
        Repeat::Read => (Method::Get, "read trunk", Body::None),
        Repeat::Idempotent => (Method::Put, "update trunk", Body::Json(r#"{"name":"n"}"#.to_owned())),
        Repeat::Delete => (Method::Delete, "delete trunk", Body::None),
        Repeat::Create => (Method::Post, "create trunk", Body::Form("name=n".to_owned())),
    };
    let url = origin.parse::<Url>().unwrap().join("/v1/trunks").unwrap();
    Call { operation, method, url, body, repeat }
}

fn call(repeat: Repeat) -> Call {
    call_to(OURS, repeat)
}
