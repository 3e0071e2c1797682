//! A carrier's client below the carrier's words: deadline, retries, limits.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep};
use url::Url;

use crate::{Effect, Error, ErrorKind, Result, model::Identity};

use super::{
    AttemptStart, BasicAuth, Dialect, Options, Response, Transport,
    attempt::attempt,
    call::{Call, Repeat},
    echo::Secrets,
    failure::seconds,
    limit::{Held, Permit, Turn},
    origin::{Origins, is_loopback},
    reads,
    reqwest_transport::ReqwestTransport,
    retry::{Again, Budget, Forbidden, wait},
};

/// Whose calls these are.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) identity: Identity,
    pub(super) auth: Arc<BasicAuth>,
    pub(super) secrets: Secrets,
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

impl Shared {
    /// Waits until an attempt may begin.
    async fn turn(&self, call: &Call, attempt: u32, deadline: Instant) -> Result<Option<Permit>, Held> {
        let options = &self.options;
        let permit = match &options.rate_limit {
            None => None,
            Some(limit) => {
                if let Some(observer) = &options.observer {
                    let identity = &self.account.identity;
                    observer.attempt_waits(&AttemptStart {
                        identity,
                        operation: call.operation,
                        method: call.method,
                        attempt,
                    });
                }
                // An attempt that begins late is cut off while it is under way: a write in doubt for nothing. Who waits
                // leaves it its whole timeout, or half of the time there is where that is less.
                let left = deadline.saturating_duration_since(Instant::now());
                let turn = Turn {
                    identity: &self.account.identity,
                    budget: options.budget.as_ref(),
                    priority: options.priority,
                    hold: options.attempt_timeout,
                    latest: deadline - options.attempt_timeout.min(left / 2),
                };
                Some(limit.acquire(&turn).await?)
            }
        };
        // An attempt without time would be sent and given up in one breath: a write in doubt for nothing.
        if Instant::now() >= deadline { Err(Held::Deadline) } else { Ok(permit) }
    }
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
        let parts = || {
            options.check()?;
            let allowed = Origins::new(origins)?;
            let transport: Arc<dyn Transport> = match &options.transport {
                Some(transport) => Arc::clone(transport),
                None => Arc::new(ReqwestTransport::new(&options, origins.iter().any(is_loopback))?),
            };
            Ok((allowed, transport))
        };
        let (allowed, transport) = parts().map_err(|error: Error| error.with_identity(&identity))?;
        let secrets = Secrets::of_account(&auth);
        let account = Arc::new(Account { identity, auth: Arc::new(auth), secrets });
        let budget = Budget::new(options.retry.budget);
        Ok(Self {
            shared: Arc::new(Shared { account, dialect, options, transport, origins: allowed, budget }),
        })
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

    /// Sends a call, as often as it is safe and the deadline allows; [once](reads::once) where it reads.
    pub(crate) async fn send(&self, call: Call) -> Result<Response> {
        if let Some(known) = reads::recall(self.identity(), &call) {
            return known;
        }
        let outcome = self.make(&call).await;
        reads::remember(self.identity(), &call, &outcome);
        outcome
    }

    async fn make(&self, call: &Call) -> Result<Response> {
        let shared = &*self.shared;
        let name = |error: Error| error.with_identity(self.identity()).with_operation(call.operation);
        self.check_origin(&call.url).map_err(name)?;
        let deadline = later(Instant::now(), shared.options.deadline);

        // Whether an attempt so far may have been processed: then no later refusal makes the outcome known.
        let mut in_doubt = false;
        let mut number = 1;
        let mut last = None;
        loop {
            let permit = match shared.turn(call, number, deadline).await {
                Ok(permit) => permit,
                Err(held) => {
                    return Err(match last {
                        Some(error) => too_slow(error, &held),
                        None => name(throttled(held)),
                    });
                }
            };
            let failure = match attempt(shared, call, number, deadline).await {
                Ok(response) => {
                    shared.budget.earn();
                    return Ok(if in_doubt { response.into_after_doubt() } else { response });
                }
                Err(failed) => failed,
            };
            drop(permit);
            if in_doubt
                && call.repeat == Repeat::Delete
                && failure.error.kind() == ErrorKind::NotFound
                && let Some(response) = failure.response
            {
                return Ok(response.into_already_gone());
            }
            let mut error = name(failure.error);
            if in_doubt {
                error = error.with_effect(call.repeat.effect_in_doubt());
            }
            if failure.again == Again::Refused {
                shared.budget.earn();
                if error.effect() == Effect::Unknown {
                    error = error.with_not_retried(
                        "this attempt was refused, but an earlier one may have been carried out",
                    );
                }
            }
            in_doubt |= failure.again.in_doubt();
            let wait = wait(&shared.options.retry, number, failure.wait);
            if error.kind() == ErrorKind::RateLimited
                && let Some(limit) = &shared.options.rate_limit
            {
                let closed = failure.wait.unwrap_or(wait);
                limit.close(closed, self.identity(), shared.options.budget.as_ref());
            }

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
            if let Some(reason) = too_late(wait, failure.wait, deadline) {
                return Err(error.with_not_retried(reason));
            }
            if !shared.budget.take() {
                return Err(error.with_not_retried("this client's budget of retries is used up"));
            }
            tracing::debug!(operation = call.operation, attempt = number, ?wait, "trying again");
            sleep(wait).await;
            number += 1;
            last = Some(error);
        }
    }
}

/// The limits let not even the first attempt through.
fn throttled(held: Held) -> Error {
    let message = held.to_string();
    match held {
        Held::Budget(cause) => Error::new(ErrorKind::Other, Effect::None, message).with_source(cause),
        Held::Window { wait, .. } | Held::Closed { wait } => hurried(message).with_retry_after(wait),
        Held::Concurrent { .. } | Held::Deadline => hurried(message),
    }
}

fn hurried(message: String) -> Error {
    Error::new(ErrorKind::RateLimited, Effect::None, message)
        .with_advice("send fewer requests at a time, or give the call a longer deadline")
}

/// The limits let no further attempt through: the last one says more than they do.
fn too_slow(last: Error, held: &Held) -> Error {
    last.with_not_retried(held.to_string())
}

fn too_late(wait: Duration, asked: Option<Duration>, deadline: Instant) -> Option<String> {
    let left = deadline.saturating_duration_since(Instant::now());
    (wait >= left).then(|| {
        let left = seconds(left);
        match asked {
            Some(asked) => {
                format!("the carrier asks to wait {} s, and the call has {left} s left", seconds(asked))
            }
            None => format!("the call has {left} s left"),
        }
    })
}

/// A time that no clock can hold is as good as none: ten years.
pub(super) fn later(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or_else(|| now + Duration::from_hours(10 * 365 * 24))
}
