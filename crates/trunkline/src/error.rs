//! What went wrong, and what it left behind.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use serde::{Deserialize, Serialize};

use crate::model::{Identity, InvalidValue, Step};

/// The result of a call to a carrier.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a call failed, and what it changed.
///
/// [`kind`](Error::kind) says why, [`effect`](Error::effect) says whether the carrier's side is another now.
/// Printed, it is one line that a person can act on: the carrier, the operation, the carrier's own code and
/// message, what was changed, and why it was not tried again. It never holds a secret or a request's body.
///
/// ```
/// use trunkline::{Effect, Error, ErrorKind};
/// let error = Error::new(ErrorKind::RateLimited, Effect::None, "200 requests a minute are used up");
/// assert_eq!(error.to_string(), "200 requests a minute are used up; nothing was changed");
/// ```
#[derive(thiserror::Error)]
#[error("{}", self.line())]
pub struct Error {
    inner: Box<Inner>,
    #[source]
    source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Debug, Clone)]
struct Inner {
    kind: ErrorKind,
    effect: Effect,
    message: Cow<'static, str>,
    identity: Option<Identity>,
    operation: Option<Cow<'static, str>>,
    done: Vec<Step>,
    http_status: Option<u16>,
    carrier_code: Option<String>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    not_retried: Option<Cow<'static, str>>,
    advice: Option<Cow<'static, str>>,
}

/// Why a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value breaks a rule, ours or the carrier's. Ours are checked before anything is sent; the carrier's refusal
    /// has an [`http_status`](Error::http_status).
    InvalidInput,
    /// The configuration cannot work: a region without an edge, `http` to a host that is not loopback.
    Configuration,
    /// The carrier cannot do this. Nothing was sent, unless it is the carrier that said so: then there is an
    /// [`http_status`](Error::http_status).
    Unsupported,
    /// There is no such object, or the account may not see it.
    NotFound,
    /// The same object is there already.
    AlreadyExists,
    /// Something else is in the way: a number bound to another trunk, a domain of another account, two objects
    /// where one was meant.
    Conflict,
    /// The object cannot go while another uses it.
    InUse,
    /// The call would change the way a live trunk authenticates calls, and did not say that it may. Nothing but
    /// reads was sent.
    AuthModeChange,
    /// Exotel takes an IPv4 origination target only when the address is on the trunk's ACL.
    AclRequired,
    /// The entry is in a list that others may share, and the call did not name the list. Nothing but reads was
    /// sent.
    SharedList,
    /// A documented maximum of the carrier is reached.
    LimitReached,
    /// The credentials are wrong, or belong to another region.
    Unauthenticated,
    /// The credentials are right and may not do this.
    PermissionDenied,
    /// Too many requests: the carrier said so, or our own limiter could not let one through in time.
    RateLimited,
    /// The host could not be reached: no such name, connection refused. Nothing was sent.
    Unreachable,
    /// The host's certificate is not one we trust. Nothing was sent.
    Certificate,
    /// No answer in time.
    Timeout,
    /// The connection broke after the request was sent.
    Interrupted,
    /// The carrier failed (5xx).
    Unavailable,
    /// The answer is not what the carrier documents: HTML instead of JSON, a body cut in half, a page link to
    /// another host.
    MalformedResponse,
    /// The carrier refused for a reason we do not know.
    Other,
}

/// What a failed call changed at the carrier.
///
/// `None` is a promise: nothing changed. When calls are combined, `Unknown` wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing.
    None,
    /// Some of what was asked; [`Error::done`] lists it.
    Partial,
    /// All of what was asked; only what comes after it failed.
    Applied,
    /// Nobody knows until it is read back: the request was sent and no usable answer came.
    Unknown,
}

