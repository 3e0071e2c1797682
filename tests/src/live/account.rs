//! Whose account a live run uses, and how it gets at it.

use std::{env, time::Duration};

use futures::future::BoxFuture;
use trunkline::{
    exotel::{self, Exotel},
    http::{Options, RateLimit, RetryOptions},
    model::E164,
    provider::{AnyProvider, Provider as _},
    twilio::{self, Twilio},
};
use trunkline_conformance::HarnessError;

use crate::simulated::Simulated;

/// How many requests a minute a run may send, when it is not what the carrier takes: a number, or `none`.
const REQUESTS_PER_MINUTE: &str = "TRUNKLINE_LIVE_REQUESTS_PER_MINUTE";

/// How long a call may wait for its turn: of those that fifty writers make at once, many wait for the next minutes. An
/// attempt ends as soon as ever.
pub(super) const PATIENCE: Duration = Duration::from_mins(15);

/// A carrier that the suite can be run on live.
#[derive(Debug, Clone, Copy)]
pub struct Account {
    /// The carrier's name.
    pub carrier: &'static str,
    /// The variables that say which account it is; with none of them set there is none.
    pub variables: &'static [&'static str],
    /// The variable with the numbers that a run may bind, separated by commas.
    pub numbers: &'static str,
    /// A number that nobody can own.
    pub(super) unowned: &'static str,
    open: fn(Options, Option<u32>) -> trunkline::Result<AnyProvider>,
    pub(super) rehearse: fn() -> BoxFuture<'static, Result<Simulated, HarnessError>>,
}

/// Exotel.
pub const EXOTEL: Account = Account {
    carrier: "exotel",
    variables: &["EXOTEL_ACCOUNT_SID", "EXOTEL_API_KEY", "EXOTEL_API_TOKEN"],
    numbers: "TRUNKLINE_LIVE_EXOTEL_NUMBERS",
    // No number in India begins with 0 after the country code.
    unowned: "+910000000000",
    open: |options, page_size| {
        let mut config = exotel::Config::from_env()?.with_http(options);
        if let Some(objects) = page_size {
            config = config.with_page_size(objects);
        }
        Ok(Exotel::new(exotel::Client::new(config)?).into())
    },
    rehearse: || Box::pin(crate::exotel::harness()),
};

/// Twilio.
pub const TWILIO: Account = Account {
    carrier: "twilio",
    variables: &["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"],
    numbers: "TRUNKLINE_LIVE_TWILIO_NUMBERS",
    // 555-0100 to 555-0199 are kept for fiction.
    unowned: "+14155550199",
    open: |options, page_size| {
        let mut config = twilio::Config::from_env()?.with_http(options);
        if let Some(objects) = page_size {
            config = config.with_page_size(objects);
        }
        Ok(Twilio::new(twilio::Client::new(config)?).into())
    },
    rehearse: || Box::pin(crate::twilio::harness()),
};

impl Account {
    /// Whether the environment says anything of such an account.
    pub fn is_given(&self) -> bool {
        self.variables.iter().any(|name| set(name).is_some())
    }

    /// A backend for the account of the environment. Sends nothing. Without a limit it keeps to the carrier's own; without
    /// a page size its lists come in pages as large as usual.
    ///
    /// # Errors
    /// What is missing or wrong in the environment.
    pub fn open(
        &self,
        limit: Option<RateLimit>,
        page_size: Option<u32>,
    ) -> Result<AnyProvider, HarnessError> {
        // A carrier's minute begins later than ours, by as much as a request is under way: at the edge of a burst many
        // may be answered by 429.
        let retry = RetryOptions::new().with_max_attempts(8).with_budget(1_000);
        let mut options = Options::new().with_deadline(PATIENCE).with_retry(retry);
        options.rate_limit = limit;
        Ok((self.open)(options, page_size)?)
    }

    /// How fast requests may go out: as the environment says, or else as the carrier documents.
    ///
    /// # Errors
    /// What the environment says, when it is no number.
    pub(super) fn rate_limit(&self) -> Result<RateLimit, HarnessError> {
        let backend = self.open(None, None)?;
        let declared = backend.capabilities();
        let per_minute = match set(REQUESTS_PER_MINUTE).as_deref() {
            None => declared.requests_per_minute.value,
            Some("none") => None,
            Some(text) => match text.parse() {
                Ok(requests) if requests > 0 => Some(requests),
                _ => return Err(format!("{REQUESTS_PER_MINUTE}={text}: a number from 1, or none").into()),
            },
        };
        // Of Twilio's limit no figure is known.
        Ok(RateLimit::new(per_minute, declared.concurrent_requests.value.or(Some(20))))
    }

    /// The numbers that a run may bind; none when the variable is not set.
    ///
    /// # Errors
    /// The first that is not E.164.
    pub fn bindable(&self) -> Result<Vec<E164>, HarnessError> {
        let text = set(self.numbers).unwrap_or_default();
        let numbers = text.split(',').map(str::trim).filter(|number| !number.is_empty());
        numbers
            .map(|number| number.parse().map_err(|invalid| format!("{}: {invalid}", self.numbers).into()))
            .collect()
    }
}

/// A variable; an empty one is one that is not set.
fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}
