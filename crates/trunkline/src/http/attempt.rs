//! One attempt: sent, watched, traced and judged.

use std::sync::Arc;

use tokio::time::{Instant, timeout_at};
use tracing::{Instrument as _, Span, field::Empty};

use crate::Effect;

use super::{
    AttemptOutcome, AttemptStart, RawResponse, Request, Response, TransportError,
    call::Call,
    client::Shared,
    failure::Failure,
    observe::{Ending, Watch},
    retry::Again,
    retry_after,
};

/// Sends a call once. A NotFound comes with its answer: for a DELETE that was sent before, it is good news.
pub(super) async fn attempt(
    shared: &Shared,
    call: &Call,
    number: u32,
    deadline: Instant,
) -> Result<Response, (Failure, Option<Response>)> {
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
    let until = deadline.min(began + shared.options.attempt_timeout);
    let sent = timeout_at(until, shared.transport.send(request(shared, call))).instrument(span.clone()).await;
    let judged = match sent {
        Ok(Ok(raw)) => judge(shared, call, raw),
        Ok(Err(error)) => Err(not_answered(call, error)),
        Err(_) => Err((Failure::timeout(call, until - began), AttemptOutcome::TimedOut, None)),
    };

    let (outcome, response, effect) = match &judged {
        Ok(response) => (AttemptOutcome::Answered, Some(response), Effect::None),
        Err((failure, outcome, response)) => (*outcome, response.as_ref(), failure.error.effect()),
    };
    let applied = judged.is_ok() && call.repeat.effect_in_doubt() != Effect::None;
    watch.finish(&Ending {
        outcome,
        status: response.map(Response::status),
        request_id: response.and_then(Response::request_id),
        effect: if applied { Effect::Applied } else { effect },
    });
    record(&span, outcome, response);
    judged.map_err(|(failure, _, response)| (failure, response))
}

fn request(shared: &Shared, call: &Call) -> Request {
    let mut headers = vec![("accept", "application/json".to_owned()), ("user-agent", shared.options.user_agent.clone())];
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

type Judged = Result<Response, (Failure, AttemptOutcome, Option<Response>)>;

fn judge(shared: &Shared, call: &Call, raw: RawResponse) -> Judged {
    let wait = retry_after::hint(&raw);
    let success = (200..300).contains(&raw.status());
    let response = Response::new(&shared.account, &*shared.dialect, call.operation, call.repeat, raw);
    let failure = match shared.dialect.judge(&response) {
        Ok(()) if success => return Ok(response),
        Ok(()) => Failure::wordless(call, &response, response.raw(), wait),
        Err(refusal) => Failure::refusal(call, &response, refusal, wait),
    };
    Err((failure, AttemptOutcome::Answered, Some(response)))
}

fn not_answered(call: &Call, error: TransportError) -> (Failure, AttemptOutcome, Option<Response>) {
    let failure = Failure::transport(call, error);
    let sent = failure.again.in_doubt();
    debug_assert!(sent || matches!(failure.again, Again::NotProcessed | Again::Refused));
    (failure, if sent { AttemptOutcome::Lost } else { AttemptOutcome::NotSent }, None)
}

fn record(span: &Span, outcome: AttemptOutcome, response: Option<&Response>) {
    span.record("outcome", tracing::field::debug(outcome));
    if let Some(response) = response {
        span.record("http.response.status_code", response.status());
        if let Some(id) = response.request_id() {
            span.record("request_id", id);
        }
    }
    span.in_scope(|| tracing::debug!("attempt ended"));
}