impl Error {
    /// An error with its message: what is wrong, in the words of the person at the keyboard.
    pub fn new(kind: ErrorKind, effect: Effect, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            inner: Box::new(Inner {
                kind,
                effect,
                message: message.into(),
                identity: None,
                operation: None,
                done: Vec::new(),
                http_status: None,
                carrier_code: None,
                request_id: None,
                retry_after: None,
                not_retried: None,
                advice: None,
            }),
            source: None,
        }
    }

    /// What a carrier cannot do; nothing was sent.
    pub fn unsupported(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Unsupported, Effect::None, message)
    }

    /// A value that breaks a rule; nothing was sent.
    pub fn invalid(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidInput, Effect::None, message)
    }

    /// Why.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// What changed at the carrier.
    pub fn effect(&self) -> Effect {
        self.inner.effect
    }

    /// What this call did before it failed.
    pub fn done(&self) -> &[Step] {
        &self.inner.done
    }

    /// Whose trunks the call was about.
    pub fn identity(&self) -> Option<&Identity> {
        self.inner.identity.as_ref()
    }

    /// What was asked of the carrier: `create trunk`.
    pub fn operation(&self) -> Option<&str> {
        self.inner.operation.as_deref()
    }

    /// The HTTP status of the carrier's answer. On Exotel the nested code, which is the true one.
    pub fn http_status(&self) -> Option<u16> {
        self.inner.http_status
    }

    /// The carrier's own code: `1008`, `21248`.
    pub fn carrier_code(&self) -> Option<&str> {
        self.inner.carrier_code.as_deref()
    }

    /// The carrier's identifier of the request, for its support.
    pub fn request_id(&self) -> Option<&str> {
        self.inner.request_id.as_deref()
    }

    /// How long the carrier asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// What is wrong, without the rest of the line.
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// Why the call was not tried again, when that is worth saying.
    pub fn not_retried(&self) -> Option<&str> {
        self.inner.not_retried.as_deref()
    }

    /// With whose trunks the call was about. An identity given before stays.
    #[must_use]
    pub fn with_identity(mut self, identity: &Identity) -> Self {
        self.inner.identity.get_or_insert_with(|| identity.clone());
        self
    }

    /// With the operation. One given before stays: it is nearer to the cause.
    #[must_use]
    pub fn with_operation(mut self, operation: impl Into<Cow<'static, str>>) -> Self {
        self.inner.operation.get_or_insert_with(|| operation.into());
        self
    }

    /// The same failure in other words, which say more than its own; its advice and its cause are left behind.
    #[must_use]
    pub fn reworded(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.inner.message = message.into();
        self.inner.advice = None;
        self.source = None;
        self
    }

    /// With another kind: what the failure means where it happened.
    #[must_use]
    pub fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.inner.kind = kind;
        self
    }

    /// With another effect.
    #[must_use]
    pub fn with_effect(mut self, effect: Effect) -> Self {
        self.inner.effect = effect;
        self
    }

    /// With the HTTP status.
    #[must_use]
    pub fn with_http_status(mut self, status: u16) -> Self {
        self.inner.http_status = Some(status);
        self
    }

    /// With the carrier's code.
    #[must_use]
    pub fn with_carrier_code(mut self, code: impl Into<String>) -> Self {
        self.inner.carrier_code = Some(code.into());
        self
    }

    /// With the carrier's request id.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.inner.request_id = Some(id.into());
        self
    }

    /// With how long the carrier asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.inner.retry_after = Some(wait);
        self
    }

    /// With why it was not tried again.
    #[must_use]
    pub fn with_not_retried(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        self.inner.not_retried = Some(reason.into());
        self
    }

    /// With what to do about it, after what was said before.
    #[must_use]
    pub fn with_advice(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        let advice = advice.into();
        self.inner.advice = Some(match self.inner.advice.take() {
            None => advice,
            Some(before) => format!("{before}; {advice}").into(),
        });
        self
    }

    /// With the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The same failure once more, without its cause.
    #[cfg(feature = "http")]
    pub(crate) fn without_source(&self) -> Self {
        Self { inner: self.inner.clone(), source: None }
    }

    /// The same failure, of a call that had done `steps` before it: what changed nothing is now partial.
    #[must_use]
    pub fn after(mut self, steps: impl IntoIterator<Item = Step>) -> Self {
        let mut done: Vec<Step> = steps.into_iter().collect();
        if !done.is_empty() {
            self.inner.effect = self.inner.effect.max(Effect::Partial);
            if self.inner.effect == Effect::Applied {
                self.inner.effect = Effect::Partial;
            }
        }
        done.append(&mut self.inner.done);
        self.inner.done = done;
        self
    }

    fn line(&self) -> String {
        use fmt::Write as _;

        let inner = &*self.inner;
        let mut line = String::new();
        // Writing to a String cannot fail.
        let mut add = |part: fmt::Arguments<'_>| line.write_fmt(part).unwrap_or_default();
        if let Some(identity) = &inner.identity {
            add(format_args!("{identity}: "));
        }
        if let Some(operation) = &inner.operation {
            add(format_args!("{operation}: "));
        }
        add(format_args!("{}", inner.message));
        let facts = [
            inner.carrier_code.as_ref().map(|code| format!("carrier code {code}")),
            inner.http_status.map(|status| format!("HTTP {status}")),
            inner.request_id.as_ref().map(|id| format!("request {id}")),
            inner.retry_after.map(|wait| format!("retry after {} s", wait.as_secs_f32().ceil())),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        if !facts.is_empty() {
            add(format_args!(" ({})", facts.join(", ")));
        }
        let done = || inner.done.iter().map(Step::to_string).collect::<Vec<_>>().join(", ");
        match inner.effect {
            Effect::None => add(format_args!("; nothing was changed")),
            Effect::Partial if inner.done.is_empty() => add(format_args!("; partly done")),
            Effect::Partial => add(format_args!("; done before: {}", done())),
            Effect::Applied => add(format_args!("; the change itself was made")),
            Effect::Unknown if inner.done.is_empty() => {
                add(format_args!("; whether it was done is unknown until it is read back"));
            }
            Effect::Unknown => add(format_args!(
                "; done before: {}; whether the rest was done is unknown until it is read back",
                done()
            )),
        }
        if let Some(reason) = &inner.not_retried {
            add(format_args!("; not retried: {reason}"));
        }
        if let Some(advice) = &inner.advice {
            add(format_args!("; {advice}"));
        }
        line
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("inner", &self.inner).field("source", &self.source).finish()
    }
}

