//! What carries a request to a carrier and brings the answer back.

use std::{error::Error as StdError, fmt, sync::Arc};

use async_trait::async_trait;
use bytes::Bytes;
use url::Url;

use super::{BasicAuth, Method};

/// Sends one request and reads the whole answer.
///
/// The default is reqwest. Another one can stand in for a carrier inside the process, where paused time works, or
/// go through something that reqwest cannot.
///
/// It follows no redirect, tries nothing twice, and tells the truth about whether anything was sent: the effect
/// of a failed call rests on it. A dropped future ends the exchange; timeouts are the caller's.
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends `request`.
    async fn send(&self, request: Request) -> Result<RawResponse, TransportError>;
}

/// One request, ready to go.
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<Bytes>,
    pub(super) auth: Arc<BasicAuth>,
    pub(super) max_body: usize,
}

impl Request {
    /// The method.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The whole URL. It holds no credentials.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The path.
    pub fn path(&self) -> &str {
        self.url.path()
    }

    /// The query, undecoded.
    pub fn query(&self) -> Option<&str> {
        self.url.query()
    }

    /// The headers, but for `Authorization`: see [`Request::auth`].
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The body, if there is one. It may hold secrets.
    pub fn body(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    /// The credentials to send in the `Authorization` header.
    pub fn auth(&self) -> &BasicAuth {
        &self.auth
    }

    /// How many bytes of an answer's body to take. A longer one is a [`TransportErrorKind::TooLarge`].
    pub fn max_body(&self) -> usize {
        self.max_body
    }
}

// Neither body nor query: the one may hold a password, the other names and numbers.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("origin", &self.url.origin().ascii_serialization())
            .field("path", &self.url.path())
            .field("body", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}

/// An answer, complete.
#[derive(Clone)]
pub struct RawResponse {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
}

impl RawResponse {
    /// An answer with a status, no headers and an empty body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// With a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Bytes::from(body.into());
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The first header of that name, in whichever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for RawResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawResponse")
            .field("status", &self.status)
            .field("body", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why no complete answer came.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    status: Option<u16>,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What kind of failure it was, which says whether the carrier may have acted on the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: no such name, refused, timed out while connecting. Nothing was sent.
    Unreachable,
    /// The host's certificate is not trusted. Nothing was sent.
    Certificate,
    /// The connection broke; some or all of the request may have arrived.
    Interrupted,
    /// The answer broke off in the middle of its body.
    BodyCut,
    /// The answer's body is longer than was allowed.
    TooLarge,
}

impl TransportErrorKind {
    /// Whether any byte of the request may have reached the carrier.
    pub fn sent(self) -> bool {
        !matches!(self, Self::Unreachable | Self::Certificate)
    }
}

impl TransportError {
    /// A failure and its cause, in words that may be shown: no secret, no query.
    pub fn new(kind: TransportErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: None, source: None }
    }

    /// With the status of an answer of which only the beginning came.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// With the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What kind of failure.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The status of the answer, if one began.
    pub fn status(&self) -> Option<u16> {
        self.status
    }
}
