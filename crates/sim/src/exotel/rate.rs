//! 200 requests a minute and 50 connections, and what an account hears that has more.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::Response;
use jiff::Timestamp;
use serde_json::json;

use super::answer;
use super::switches::{ExotelSwitches, RateLimitAnswer};
use crate::rate::Meters;

/// What the accounts have used of both limits.
#[derive(Debug, Default)]
pub(super) struct Limit {
    meters: Meters,
}

impl Limit {
    /// Counts the request, or answers it. `under_way` is how many requests the account has now, this one included.
    #[expect(clippy::result_large_err, reason = "the error is the answer, and goes out at once")]
    pub(super) fn admit(
        &self,
        account: &str,
        under_way: u32,
        now: Timestamp,
        switches: &ExotelSwitches,
    ) -> Result<(), Response> {
        if switches.connection_limit.is_some_and(|limit| under_way > limit) {
            return Err(refusal(switches, now));
        }
        let Some(limit) = switches.rate_limit else {
            return Ok(());
        };
        self.meters.admit(account, now, limit, switches.rate_model).map_err(|reset| refusal(switches, reset))
    }

    /// As if nobody had sent anything.
    pub(super) fn clear(&self) {
        self.meters.clear();
    }
}

/// The refusal, as the general page on rate limits shows it (developer.exotel.com, Rate limits).
pub(super) fn refusal(switches: &ExotelSwitches, reset: Timestamp) -> Response {
    if switches.rate_limit_answer == RateLimitAnswer::Bare {
        return answer::empty(StatusCode::TOO_MANY_REQUESTS);
    }
    let body = json!({
        "RestException": { "Status": 429, "Message": "Too Many Requests", "Code": "RATE_LIMIT_EXCEEDED" }
    });
    let mut response = answer::json(StatusCode::TOO_MANY_REQUESTS, &body);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("30"));
    let limit = switches.rate_limit.unwrap_or_default();
    headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(limit));
    headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(0));
    headers.insert(HeaderName::from_static("x-ratelimit-reset"), HeaderValue::from(reset.as_second()));
    response
}
