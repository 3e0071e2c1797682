//! A carrier's client below the carrier's words: deadline, retries, limits.

use std::{sync::Arc, time::Duration};

use secrecy::ExposeSecret as _;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::{Effect, Error, ErrorKind, Result, model::Identity};

use super::{
    BasicAuth, Dialect, Options, RateLimit, Response, Transport,
    attempt::attempt,
    call::{Call, Repeat},
    origin::{Origins, is_loopback},
    reqwest_transport::ReqwestTransport,
    retry::{Budget, Forbidden, pause},
};

/// Whose calls these are.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) identity: Identity,
    pub(super) auth: Arc<BasicAuth>,
}

impl Account {
    /// A carrier's text without our own secret, should it repeat it.
    pub(super) fn scrub(&self, text: &str) -> String {
        let secret = self.auth.password.expose_secret();
        if secret.is_empty() { text.to_owned() } else { text.replace(secret, "[REDACTED]") }
    }
}

/// What the clones of a client share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) account: Arc<Account>,
    pub(super) dialect: Arc<dyn Dialect>,
    pub(super) options: Options,
    pub(super) transport: Arc<dyn Transport>,
    origins: Origins,
    budget: Budget,
}

/// Makes an account's calls. Clones share the connections, the limits and the retry budget.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    shared: Arc<Shared>,
}

impl Client {
    /// A client that speaks to `origins` only.
    pub(crate) fn new(
        identity: Identity,
        origins: &[Url],
        auth: BasicAuth,
        dialect: Arc<dyn Dialect>,
        options: Options,
    ) -> Result<Self> {
        let checked = options.check().and_then(|()| Origins::new(origins));
        let allowed = checked.map_err(|error| error.with_identity(&identity))?;
        let transport = match &options.transport {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(ReqwestTransport::new(&options, origins.iter().all(is_loopback))?),
        };
        let account = Arc::new(Account { identity, auth: Arc::new(auth) });
        let budget = Budget::new(options.retry.budget);
        Ok(Self { shared: Arc::new(Shared { account, dialect, options, transport, origins: allowed, budget }) })
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.shared.account.identity
    }

    /// Refuses a link to another origin, which would get our credentials.
    pub(crate) fn check_origin(&self, link: &Url) -> Result<()> {
        if self.shared.origins.contain(link) {
            return Ok(());
        }
        let message = format!(
            "a link leads to {}; the credentials are for {} only",
            link.origin().ascii_serialization(),
            self.shared.origins.list(),
        );
        Err(Error::new(ErrorKind::MalformedResponse, Effect::None, message).with_identity(self.identity()))
    }

    /// Sends a call, as often as it is safe and the deadline allows.
    pub(crate) async fn send(&self, call: Call) -> Result<Response> {
        let shared = &*self.shared;
        let name = |error: Error| error.with_identity(self.identity()).with_operation(call.operation);
        self.check_origin(&call.url).map_err(name)?;
        let deadline = Instant::now() + shared.options.deadline;

        // Whether an attempt so far may have been processed: then no later refusal makes the outcome known.
        let mut in_doubt = false;
        let mut number = 1;
        loop {
            let permit = match &shared.options.rate_limit {
                None => None,
                Some(limit) => Some(acquire(limit, deadline).await.map_err(|e| name(doubted(e, in_doubt, &call)))?),
            };
            let (failure, response) = match attempt(shared, &call, number, deadline).await {
                Ok(response) => {
                    shared.budget.earn();
                    return Ok(response);
                }
                Err(failed) => failed,
            };
            drop(permit);
            if in_doubt
                && call.repeat == Repeat::Delete
                && failure.error.kind() == ErrorKind::NotFound
                && let Some(response) = response
            {
                return Ok(response.into_already_gone());
            }
            in_doubt |= failure.again.in_doubt();
            let error = name(doubted(failure.error, in_doubt, &call));

            match failure.again.forbidden(call.repeat) {
                Some(Forbidden::Said(reason)) => return Err(error.with_not_retried(reason)),
                Some(Forbidden::Plain) => return Err(error),
                None => {}
            }
            if number >= shared.options.retry.max_attempts {
                return Err(match number {
                    1 => error,
                    _ => error.with_not_retried(format!("{number} attempts were made")),
                });
            }
            let wait = failure.wait.unwrap_or_else(|| pause(&shared.options.retry, number));
            if let Some(reason) = too_late(wait, failure.wait.is_some(), deadline) {
                return Err(error.with_not_retried(reason));
            }
            if !shared.budget.take() {
                return Err(error.with_not_retried("this client's budget of retries is used up"));
            }
            sleep(wait).await;
            number += 1;
        }
    }
}

/// An error whose effect accounts for earlier attempts.
fn doubted(error: Error, in_doubt: bool, call: &Call) -> Error {
    if in_doubt { error.with_effect(call.repeat.effect_in_doubt()) } else { error }
}

async fn acquire(limit: &RateLimit, deadline: Instant) -> Result<super::limit::Permit> {
    limit.acquire(deadline).await.map_err(|held| {
        Error::new(ErrorKind::RateLimited, Effect::None, held.to_string())
            .with_advice("send fewer requests at a time, or give the call a longer deadline")
    })
}

fn too_late(wait: Duration, asked: bool, deadline: Instant) -> Option<String> {
    let left = deadline.saturating_duration_since(Instant::now());
    (wait >= left).then(|| {
        let seconds = wait.as_secs_f64().ceil();
        if asked {
            format!("the carrier asks to wait {seconds} s, which is beyond the deadline")
        } else {
            "the deadline leaves no time".to_owned()
        }
    })
}