impl From<InvalidValue> for Error {
    fn from(value: InvalidValue) -> Self {
        Self::invalid(value.to_string()).with_source(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, ObjectId, TrunkId};

    fn created() -> Step {
        Step::new(Action::Created, ObjectId::Trunk(TrunkId::new("TK1").unwrap()))
    }

    #[test]
    fn steps_done_before_make_no_effect_partial_and_leave_unknown_unknown() {
        let failed = |effect| Error::new(ErrorKind::Unavailable, effect, "no").after([created()]).effect();
        assert_eq!(failed(Effect::None), Effect::Partial);
        assert_eq!(failed(Effect::Partial), Effect::Partial);
        assert_eq!(failed(Effect::Unknown), Effect::Unknown);
        let nothing_before = Error::new(ErrorKind::Unavailable, Effect::None, "no").after([]);
        assert_eq!(nothing_before.effect(), Effect::None);
    }

    #[test]
    fn the_line_has_all_that_support_asks_for() {
        let error = Error::new(ErrorKind::Conflict, Effect::None, "domain is taken")
            .with_identity(&Identity::new(crate::model::Carrier::TWILIO, "AC1", "us1"))
            .with_operation("create trunk")
            .with_carrier_code("21248")
            .with_http_status(400)
            .with_request_id("RQ1")
            .with_advice("choose another domain");
        assert_eq!(
            error.to_string(),
            "twilio AC1 (us1): create trunk: domain is taken (carrier code 21248, HTTP 400, request RQ1); \
             nothing was changed; choose another domain"
        );
    }
}
