//! A carrier inside the process, which does what it is told.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use async_trait::async_trait;

use crate::http::{RawResponse, Request, Transport, TransportError, TransportErrorKind};

/// What happens to a request.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Answer {
        status: u16,
        headers: Vec<(&'static str, &'static str)>,
        body: &'static str,
    },
    Fail(TransportErrorKind),
    /// No answer, ever.
    Silence,
}

impl Event {
    pub(super) fn with_header(mut self, name: &'static str, value: &'static str) -> Self {
        if let Self::Answer { headers, .. } = &mut self {
            headers.push((name, value));
        }
        self
    }
}

/// An answer in JSON.
pub(super) fn json(status: u16, body: &'static str) -> Event {
    Event::Answer { status, headers: vec![("Content-Type", "application/json")], body }
}

/// An answer that is a page.
pub(super) fn html(status: u16, body: &'static str) -> Event {
    Event::Answer { status, headers: vec![("Content-Type", "text/html")], body }
}

/// An answer of a status, in the carrier's words when it is a no.
pub(super) fn status(status: u16) -> Event {
    json(status, if status < 300 { "{}" } else { r#"{"message":"the carrier says no","code":"1008"}"# })
}

/// Plays events in order; the last one stays.
#[derive(Debug)]
pub(super) struct Script {
    events: Mutex<VecDeque<Event>>,
    requests: Mutex<Vec<Request>>,
}

impl Script {
    pub(super) fn new(events: impl IntoIterator<Item = Event>) -> Arc<Self> {
        Arc::new(Self { events: Mutex::new(events.into_iter().collect()), requests: Mutex::default() })
    }

    /// How many requests have come.
    pub(super) fn sends(&self) -> usize {
        self.requests.lock().unwrap().len()
    }

    /// The requests that have come.
    pub(super) fn take_requests(&self) -> Vec<Request> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request) -> Result<RawResponse, TransportError> {
        self.requests.lock().unwrap().push(request);
        let event = {
            let mut events = self.events.lock().unwrap();
            if events.len() > 1 { events.pop_front() } else { events.front().cloned() }
        };
        match event.expect("a script has at least one event") {
            Event::Answer { status, headers, body } => Ok(headers
                .into_iter()
                .fold(RawResponse::new(status).with_body(body), |raw, (name, value)| {
                    raw.with_header(name, value)
                })),
            Event::Fail(kind) => Err(TransportError::new(kind, "as the script says")),
            Event::Silence => std::future::pending().await,
        }
    }
}
