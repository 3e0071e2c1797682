//! What was asked of a simulator, so that a test can say which requests were sent and which were not.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use serde::{Deserialize, Serialize};

use crate::mask;

/// Enough for any test, and little enough for a simulator that runs for weeks.
const CAPACITY: usize = 10_000;

/// A body that is longer is not kept: none that makes sense is.
const LONGEST_BODY: usize = 16 << 10;

/// Whose API a request was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Carrier {
    /// Exotel.
    Exotel,
    /// Twilio.
    Twilio,
}

/// One request that reached a simulator. Whatever is secret in it reads `***`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SeenRequest {
    /// Whose API the path belongs to; `None` if nobody's.
    pub carrier: Option<Carrier>,
    /// The operation that method and path name: `CreateTrunk` of Twilio, `create trunk` of Exotel. `None` if none.
    pub operation: Option<&'static str>,
    /// `GET`, `POST` ...
    pub method: String,
    /// The path as it was sent, and the query if there was one.
    pub path: String,
    /// The user of HTTP Basic, that is an Exotel API key, a Twilio account SID or API key SID; never the password.
    pub user: Option<String>,
    /// The body: JSON or a form, as text. `None` if there was none. One that is neither, or longer than 16 KiB, is told
    /// by its length only, since nobody knows what in it is secret.
    pub body: Option<String>,
    /// The fault that was put in the way of it, by the name it has in a faults file.
    pub fault: Option<&'static str>,
    /// The status of the answer; `None` as long as there is no answer, and for good if none was sent or the caller
    /// hung up first.
    pub status: Option<u16>,
}

/// The latest requests, oldest first. Clones share the same log.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLog {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    seen: VecDeque<Entry>,
    /// How many entries have left at the front since the start.
    gone: usize,
}

/// A request as it came. What is secret is taken out when somebody reads it, which is seldom. All of it is copied:
/// what came over the wire is a part of the connection's buffer, which could not be used again as long as this is kept.
#[derive(Debug)]
struct Entry {
    carrier: Option<Carrier>,
    operation: Option<&'static str>,
    method: Method,
    path: String,
    authorization: Option<Vec<u8>>,
    body: Body,
    fault: Option<&'static str>,
    status: Option<StatusCode>,
}

#[derive(Debug)]
enum Body {
    Kept(Vec<u8>),
    TooLong,
}

impl Entry {
    fn shown(&self) -> SeenRequest {
        SeenRequest {
            carrier: self.carrier,
            operation: self.operation,
            method: self.method.to_string(),
            path: mask::path(&self.path),
            user: self.authorization.as_deref().and_then(mask::user),
            body: match &self.body {
                Body::Kept(bytes) if bytes.is_empty() => None,
                Body::Kept(bytes) => Some(mask::body(bytes)),
                Body::TooLong => Some("(too long)".to_owned()),
            },
            fault: self.fault,
            status: self.status.map(|status| status.as_u16()),
        }
    }
}

impl RequestLog {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn all(&self) -> Vec<SeenRequest> {
        self.lock().seen.iter().map(Entry::shown).collect()
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.lock();
        entries.gone += entries.seen.len();
        entries.seen.clear();
    }

    /// Adds a request whose head has come, and gives its number.
    pub(crate) fn begin(
        &self,
        carrier: Option<Carrier>,
        operation: Option<&'static str>,
        fault: Option<&'static str>,
        parts: &Parts,
    ) -> usize {
        let entry = Entry {
            carrier,
            operation,
            method: parts.method.clone(),
            path: parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
            authorization: parts.headers.get(header::AUTHORIZATION).map(|value| value.as_bytes().to_vec()),
            body: Body::Kept(vec![]),
            fault,
            status: None,
        };
        let mut entries = self.lock();
        if entries.seen.len() == CAPACITY {
            entries.seen.pop_front();
            entries.gone += 1;
        }
        entries.seen.push_back(entry);
        entries.gone + entries.seen.len() - 1
    }

    /// Adds the body of a request; there is none if it was too long to be read.
    pub(crate) fn body(&self, number: usize, body: Option<&Bytes>) {
        let body = match body {
            Some(body) if body.len() <= LONGEST_BODY => Body::Kept(body.to_vec()),
            _ => Body::TooLong,
        };
        self.change(number, |entry| entry.body = body);
    }

    pub(crate) fn end(&self, number: usize, status: StatusCode) {
        self.change(number, |entry| entry.status = Some(status));
    }

    fn change(&self, number: usize, change: impl FnOnce(&mut Entry)) {
        let mut entries = self.lock();
        let position = number.checked_sub(entries.gone);
        if let Some(entry) = position.and_then(|position| entries.seen.get_mut(position)) {
            change(entry);
        }
    }
}
