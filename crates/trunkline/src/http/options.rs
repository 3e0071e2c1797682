//! How patiently, how often and through what.

use std::{sync::Arc, time::Duration};

use crate::{Effect, Error, ErrorKind, Result};

use super::{Budget, Observer, Priority, RateLimit, Transport};

/// How calls to a carrier are made. The defaults suit both carriers.
///
/// ```
/// use std::time::Duration;
/// use trunkline::http::{Options, RateLimit};
/// let options = Options::new()
///     .with_deadline(Duration::from_secs(30))
///     .with_rate_limit(RateLimit::new(Some(200), Some(50)));
/// assert_eq!(options.retry.max_attempts, 4);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// How long a call may take in all, with its waits and retries.
    pub deadline: Duration,
    /// How long one attempt may take, from connecting to the last byte of the answer.
    pub attempt_timeout: Duration,
    /// How long connecting may take, TLS included: within an attempt, so that a host that does not pick up is
    /// told from one that does not answer. Three quarters of `attempt_timeout` at most.
    pub connect_timeout: Duration,
    /// When and how often a call is tried again.
    pub retry: RetryOptions,
    /// How fast calls may go out. Clients of one account share one by cloning it.
    pub rate_limit: Option<RateLimit>,
    /// Where the requests a minute of the rate limit are counted; in this process if there is none.
    pub budget: Option<Arc<dyn Budget>>,
    /// How urgent calls are, where they wait for the rate limit.
    pub priority: Priority,
    /// How many bytes of an answer are read.
    pub max_body: usize,
    /// Who sees the attempts.
    pub observer: Option<Arc<dyn Observer>>,
    /// What carries requests; reqwest if there is none.
    pub transport: Option<Arc<dyn Transport>>,
    /// What we call ourselves to the carrier.
    pub user_agent: String,
}

/// When and how often a call is tried again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryOptions {
    /// How often a call is sent at most. 1 means no retries.
    pub max_attempts: u32,
    /// The longest wait before the second attempt; it doubles with each further one, and the true wait is drawn
    /// between zero and it.
    pub base: Duration,
    /// Where the doubling stops.
    pub cap: Duration,
    /// How many retries all calls of a client may spend together. Ten calls that the carrier answers earn one
    /// back, so that an outage costs about as many requests as the calls themselves.
    pub budget: u32,
}

impl Options {
    /// 60 s for a call, 15 s for an attempt, 5 s to connect, 8 MiB, no rate limit.
    pub fn new() -> Self {
        Self {
            deadline: Duration::from_mins(1),
            attempt_timeout: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            retry: RetryOptions::new(),
            rate_limit: None,
            budget: None,
            priority: Priority::default(),
            max_body: 8 * 1024 * 1024,
            observer: None,
            transport: None,
            user_agent: concat!("trunkline/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }

    /// With another deadline for a call.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// With another timeout for an attempt.
    #[must_use]
    pub fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// With another timeout for connecting.
    #[must_use]
    pub fn with_connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// With other retries.
    #[must_use]
    pub fn with_retry(mut self, retry: RetryOptions) -> Self {
        self.retry = retry;
        self
    }

    /// With a rate limit.
    #[must_use]
    pub fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// With requests counted together with those of other processes.
    #[must_use]
    pub fn with_budget(mut self, budget: Arc<dyn Budget>) -> Self {
        self.budget = Some(budget);
        self
    }

    /// With another urgency.
    #[must_use]
    pub fn with_priority(mut self, priority: Priority) -> Self {
        self.priority = priority;
        self
    }

    /// With another limit for the size of answers.
    #[must_use]
    pub fn with_max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// With someone who sees the attempts.
    #[must_use]
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// With another transport.
    #[must_use]
    pub fn with_transport(mut self, transport: Arc<dyn Transport>) -> Self {
        self.transport = Some(transport);
        self
    }

    /// With another user agent.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// What connecting may take once `attempt_timeout` has its say.
    pub(super) fn connect_within(&self) -> Duration {
        // An attempt that ends while still connecting must end by this one: only it proves that nothing was sent.
        self.connect_timeout.min(self.attempt_timeout.mul_f64(0.75))
    }

    pub(super) fn check(&self) -> Result<()> {
        let wrong = |message: &'static str| Err(Error::new(ErrorKind::Configuration, Effect::None, message));
        if self.deadline.is_zero() {
            return wrong("deadline: 0 leaves no time for a call");
        }
        if self.attempt_timeout.is_zero() || self.connect_timeout.is_zero() {
            return wrong("attempt_timeout, connect_timeout: 0 leaves no time for an attempt");
        }
        if self.retry.max_attempts == 0 {
            return wrong("max_attempts: a call takes at least 1 attempt");
        }
        if self.max_body == 0 {
            return wrong("max_body: 0 leaves no room for an answer");
        }
        if self.rate_limit.as_ref().is_some_and(RateLimit::is_closed) {
            return wrong("rate_limit: a limit of 0 lets nothing through");
        }
        if self.user_agent.is_empty() || !self.user_agent.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return wrong("user_agent: it takes printable ASCII, at least one character");
        }
        Ok(())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryOptions {
    /// Four attempts, 250 ms doubling to 10 s, a budget of 50.
    pub fn new() -> Self {
        Self { max_attempts: 4, base: Duration::from_millis(250), cap: Duration::from_secs(10), budget: 50 }
    }

    /// With another number of attempts.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// With another first wait.
    #[must_use]
    pub fn with_base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// With another longest wait.
    #[must_use]
    pub fn with_cap(mut self, cap: Duration) -> Self {
        self.cap = cap;
        self
    }

    /// With another budget.
    #[must_use]
    pub fn with_budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }
}

impl Default for RetryOptions {
    fn default() -> Self {
        Self::new()
    }
}
