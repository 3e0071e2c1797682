//! What a failed attempt means.

use std::time::Duration;

use url::{Position, Url};

use crate::{Effect, Error, ErrorKind};

use super::{
    AttemptOutcome, Response, TransportError, TransportErrorKind,
    call::{Call, Repeat},
    dialect::Refusal,
    excerpt,
    retry::Again,
};

/// A failed attempt.
pub(super) struct Failure {
    /// What to say.
    pub(super) error: Error,
    /// Whether to try again.
    pub(super) again: Again,
    /// How long the carrier asks to wait.
    pub(super) wait: Option<Duration>,
    pub(super) outcome: AttemptOutcome,
    /// What was answered: to a DELETE that was sent before, a refusal can be good news.
    pub(super) response: Option<Box<Response>>,
}

impl Repeat {
    /// What a call has changed when nobody knows whether the carrier acted on it.
    pub(super) fn effect_in_doubt(self) -> Effect {
        if self == Self::Read { Effect::None } else { Effect::Unknown }
    }

    /// What a call has changed when the carrier says that it is done.
    pub(super) fn effect_when_done(self) -> Effect {
        if self == Self::Read { Effect::None } else { Effect::Applied }
    }
}

impl Refusal {
    /// What it says about trying again, and so about whether the carrier may have acted nevertheless.
    pub(super) fn again(&self) -> Again {
        match (self.kind, self.status) {
            (ErrorKind::RateLimited, _) | (_, 429) => Again::NotProcessed,
            // 408 is what a gateway says that gave up between us and the carrier.
            (ErrorKind::Unavailable, _) | (_, 408 | 500..) => Again::InDoubt,
            _ => Again::Refused,
        }
    }
}

impl Failure {
    fn unanswered(error: Error, again: Again, outcome: AttemptOutcome) -> Self {
        Self { error, again, wait: None, outcome, response: None }
    }

    fn answered(error: Error, again: Again, response: Response) -> Self {
        let response = Some(Box::new(response));
        Self { error, again, wait: None, outcome: AttemptOutcome::Answered, response }
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
                Some(
                    "check this machine's clock, and whether something between here and the carrier breaks TLS open",
                ),
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
        let effect = if error.kind().sent() { call.repeat.effect_in_doubt() } else { Effect::None };
        let mut said = Error::new(kind, effect, message);
        if let Some(advice) = advice {
            said = said.with_advice(advice);
        }
        if let Some(status) = error.status() {
            said = said.with_http_status(status);
        }
        let outcome = if error.kind().sent() { AttemptOutcome::Lost } else { AttemptOutcome::NotSent };
        Self::unanswered(said.with_source(error), again, outcome)
    }

    /// No answer in time.
    pub(super) fn timeout(call: &Call, within: Duration) -> Self {
        let message = format!("{} gave no answer within {} s", host(&call.url), seconds(within));
        let error = Error::new(ErrorKind::Timeout, call.repeat.effect_in_doubt(), message);
        Self::unanswered(error, Again::InDoubt, AttemptOutcome::TimedOut)
    }

    /// The carrier said no.
    pub(super) fn refusal(response: Response, refusal: Refusal, wait: Option<Duration>) -> Self {
        let again = refusal.again();
        let mut error = response.refused(refusal);
        if let Some(wait) = wait {
            error = error.with_retry_after(wait);
        }
        Self { wait, ..Self::answered(error, again, response) }
    }

    /// The answer sends us elsewhere.
    pub(super) fn redirect(call: &Call, response: Response) -> Self {
        // The origin only: the rest of a link may hold anything.
        let target = response
            .header("location")
            .and_then(|location| call.url.join(location).ok())
            .map_or_else(|| "nowhere".to_owned(), |url| url.origin().ascii_serialization());
        let error = response.malformed(format_args!(
            "status {}, which points to {target}; it was not followed, as the credentials are for the configured \
             host only",
            response.status()
        ));
        Self::malformed(error, response)
    }

    /// The answer is none that the carrier gives, and would be the same again.
    pub(super) fn malformed(error: Error, response: Response) -> Self {
        Self::answered(error, Again::InDoubtForGood, response)
    }

    /// An answer that is no success, and in which the dialect found no words of the carrier's: a gateway's page, an
    /// empty body.
    pub(super) fn wordless(call: &Call, response: Response, wait: Option<Duration>) -> Self {
        let status = response.status();
        let kind = match status {
            400 | 405 | 415 | 422 => ErrorKind::InvalidInput,
            401 => ErrorKind::Unauthenticated,
            403 => ErrorKind::PermissionDenied,
            404 => ErrorKind::NotFound,
            409 => ErrorKind::Conflict,
            408 => ErrorKind::Timeout,
            429 => ErrorKind::RateLimited,
            500.. => ErrorKind::Unavailable,
            _ => ErrorKind::Other,
        };
        let what = response.content_type();
        let begins =
            excerpt::beginning(&response, call.repeat).map_or(String::new(), |text| format!(": `{text}`"));
        let message = format!("{} answers without a reason of its own ({what}{begins})", host(&call.url));
        let refusal = Refusal { kind, status, code: None, message, advice: None };
        Self::refusal(response, refusal, wait)
    }
}

/// For messages.
fn host(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// For messages: `15`, `0.4`.
pub(super) fn seconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 10.0).round() / 10.0
}
