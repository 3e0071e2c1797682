//! A carrier's answer.

use std::{fmt, sync::Arc};

use serde::de::DeserializeOwned;

use crate::{Effect, Error, ErrorKind, Result};

use super::{Dialect, RawResponse, Refusal, call::Repeat, client::Account, excerpt};

/// An answer, with the call it answers: enough to say what a wrong one means.
pub(crate) struct Response {
    account: Arc<Account>,
    operation: &'static str,
    repeat: Repeat,
    raw: RawResponse,
    request_id: Option<String>,
    already_gone: bool,
}

impl Response {
    pub(super) fn new(
        account: &Arc<Account>,
        dialect: &dyn Dialect,
        operation: &'static str,
        repeat: Repeat,
        raw: RawResponse,
    ) -> Self {
        let account = Arc::clone(account);
        let mut response = Self { account, operation, repeat, raw, request_id: None, already_gone: false };
        response.request_id = dialect.request_id(&response);
        response
    }

    pub(super) fn raw(&self) -> &RawResponse {
        &self.raw
    }

    pub(crate) fn status(&self) -> u16 {
        self.raw.status()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.raw.header(name)
    }

    pub(crate) fn body(&self) -> &[u8] {
        self.raw.body()
    }

    pub(crate) fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Whether the answer says that it is JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.header("content-type").is_some_and(excerpt::is_json_type)
    }

    /// Whether this is the answer to a *retried* DELETE that found nothing: an earlier attempt did it.
    pub(crate) fn already_gone(&self) -> bool {
        self.already_gone
    }

    pub(super) fn into_already_gone(mut self) -> Self {
        self.already_gone = true;
        self
    }

    /// The body as JSON.
    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(self.body()).map_err(|error| self.malformed(excerpt::json_error(&error)))
    }

    /// The error for an answer that is not what the carrier documents. `what` is shown: it holds no secret.
    pub(crate) fn malformed(&self, what: impl fmt::Display) -> Error {
        let begins = match excerpt::beginning(self, self.repeat) {
            Some(text) => format!(", beginning `{}`", self.account.scrub(&text)),
            None => String::new(),
        };
        let error = Error::new(
            ErrorKind::MalformedResponse,
            self.repeat.effect_in_doubt(),
            format!(
                "the answer is not what the carrier documents: {what} ({}, {} bytes{begins})",
                self.header("content-type").unwrap_or("no content type"),
                self.body().len(),
            ),
        );
        self.identify(error).with_http_status(self.status())
    }

    /// The error for a refusal that is in this answer, or in one entry of it: that entry changed nothing.
    pub(crate) fn refused(&self, refusal: Refusal) -> Error {
        let message = self.account.scrub(&refusal.message);
        let mut error = Error::new(refusal.kind, Effect::None, message).with_http_status(refusal.status);
        if let Some(code) = refusal.code {
            error = error.with_carrier_code(code);
        }
        if let Some(advice) = refusal.advice {
            error = error.with_advice(advice);
        }
        self.identify(error)
    }

    fn identify(&self, error: Error) -> Error {
        let error = error.with_identity(&self.account.identity).with_operation(self.operation);
        match &self.request_id {
            Some(id) => error.with_request_id(id),
            None => error,
        }
    }
}

// The body may hold whatever the carrier knows of the account.
impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.operation)
            .field("raw", &self.raw)
            .field("request_id", &self.request_id)
            .field("already_gone", &self.already_gone)
            .finish_non_exhaustive()
    }
}
