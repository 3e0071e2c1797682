//! The same failure in other words.

use std::borrow::Cow;

use crate::Error;

/// `error` with another message, and without its advice and its cause: kind, effect, what was done, and the
/// carrier's code and request id stay.
pub(super) fn reworded(error: &Error, message: impl Into<Cow<'static, str>>) -> Error {
    let mut other = Error::new(error.kind(), error.effect(), message);
    if let Some(identity) = error.identity() {
        other = other.with_identity(identity);
    }
    if let Some(operation) = error.operation() {
        other = other.with_operation(operation.to_owned());
    }
    if let Some(status) = error.http_status() {
        other = other.with_http_status(status);
    }
    if let Some(code) = error.carrier_code() {
        other = other.with_carrier_code(code);
    }
    if let Some(id) = error.request_id() {
        other = other.with_request_id(id);
    }
    if let Some(wait) = error.retry_after() {
        other = other.with_retry_after(wait);
    }
    if let Some(reason) = error.not_retried() {
        other = other.with_not_retried(reason.to_owned());
    }
    other.after(error.done().iter().cloned()).with_effect(error.effect())
}
