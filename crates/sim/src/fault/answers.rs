//! What a fault sends in place of an answer.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use super::{ErrorBody, StatusFault};
use crate::api::Api;

/// The status that a fault asks for.
pub(super) fn status<A: Api>(fault: &StatusFault, api: &A, visit: &A::Visit<'_>, parts: &Parts) -> Response {
    let status = StatusCode::from_u16(fault.code).expect("checked to be 429, 500 to 599, or 200");
    let mut response = match fault.body {
        ErrorBody::Json => api.failure(visit, parts, status),
        ErrorBody::Html => html(status),
        ErrorBody::Empty => Response::new(Body::empty()),
    };
    *response.status_mut() = status;
    response.headers_mut().remove(header::RETRY_AFTER);
    if let Some(seconds) = fault.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A page as the gateways of this world write it, and the proxies that ask for a login.
fn html(status: StatusCode) -> Response {
    let title = match status.canonical_reason() {
        _ if status.is_success() => "Log in to the network".to_owned(),
        reason => format!("{} {}", status.as_u16(), reason.unwrap_or("Error")),
    };
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    let mut response = Response::new(Body::from(page));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}
