//! The two ways Twilio writes a date.

use jiff::{Timestamp, tz::TimeZone};

/// `2015-01-02T11:23:45Z`, as trunking v1 answers although its descriptions say RFC 2822 (`twilio-oai`).
pub(super) fn iso8601(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `Fri, 17 Jul 2015 21:25:15 +0000`, as 2010-04-01 answers (`twilio-oai`, `date-time-rfc-2822`).
pub(super) fn rfc2822(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_those_of_the_openapi_examples() {
        let time: Timestamp = "2015-07-17T21:25:15.9Z".parse().unwrap();
        assert_eq!(iso8601(time), "2015-07-17T21:25:15Z");
        assert_eq!(rfc2822(time), "Fri, 17 Jul 2015 21:25:15 +0000");
    }
}
