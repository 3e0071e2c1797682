//! 200 requests a minute, and what an account hears that sends more.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::answer;
use super::switches::{ExotelSwitches, RateLimitAnswer};

const WINDOW: SignedDuration = SignedDuration::from_mins(1);

/// When each account's requests of the last minute came.
#[derive(Debug, Default)]
pub(super) struct RateLog {
    admitted: Mutex<HashMap<String, VecDeque<Timestamp>>>,
}

impl RateLog {
    /// Counts the request, or says when there is room again: a refused one does not count.
    pub(super) fn admit(&self, account: &str, now: Timestamp, limit: u32) -> Result<(), Timestamp> {
        let mut admitted = self.admitted.lock().unwrap_or_else(PoisonError::into_inner);
        let times = admitted.entry(account.to_owned()).or_default();
        while times.front().is_some_and(|&time| now.duration_since(time) >= WINDOW) {
            times.pop_front();
        }
        if u32::try_from(times.len()).is_ok_and(|count| count < limit) {
            times.push_back(now);
            return Ok(());
        }
        Err(times.front().map_or(now, |&oldest| oldest + WINDOW))
    }
}

/// The refusal, as the general page on rate limits shows it (developer.exotel.com, Rate limits).
pub(super) fn refusal(switches: &ExotelSwitches, limit: u32, reset: Timestamp) -> Response {
    if switches.rate_limit_answer == RateLimitAnswer::Bare {
        return answer::empty(StatusCode::TOO_MANY_REQUESTS);
    }
    let body = json!({
        "RestException": { "Status": 429, "Message": "Too Many Requests", "Code": "RATE_LIMIT_EXCEEDED" }
    });
    let mut response = answer::json(StatusCode::TOO_MANY_REQUESTS, &body);
    let headers: &mut HeaderMap = response.headers_mut();
    headers.insert(RETRY_AFTER, HeaderValue::from_static("30"));
    headers.insert(HeaderName::from_static("x-ratelimit-limit"), HeaderValue::from(limit));
    headers.insert(HeaderName::from_static("x-ratelimit-remaining"), HeaderValue::from(0));
    headers.insert(HeaderName::from_static("x-ratelimit-reset"), HeaderValue::from(reset.as_second()));
    response
}
