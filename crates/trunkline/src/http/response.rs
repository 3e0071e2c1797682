//! A carrier's answer.

use std::{fmt, sync::Arc};

use serde::de::DeserializeOwned;

use crate::{Effect, Error, ErrorKind, Result};

use super::{
    Dialect, RawResponse, Refusal,
    call::{Call, Repeat},
    client::Account,
    echo::{Secrets, one_line},
    excerpt,
};

/// An answer, with the call it answers: enough to say what a wrong one means.
#[derive(Clone)]
pub(crate) struct Response {
    account: Arc<Account>,
    operation: &'static str,
    repeat: Repeat,
    raw: RawResponse,
    request_id: Option<String>,
    /// Those of the call's body.
    secrets: Secrets,
    already_gone: bool,
    /// Whether an earlier attempt of the call may have been carried out.
    after_doubt: bool,
}

impl Response {
    pub(super) fn new(account: &Arc<Account>, dialect: &dyn Dialect, call: &Call, raw: RawResponse) -> Self {
        let mut response = Self {
            account: Arc::clone(account),
            operation: call.operation,
            repeat: call.repeat,
            raw,
            request_id: None,
            secrets: Secrets::of_body(&call.body),
            already_gone: false,
            after_doubt: false,
        };
        response.request_id = dialect.request_id(&response).map(|id| response.clean(&id));
        response
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

    pub(super) fn into_after_doubt(mut self) -> Self {
        self.after_doubt = true;
        self
    }

    /// Whether there is nothing in the body.
    pub(super) fn is_empty(&self) -> bool {
        self.body().trim_ascii().is_empty()
    }

    /// A carrier's text on one line, without the secrets that we sent, should it repeat them.
    pub(super) fn clean(&self, text: &str) -> String {
        one_line(&self.secrets.remove_from(&self.account.secrets.remove_from(text)))
    }

    /// Whether the call set a password.
    pub(super) fn may_repeat_a_password(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// The content type, for messages.
    pub(super) fn content_type(&self) -> String {
        self.header("content-type").map_or_else(|| "no content type".to_owned(), |text| self.clean(text))
    }

    /// The body as JSON.
    pub(crate) fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        if self.is_empty() {
            return Err(self.malformed("it is empty"));
        }
        serde_json::from_slice(self.body()).map_err(|error| self.malformed(excerpt::json_error(&error)))
    }

    /// The error for an answer that is not what the carrier documents. `what` is shown: it holds no secret.
    pub(crate) fn malformed(&self, what: impl fmt::Display) -> Error {
        let begins = excerpt::beginning(self, self.repeat);
        let begins = begins.map_or_else(String::new, |text| format!(", beginning `{text}`"));
        let error = Error::new(
            ErrorKind::MalformedResponse,
            self.repeat.effect_in_doubt(),
            format!(
                "the answer is not what the carrier documents: {what} ({}, {} bytes{begins})",
                self.content_type(),
                self.body().len(),
            ),
        );
        self.identify(error).with_http_status(self.status())
    }

    /// The error for a refusal that is in this answer, or in one entry of it: that entry changed nothing, unless an
    /// earlier attempt did, or the carrier failed over it.
    pub(crate) fn refused(&self, refusal: Refusal) -> Error {
        let in_doubt = self.after_doubt || refusal.again().in_doubt();
        let effect = if in_doubt { self.repeat.effect_in_doubt() } else { Effect::None };
        let mut error = Error::new(refusal.kind, effect, self.clean(&refusal.message));
        error = error.with_http_status(refusal.status);
        if let Some(code) = refusal.code {
            error = error.with_carrier_code(self.clean(&code));
        }
        if let Some(advice) = refusal.advice {
            error = error.with_advice(self.clean(&advice));
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
