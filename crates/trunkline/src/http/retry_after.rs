//! How long a carrier asks us to wait.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822};

use super::RawResponse;

/// The wait that `Retry-After` asks for: seconds, or a date, counted from the answer's own `Date` if it has one,
/// so that a clock that is wrong here does not matter.
pub(super) fn hint(response: &RawResponse) -> Option<Duration> {
    let value = response.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = date(value)?;
    let now = response.header("date").and_then(date).unwrap_or_else(Timestamp::now);
    // A date that has passed asks for no wait.
    Some(Duration::try_from(then.duration_since(now)).unwrap_or_default())
}

fn date(value: &str) -> Option<Timestamp> {
    rfc2822::parse(value.trim()).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hinted(headers: &[(&str, &str)]) -> Option<Duration> {
        let raw =
            headers.iter().fold(RawResponse::new(429), |raw, (name, value)| raw.with_header(*name, *value));
        hint(&raw)
    }

    #[test]
    fn seconds_or_a_date() {
        let date = ("Date", "Sun, 06 Nov 1994 08:49:30 GMT");
        assert_eq!(hinted(&[("Retry-After", "7")]), Some(Duration::from_secs(7)));
        assert_eq!(
            hinted(&[date, ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")]),
            Some(Duration::from_secs(7))
        );
        assert_eq!(hinted(&[date, ("retry-after", "Sun, 06 Nov 1994 08:49:00 GMT")]), Some(Duration::ZERO));
        let passed = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(hinted(&[("retry-after", passed)]), Some(Duration::ZERO), "without Date, our clock");
    }

    #[test]
    fn nonsense_is_no_hint() {
        for value in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(hinted(&[("Retry-After", value)]), None, "{value}");
        }
        assert_eq!(hinted(&[]), None);
    }
}
