//! One call, as a carrier's client asks for it.

use std::fmt;

use bytes::Bytes;
use url::Url;

/// An HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Method {
    /// As it stands in a request: `GET`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a request carries.
pub(crate) enum Body {
    /// Nothing.
    None,
    /// JSON, serialised.
    Json(String),
    /// A form, serialised.
    Form(String),
}

impl Body {
    pub(super) fn content_type(&self) -> Option<&'static str> {
        match self {
            Self::None => None,
            Self::Json(_) => Some("application/json"),
            Self::Form(_) => Some("application/x-www-form-urlencoded"),
        }
    }

    pub(super) fn bytes(&self) -> Option<Bytes> {
        match self {
            Self::None => None,
            Self::Json(text) | Self::Form(text) => Some(Bytes::copy_from_slice(text.as_bytes())),
        }
    }
}

// A body may hold a digest password.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Json(text) => write!(f, "Json({} bytes)", text.len()),
            Self::Form(text) => write!(f, "Form({} bytes)", text.len()),
        }
    }
}

/// What sending a call a second time would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It changes nothing.
    Read,
    /// A second time leaves what the first one left: a PUT or POST by id.
    Idempotent,
    /// As `Idempotent`, and finding nothing the second time means that the first did it.
    Delete,
    /// A second time may make a second one.
    Create,
}

/// One call to a carrier.
pub(crate) struct Call {
    /// What a person would call it: `create trunk`.
    pub operation: &'static str,
    pub method: Method,
    pub url: Url,
    pub body: Body,
    pub repeat: Repeat,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .field("path", &self.url.path())
            .field("body", &self.body)
            .field("repeat", &self.repeat)
            .finish()
    }
}
