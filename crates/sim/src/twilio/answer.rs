//! What goes back: resources, refusals, and the headers of both.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::SignedDuration;
use serde::Serialize;

use super::switches::ConflictStatus;

/// A success: a status and a JSON body, or none.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Vec<u8>,
}

/// What every operation ends with.
pub(super) type Outcome = Result<Answer, Refusal>;

impl Answer {
    pub(super) fn ok(body: &impl Serialize) -> Self {
        Self::json(StatusCode::OK, body)
    }

    pub(super) fn created(body: &impl Serialize) -> Self {
        Self::json(StatusCode::CREATED, body)
    }

    /// 204 with an empty body, as every delete ends.
    pub(super) fn deleted() -> Self {
        Self { status: StatusCode::NO_CONTENT, body: Vec::new() }
    }

    fn json(status: StatusCode, body: &impl Serialize) -> Self {
        let body =
            serde_json::to_vec(body).expect("strings, numbers and lists with string keys always serialise");
        Self { status, body }
    }
}

/// A failure, in the body shape that these operations use: `code`, `message`, `more_info`, `status`.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: Option<u32>,
    pub(super) message: String,
}

#[derive(Serialize)]
struct RefusalBody<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_info: Option<String>,
    status: u16,
}

impl Refusal {
    /// A request that is wrong in itself: 400.
    pub(super) fn bad(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(code), message)
    }

    /// Something like it exists already. The codes are documented, their status is not.
    pub(super) fn exists(status: ConflictStatus, code: u32, message: impl Into<String>) -> Self {
        let status = match status {
            ConflictStatus::BadRequest => StatusCode::BAD_REQUEST,
            ConflictStatus::Conflict => StatusCode::CONFLICT,
        };
        Self::new(status, Some(code), message)
    }

    /// A parameter whose value is not one of those allowed: 20001, as recorded live by a third party.
    pub(super) fn parameter(name: &str) -> Self {
        Self::bad(20001, format!("Invalid parameter: {name}"))
    }

    pub(super) fn missing(name: &str) -> Self {
        Self::bad(20001, format!("Missing required parameter {name} in the post body"))
    }

    /// 404 in the words of Twilio's page on API responses.
    pub(super) fn not_found(path: &str) -> Self {
        let message = format!("The requested resource {path} was not found");
        Self::new(StatusCode::NOT_FOUND, Some(20404), message)
    }

    pub(super) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, Some(20003), "Authenticate")
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, Some(20004), "Method not allowed")
    }

    pub(super) fn too_many_requests() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, Some(20429), "Too Many Requests")
    }

    /// Twilio's page on API responses has a body with nothing but `status` and `message`; no code for this case
    /// is in the error dictionary.
    pub(super) fn unsupported_media_type() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, None, "Unsupported Media Type")
    }

    pub(super) fn body_too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, None, "Payload Too Large")
    }

    /// A failure of Twilio itself, under the code that the error dictionary has for it.
    pub(super) fn failure(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::TOO_MANY_REQUESTS => return Self::too_many_requests(),
            StatusCode::INTERNAL_SERVER_ERROR => Some(20500),
            StatusCode::SERVICE_UNAVAILABLE => Some(20503),
            _ => None,
        };
        Self::new(status, code, status.canonical_reason().unwrap_or_default())
    }

    fn new(status: StatusCode, code: Option<u32>, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn more_info(&self) -> Option<String> {
        self.code.map(|code| format!("https://www.twilio.com/docs/errors/{code}"))
    }

    pub(super) fn into_answer(self) -> Answer {
        Answer::json(
            self.status,
            &RefusalBody {
                code: self.code,
                // A 401 carries an empty singular `detail`, as seen in the wild.
                detail: (self.status == StatusCode::UNAUTHORIZED).then_some(""),
                message: &self.message,
                more_info: self.more_info(),
                status: self.status.as_u16(),
            },
        )
    }
}

/// What the headers of one answer say.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) request_id: String,
    pub(super) duration: SignedDuration,
    pub(super) concurrent: u32,
    pub(super) api_domain: &'static str,
    pub(super) content_type: &'static str,
}

/// The headers that do not change: those of real captures, and the CORS ones of `twilio-oai`.
const FIXED: [(HeaderName, HeaderValue); 8] = [
    (HeaderName::from_static("x-home-region"), HeaderValue::from_static("us1")),
    (HeaderName::from_static("x-shenanigans"), HeaderValue::from_static("none")),
    (HeaderName::from_static("x-powered-by"), HeaderValue::from_static("AT-5000")),
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "Accept, Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, \
             Idempotency-Key",
        ),
    ),
    (
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST, PATCH, PUT, DELETE, OPTIONS"),
    ),
    (header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("ETag")),
    (header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true")),
];

impl Head {
    pub(super) fn into_response(self, answer: Answer) -> Response {
        let mut response = Response::new(Body::from(answer.body));
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        headers.extend(FIXED);
        if answer.status != StatusCode::NO_CONTENT {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        }
        if answer.status == StatusCode::UNAUTHORIZED {
            // HTTP itself (RFC 9110, 11.6.1) asks for a challenge with every 401.
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"Twilio API\""));
        }
        headers.insert("x-api-domain", HeaderValue::from_static(self.api_domain));
        headers.insert("twilio-concurrent-requests", HeaderValue::from(self.concurrent));
        let seconds = format!("{:.3}", self.duration.as_secs_f64());
        insert_text(headers, "twilio-request-duration", &seconds);
        insert_text(headers, "twilio-request-id", &self.request_id);
        response
    }
}

fn insert_text(headers: &mut HeaderMap, name: &'static str, value: &str) {
    let value = HeaderValue::from_str(value).expect("digits, letters and a dot are allowed in a header");
    headers.insert(name, value);
}
