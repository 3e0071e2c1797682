//! What every request goes through: whose it is, the log, the faults, and the carrier itself.

use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use axum::response::Response;
use hyper::body::{Body as _, Incoming};
use tokio::sync::watch;

use crate::accept::stopped;
use crate::api::Api;
use crate::clock::Clock;
use crate::exotel::Exotel;
use crate::fault::{self, Before, Fault, LiveFaults, Reachability, Reset};
use crate::request_log::{Carrier, RequestLog};
use crate::twilio::Twilio;

/// More than any body of these operations needs.
const MAX_BODY: usize = 1 << 20;

/// The carriers behind one listener.
#[derive(Debug, Clone)]
pub(crate) struct Front {
    pub(crate) exotel: Option<Arc<Exotel>>,
    pub(crate) twilio: Option<Arc<Twilio>>,
    pub(crate) log: RequestLog,
    pub(crate) faults: LiveFaults,
    pub(crate) clock: Clock,
    pub(crate) stop: watch::Receiver<bool>,
}

impl Front {
    /// Answers one request, unless its connection is to be reset.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Result<Response, Reset> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path();
        match (&self.exotel, &self.twilio) {
            (Some(exotel), _) if Exotel::serves(path) => {
                self.pass(Carrier::Exotel, &**exotel, &parts, body).await
            }
            (_, Some(twilio)) if Twilio::serves(path) => {
                self.pass(Carrier::Twilio, &**twilio, &parts, body).await
            }
            _ => {
                let number = self.log.begin(None, None, None, &parts);
                self.log.end(number, StatusCode::NOT_FOUND);
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::NOT_FOUND;
                Ok(response)
            }
        }
    }

    async fn pass<A: Api>(
        &self,
        carrier: Carrier,
        api: &A,
        parts: &Parts,
        body: Incoming,
    ) -> Result<Response, Reset> {
        let visit = api.arrive(parts);
        let operation = A::operation(&visit);
        let reachability = self.faults.reachability(carrier);
        let fault = match reachability {
            Reachability::Reachable => self.faults.decide(carrier, operation),
            Reachability::Refused | Reachability::Blackholed => None,
        };
        let name = match reachability {
            Reachability::Reachable => fault.as_ref().map(Fault::name),
            Reachability::Refused => Some("refused"),
            Reachability::Blackholed => Some("blackholed"),
        };
        let number = self.log.begin(carrier.into(), operation, name, parts);
        let body = read(body).await;
        self.log.body(number, body.as_ref());
        match reachability {
            Reachability::Reachable => {}
            Reachability::Refused => return Err(Reset),
            Reachability::Blackholed => {
                self.unless_stopped(self.faults.blackholed(carrier)).await?;
                return Err(Reset);
            }
        }
        let response = match fault {
            None => api.answer(&visit, parts, body),
            Some(fault) => match fault::before(&fault, api, &visit, parts, body)? {
                Before::Answer(response) => response,
                Before::Silence => {
                    self.unless_stopped(self.faults.unanswered()).await?;
                    return Err(Reset);
                }
                Before::Request(body) => {
                    let response = api.answer(&visit, parts, body);
                    let after = fault::after(fault, api, &visit, parts, response, &self.clock);
                    self.unless_stopped(after).await??
                }
            },
        };
        self.log.end(number, response.status());
        Ok(response)
    }

    /// Waits for something that may never come.
    async fn unless_stopped<T>(&self, coming: impl Future<Output = T>) -> Result<T, Reset> {
        tokio::select! {
            came = coming => Ok(came),
            () = stopped(self.stop.clone()) => Err(Reset),
        }
    }
}

/// The body, unless it is too long.
async fn read(body: Incoming) -> Option<Bytes> {
    if body.is_end_stream() {
        return Some(Bytes::new());
    }
    to_bytes(Body::new(body), MAX_BODY).await.ok()
}
