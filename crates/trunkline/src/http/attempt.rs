//! One attempt: sent, watched, traced and judged.

use std::sync::Arc;

use serde::de::IgnoredAny;
use tokio::time::{Instant, timeout_at};
use tracing::{Instrument as _, Span, field::Empty};

use super::{
    AttemptOutcome, AttemptStart, RawResponse, Request, Response,
    call::Call,
    client::{Shared, later},
    failure::Failure,
    observe::{Ending, Watch},
    retry_after,
};

/// Sends a call once.
pub(super) async fn attempt(
    shared: &Shared,
    call: &Call,
    number: u32,
    deadline: Instant,
) -> Result<Response, Failure> {
    let identity = &shared.account.identity;
    // Names as OpenTelemetry has them, where it has one.
    let span = tracing::info_span!(
        "carrier request",
        otel.kind = "client",
        http.request.method = call.method.as_str(),
        http.request.resend_count = number - 1,
        http.response.status_code = Empty,
        server.address = call.url.host_str(),
        url.path = call.url.path(),
        carrier = identity.carrier.as_str(),
        account = identity.account,
        operation = call.operation,
        attempt = number,
        request_id = Empty,
        outcome = Empty,
    );
    let start = AttemptStart { identity, operation: call.operation, method: call.method, attempt: number };
    let watch = Watch::begin(shared.options.observer.as_deref(), start, call.repeat);

    let began = Instant::now();
    let until = deadline.min(later(began, shared.options.attempt_timeout));
    let sent = timeout_at(until, shared.transport.send(request(shared, call))).instrument(span.clone()).await;
    let judged = match sent {
        Ok(Ok(raw)) => judge(shared, call, raw),
        Ok(Err(error)) => Err(Failure::transport(call, error)),
        Err(_) => Err(Failure::timeout(call, until - began)),
    };

    let ending = match &judged {
        Ok(response) => Ending {
            outcome: AttemptOutcome::Answered,
            status: Some(response.status()),
            request_id: response.request_id(),
            effect: call.repeat.effect_when_done(),
        },
        Err(failure) => Ending {
            outcome: failure.outcome,
            // The error has the carrier's truer status; on the wire it was this one.
            status: failure
                .response
                .as_ref()
                .map_or(failure.error.http_status(), |response| Some(response.status())),
            request_id: failure.error.request_id(),
            effect: failure.error.effect(),
        },
    };
    record(&span, &ending);
    watch.finish(&ending);
    judged
}

fn request(shared: &Shared, call: &Call) -> Request {
    let mut headers =
        vec![("accept", "application/json".to_owned()), ("user-agent", shared.options.user_agent.clone())];
    if let Some(content_type) = call.body.content_type() {
        headers.push(("content-type", content_type.to_owned()));
    }
    Request {
        method: call.method,
        url: call.url.clone(),
        headers,
        body: call.body.bytes(),
        auth: Arc::clone(&shared.account.auth),
        max_body: shared.options.max_body,
    }
}

fn judge(shared: &Shared, call: &Call, raw: RawResponse) -> Result<Response, Failure> {
    let wait = retry_after::hint(&raw);
    let success = (200..300).contains(&raw.status());
    let response = Response::new(&shared.account, &*shared.dialect, call, raw);
    if (300..400).contains(&response.status()) {
        return Err(Failure::redirect(call, response));
    }
    match shared.dialect.judge(&response) {
        Ok(()) if success => whole(response),
        Ok(()) => Err(Failure::wordless(call, response, wait)),
        Err(refusal) => Err(Failure::refusal(response, refusal, wait)),
    }
}

/// A success has an object or nothing in it. A page, or half an object, is nobody's success, also where nothing is
/// read from it.
fn whole(response: Response) -> Result<Response, Failure> {
    if response.is_empty() {
        return Ok(response);
    }
    match response.decode::<IgnoredAny>() {
        Ok(_) => Ok(response),
        Err(error) => Err(Failure::malformed(error, response)),
    }
}

fn record(span: &Span, ending: &Ending<'_>) {
    span.record("outcome", tracing::field::debug(ending.outcome));
    span.record("http.response.status_code", ending.status);
    span.record("request_id", ending.request_id);
    span.in_scope(|| tracing::debug!("attempt ended"));
}
