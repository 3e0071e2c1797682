//! What both carriers are to the listeners: something that knows its operations and answers requests.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;

/// A simulated carrier.
pub(crate) trait Api {
    /// A request whose head has come: who asks, and for what. It counts as under way as long as this exists.
    type Visit<'a>: Send + Sync
    where
        Self: 'a;

    fn arrive<'a>(&'a self, parts: &'a Parts) -> Self::Visit<'a>;

    /// The operation asked for, if there is one.
    fn operation(visit: &Self::Visit<'_>) -> Option<&'static str>;

    /// Carries the request out, without waiting for anything. There is no `body` if it was too long to be read.
    fn answer(&self, visit: &Self::Visit<'_>, parts: &Parts, body: Option<Bytes>) -> Response;

    /// What the carrier answers, in its own shape, if it fails by itself.
    fn failure(&self, visit: &Self::Visit<'_>, parts: &Parts, status: StatusCode) -> Response;
}
