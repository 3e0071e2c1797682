//! What a failed attempt means.

use std::time::Duration;

use url::Url;

use crate::{Effect, Error, ErrorKind};

use super::{
    RawResponse, Response, TransportError, TransportErrorKind,
    call::{Call, Repeat},
    dialect::Refusal,
    excerpt,
    retry::Again,
};

/// A failed attempt: what to say, whether to try again, and how long the carrier asks to wait.
pub(super) struct Failure {
    pub(super) error: Error,
    pub(super) again: Again,
    pub(super) wait: Option<Duration>,
}

impl Repeat {
    /// What a call has changed when nobody knows whether the carrier acted on it.
    pub(super) fn effect_in_doubt(self) -> Effect {
        if self == Self::Read { Effect::None } else { Effect::Unknown }
    }
}

impl Failure {
    fn new(error: Error, again: Again) -> Self {
        Self { error, again, wait: None }
    }

    /// No complete answer came.
    pub(super) fn transport(call: &Call, error: TransportError) -> Self {
        let host = host(&call.url);
        let (kind, again, message, advice) = match error.kind() {
            TransportErrorKind::Unreachable => (
                ErrorKind::Unreachable,
                Again::NotProcessed,
                format!("{host} cannot be reached: {error}"),
                Some("check the host name, the network and any firewall"),
            ),
            TransportErrorKind::Certificate => (
                ErrorKind::Certificate,
                Again::Refused,
                format!("the certificate of {host} is not trusted, so nothing was sent: {error}"),
                Some("check this machine's clock, and whether something between here and the carrier breaks TLS open"),
            ),
            TransportErrorKind::Interrupted => (
                ErrorKind::Interrupted,
                Again::InDoubt,
                format!("the connection to {host} broke after the request was sent: {error}"),
                None,
            ),
            TransportErrorKind::BodyCut => (
                ErrorKind::MalformedResponse,
                Again::InDoubt,
                format!("the answer of {host} broke off in the middle: {error}"),
                None,
            ),
            TransportErrorKind::TooLarge => (
                ErrorKind::MalformedResponse,
                Again::InDoubtForGood,
                format!("the answer of {host} is too large: {error}"),
                None,
            ),
        };
        let effect = if again.in_doubt() { call.repeat.effect_in_doubt() } else { Effect::None };
        let mut said = Error::new(kind, effect, message);
        if let Some(advice) = advice {
            said = said.with_advice(advice);
        }
        if let Some(status) = error.status() {
            said = said.with_http_status(status);
        }
        Self::new(said.with_source(error), again)
    }

    /// No answer in time.
    pub(super) fn timeout(call: &Call, within: Duration) -> Self {
        let message = format!("{} gave no answer within {} s", host(&call.url), within.as_secs_f32());
        Self::new(Error::new(ErrorKind::Timeout, call.repeat.effect_in_doubt(), message), Again::InDoubt)
    }

    /// The carrier said no.
    pub(super) fn refusal(call: &Call, response: &Response, refusal: Refusal, wait: Option<Duration>) -> Self {
        let again = match (refusal.kind, refusal.status) {
            (ErrorKind::RateLimited, _) | (_, 429) => Again::NotProcessed,
            (ErrorKind::Unavailable, _) | (_, 500..) => Again::InDoubt,
            _ => Again::Refused,
        };
        let mut error = response.refused(refusal);
        if again.in_doubt() {
            error = error.with_effect(call.repeat.effect_in_doubt());
        }
        if let Some(wait) = wait {
            error = error.with_retry_after(wait);
        }
        Self { error, again, wait }
    }

    /// An answer that is no success, and in which the dialect found no words of the carrier's: a gateway's page, a
    /// redirect, an empty body.
    pub(super) fn wordless(
        call: &Call,
        response: &Response,
        raw: &RawResponse,
        wait: Option<Duration>,
    ) -> Self {
        let status = raw.status();
        if status < 400 {
            let target = raw
                .header("location")
                .and_then(|location| call.url.join(location).ok())
                .map_or_else(|| "nowhere".to_owned(), |url| url.origin().ascii_serialization());
            let error = response.malformed(format_args!(
                "status {status}, which points to {target}; it was not followed, as the credentials are for \
                 the configured host only"
            ));
            return Self::new(error, if status < 300 { Again::InDoubtForGood } else { Again::Refused });
        }
        let kind = match status {
            400 | 405 | 415 | 422 => ErrorKind::InvalidInput,
            401 => ErrorKind::Unauthenticated,
            403 => ErrorKind::PermissionDenied,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            429 => ErrorKind::RateLimited,
            500.. => ErrorKind::Unavailable,
            _ => ErrorKind::Other,
        };
        let what = raw.header("content-type").unwrap_or("no content type");
        let begins = excerpt::beginning(response, call.repeat).map_or(String::new(), |text| format!(": `{text}`"));
        let message = format!("{} answers without a reason of its own ({what}{begins})", host(&call.url));
        let refusal = Refusal { kind, status, code: None, message, advice: None };
        Self::refusal(call, response, refusal, wait)
    }
}

/// For messages.
fn host(url: &Url) -> &str {
    url.host_str().unwrap_or("the host")
}
