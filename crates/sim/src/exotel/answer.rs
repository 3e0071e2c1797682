//! The envelopes that every answer comes in (developer.exotel.com, captured samples).

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use axum::response::Response;
use serde::Serialize;

use super::paging::PageMetadata;
use super::view::Data;

/// What an operation came to.
pub(super) type Outcome = Result<Answer, Refusal>;

/// A success, or a batch of which some may have failed.
#[derive(Debug)]
pub(super) enum Answer {
    One(Data),
    List(Option<PageMetadata>, Vec<Data>),
    Batch(Vec<Result<Data, Refusal>>),
    /// Without an envelope.
    Flat(Data),
}

/// A failure.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    /// The HTTP status, and the envelope's `http_code`.
    http: StatusCode,
    /// The nested `code`, which is the HTTP status except for a duplicate.
    code: StatusCode,
    error: ErrorData,
}

#[derive(Debug, Clone, Serialize)]
struct ErrorData {
    code: u16,
    message: &'static str,
    description: String,
}

impl Refusal {
    fn new(status: StatusCode, code: u16, message: &'static str, description: impl Into<String>) -> Self {
        Self {
            http: status,
            code: status,
            error: ErrorData { code, message, description: description.into() },
        }
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, 1000, "Not Found", "Not Found")
    }

    /// `name` is the field as the server spells it: `TrunkName`.
    pub(super) fn mandatory(name: &str) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            1001,
            "Mandatory Parameter missing",
            format!("{name} is mandatory"),
        )
    }

    pub(super) fn invalid(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 1002, "Invalid parameter", description)
    }

    pub(super) fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, 1003, "Authorization failed", "Authorization failed")
    }

    pub(super) fn unparsable(description: impl Into<String>) -> Self {
        // The space at the end is the server's.
        Self::new(StatusCode::BAD_REQUEST, 1007, "Invalid request body,failed parsing ", description)
    }

    pub(super) fn duplicate(http: StatusCode, description: impl Into<String>) -> Self {
        let refusal = Self::new(StatusCode::CONFLICT, 1008, "Duplicate resource", description);
        Self { http, ..refusal }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 1010, "Authorization failed", "Authorization failed")
    }

    pub(super) fn content_type(sent: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, 1011, "unsupported content type", sent)
    }
}

#[derive(Debug, Serialize)]
struct Envelope<'a> {
    request_id: &'a str,
    method: &'a str,
    http_code: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
    response: Content,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Metadata {
    Page(PageMetadata),
    Batch(BatchMetadata),
}

#[derive(Debug, Serialize)]
struct BatchMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    failed: Option<usize>,
    total: usize,
    success: usize,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Content {
    One(Box<Entry>),
    Many(Vec<Entry>),
}

impl Content {
    fn one(entry: Entry) -> Self {
        Self::One(Box::new(entry))
    }
}

#[derive(Debug, Serialize)]
struct Entry {
    code: u16,
    error_data: Option<ErrorData>,
    status: &'static str,
    data: Option<Data>,
}

impl Entry {
    fn success(data: Data) -> Self {
        Self { code: 200, error_data: None, status: "success", data: Some(data) }
    }

    fn failure(refusal: Refusal) -> Self {
        Self { code: refusal.code.as_u16(), error_data: Some(refusal.error), status: "failure", data: None }
    }
}

/// The outcome as it goes over the wire.
pub(super) fn render(request_id: &str, method: &str, outcome: Outcome) -> Response {
    let (status, metadata, response) = match outcome {
        Ok(Answer::One(data)) => (StatusCode::OK, None, Content::one(Entry::success(data))),
        Ok(Answer::List(metadata, rows)) => {
            let entries = rows.into_iter().map(Entry::success).collect();
            (StatusCode::OK, metadata.map(Metadata::Page), Content::Many(entries))
        }
        Ok(Answer::Batch(results)) => {
            let total = results.len();
            let success = results.iter().filter(|result| result.is_ok()).count();
            // Captured: `failed` is there only if something did, and 207 also if everything did.
            let (status, failed) = match total - success {
                0 => (StatusCode::OK, None),
                failed => (StatusCode::MULTI_STATUS, Some(failed)),
            };
            let entries = results
                .into_iter()
                .map(|result| result.map_or_else(Entry::failure, Entry::success))
                .collect();
            let metadata = BatchMetadata { failed, total, success };
            (status, Some(Metadata::Batch(metadata)), Content::Many(entries))
        }
        Ok(Answer::Flat(data)) => return json(StatusCode::OK, &data),
        Err(refusal) => (refusal.http, None, Content::one(Entry::failure(refusal))),
    };
    json(status, &Envelope { request_id, method, http_code: status.as_u16(), metadata, response })
}

/// A failure that no error code is known for.
pub(super) fn failure(request_id: &str, method: &str, status: StatusCode) -> Response {
    let entry = Entry { code: status.as_u16(), error_data: None, status: "failure", data: None };
    let response = Content::one(entry);
    json(status, &Envelope { request_id, method, http_code: status.as_u16(), metadata: None, response })
}

/// A response with a JSON body.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    // Longer than most: a vector that grows as it is written is copied three times.
    let mut bytes = Vec::with_capacity(1024);
    serde_json::to_writer(&mut bytes, body).expect("has string keys only, and serialises without failing");
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A response without a body.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
