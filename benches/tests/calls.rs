//! The tables of requests in `docs/performance.md` are so.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::fs;

use trunkline_benches::calls::{Row, flow, operations};
use trunkline_sim::Carrier;

/// Each line is a line of the page. `just bench calls` writes them.
fn assert_on_page(rows: &[Row]) {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md")).unwrap();
    let missing: Vec<&str> =
        rows.iter().map(|row| row.line.as_str()).filter(|line| !page.lines().any(|on| on == *line)).collect();
    assert!(missing.is_empty(), "docs/performance.md says otherwise:\n{}", missing.join("\n"));
}

#[tokio::test]
async fn each_operation_sends_what_the_page_says() {
    assert_on_page(&operations(Carrier::Exotel).await);
    assert_on_page(&operations(Carrier::Twilio).await);
}

#[tokio::test]
async fn a_fleet_takes_what_the_page_says() {
    for trunks in [1, 100] {
        assert_on_page(&flow(Carrier::Exotel, trunks).await);
        assert_on_page(&flow(Carrier::Twilio, trunks).await);
    }
}

/// The page's largest fleet takes minutes without optimisation; what it adds is that there are several accounts.
#[tokio::test]
async fn a_fleet_on_several_accounts_takes_no_request_too_many() {
    for row in flow(Carrier::Twilio, 101).await {
        assert_eq!(row.over, 0, "{}", row.line);
    }
}
