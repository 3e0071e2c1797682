//! What was asked of a simulator, so that a test can say which requests were sent and which were not.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

/// Enough for any test, and little enough for a simulator that runs for weeks.
const CAPACITY: usize = 10_000;

/// Whose API a request was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Carrier {
    /// Exotel.
    Exotel,
    /// Twilio.
    Twilio,
}

/// One request that reached a simulator. It holds no header and no body, and with them no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// Whose API the path belongs to; `None` if nobody's.
    pub carrier: Option<Carrier>,
    /// `GET`, `POST` ...
    pub method: String,
    /// The path as it was sent, and the query if there was one.
    pub path: String,
    /// The status of the answer; `None` as long as there is no answer, and for good if the caller hung up first.
    pub status: Option<u16>,
}

/// The latest requests, oldest first. Clones share the same log.
#[derive(Debug, Clone, Default)]
pub(crate) struct RequestLog {
    entries: Arc<Mutex<Entries>>,
}

#[derive(Debug, Default)]
struct Entries {
    seen: VecDeque<SeenRequest>,
    /// How many entries have left at the front since the start.
    gone: usize,
}

impl RequestLog {
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn all(&self) -> Vec<SeenRequest> {
        self.lock().seen.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        let mut entries = self.lock();
        entries.gone += entries.seen.len();
        entries.seen.clear();
    }

    /// Adds a request that has no answer yet, and gives its number.
    fn begin(&self, request: SeenRequest) -> usize {
        let mut entries = self.lock();
        if entries.seen.len() == CAPACITY {
            entries.seen.pop_front();
            entries.gone += 1;
        }
        entries.seen.push_back(request);
        entries.gone + entries.seen.len() - 1
    }

    fn end(&self, number: usize, status: StatusCode) {
        let mut entries = self.lock();
        let position = number.checked_sub(entries.gone);
        if let Some(request) = position.and_then(|position| entries.seen.get_mut(position)) {
            request.status = Some(status.as_u16());
        }
    }
}

/// Middleware around one carrier's router, or around what is nobody's.
pub(crate) async fn record(
    State((carrier, log)): State<(Option<Carrier>, RequestLog)>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path_and_query().map_or("", |path| path.as_str());
    let number = log.begin(SeenRequest {
        carrier,
        method: request.method().to_string(),
        path: path.to_owned(),
        status: None,
    });
    let response = next.run(request).await;
    log.end(number, response.status());
    response
}
