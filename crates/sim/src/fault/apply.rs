//! Makes a fault happen: to a request before it is carried out, or to its answer.

use std::convert::Infallible;
use std::io;
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use futures::{StreamExt, stream};

use super::{Fault, StatusFault, answers, pages, rows};
use crate::api::Api;
use crate::clock::Clock;

/// The connection is to be reset instead of answered.
#[derive(Debug, thiserror::Error)]
#[error("reset on purpose")]
pub(crate) struct Reset;

/// What a fault makes of a request.
#[derive(Debug)]
pub(crate) enum Before {
    /// This one is carried out.
    Request(Option<Bytes>),
    /// None is, and this is the answer.
    Answer(Response),
    /// None is, and there is no answer.
    Silence,
}

/// What happens before the request is carried out.
pub(crate) fn before<A: Api>(
    fault: &Fault,
    api: &A,
    visit: &A::Visit<'_>,
    parts: &Parts,
    body: Option<Bytes>,
) -> Result<Before, Reset> {
    match fault {
        Fault::ResetBefore => Err(Reset),
        Fault::Unanswered => Ok(Before::Silence),
        Fault::Status(fault @ StatusFault { processed: false, .. }) => {
            Ok(Before::Answer(answers::status(fault, api, visit, parts)))
        }
        Fault::PartlyFailedBatch => Ok(Before::Request(body.map(rows::spoil_last))),
        _ => Ok(Before::Request(body)),
    }
}

/// What happens to the answer of a request that was carried out.
pub(crate) async fn after<A: Api>(
    fault: Fault,
    api: &A,
    visit: &A::Visit<'_>,
    parts: &Parts,
    response: Response,
    clock: &Clock,
) -> Result<Response, Reset> {
    Ok(match fault {
        Fault::ResetAfter => return Err(Reset),
        Fault::Status(fault) if fault.processed => answers::status(&fault, api, visit, parts),
        Fault::Status(_) | Fault::ResetBefore | Fault::Unanswered => response,
        Fault::Delay { milliseconds } => {
            clock.sleep(Duration::from_millis(milliseconds)).await;
            response
        }
        Fault::Trickle { bytes, every_milliseconds } => {
            let every = Duration::from_millis(every_milliseconds);
            let clock = clock.clone();
            with_whole_body(response, |body| trickling(body, bytes, every, clock)).await
        }
        Fault::CutBody => with_whole_body(response, |body| cut(&body)).await,
        Fault::ContentType(value) => {
            let mut response = response;
            let value = HeaderValue::from_str(&value).expect("checked to be fit for a header");
            response.headers_mut().insert(header::CONTENT_TYPE, value);
            response
        }
        Fault::PageLoops => {
            rows::edit(response, |answer| pages::set_next(answer, parts, &pages::own_link(parts))).await
        }
        Fault::PageElsewhere { origin } => {
            let link = format!("{origin}{}", pages::own_link(parts));
            rows::edit(response, |answer| pages::set_next(answer, parts, &link)).await
        }
        Fault::EmptyPage => match pages::link_behind_empty(parts) {
            Some(link) => rows::edit(response, |answer| pages::empty(answer, parts, &link)).await,
            None => response,
        },
        Fault::PartlyFailedBatch => rows::edit(response, rows::reverse).await,
        Fault::NumericIds => rows::edit(response, rows::make_ids_numbers).await,
    })
}

/// Sends another body in the place of one whose length is announced nevertheless, unless there is none.
async fn with_whole_body(response: Response, send: impl FnOnce(Bytes) -> Body) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    if body.is_empty() {
        return Response::from_parts(parts, Body::empty());
    }
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Response::from_parts(parts, send(body))
}

fn trickling(body: Bytes, size: usize, every: Duration, clock: Clock) -> Body {
    let pieces = stream::unfold((body, true), move |(mut rest, first)| {
        let clock = clock.clone();
        async move {
            if rest.is_empty() {
                return None;
            }
            if !first {
                clock.sleep(every).await;
            }
            let piece = rest.split_to(size.min(rest.len()));
            Some((Ok::<_, Infallible>(piece), (rest, false)))
        }
    });
    Body::from_stream(pieces)
}

fn cut(body: &Bytes) -> Body {
    let half = body.slice(..body.len() / 2);
    let mut waited = false;
    let end = stream::poll_fn(move |context| {
        // What was written before an error leaves the machine only if there is a pause between them.
        if waited {
            return Poll::Ready(Some(Err(io::Error::other("cut on purpose"))));
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    });
    Body::from_stream(stream::iter([Ok(half)]).chain(end))
}
