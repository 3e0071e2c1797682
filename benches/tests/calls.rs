//! The tables of requests in `docs/performance.md` are so, but for the rows of 1,000 trunks, which take minutes without
//! optimisation. `just bench calls` writes them all.
#![expect(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::fs;

use trunkline_benches::calls::{Row, flow, operations};
use trunkline_sim::Carrier;

/// The lines of the page's table that begins with this head.
fn on_page(head: &str) -> Vec<String> {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/performance.md")).unwrap();
    let table = page.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    table.take_while(|line| line.starts_with('|')).map(str::to_owned).collect()
}

/// These are the lines, no more and no fewer, and none takes a request too many but the one that the page tells of.
fn assert_same(page: &[String], rows: &[Row]) {
    let lines: Vec<&str> = rows.iter().map(|row| row.line.as_str()).collect();
    let missing: Vec<&str> = lines.iter().copied().filter(|line| !page.iter().any(|on| on == line)).collect();
    let stale: Vec<&String> = page.iter().filter(|on| !lines.contains(&on.as_str())).collect();
    assert!(lines == page, "docs/performance.md lacks {missing:#?}, and has {stale:#?}");
    for row in rows {
        let known = usize::from(row.line.contains(" that differs |"));
        assert!(row.over <= known, "{}", row.line);
    }
}

#[tokio::test]
async fn each_operation_sends_what_the_page_says() {
    let rows = [operations(Carrier::Exotel).await, operations(Carrier::Twilio).await].concat();
    assert_same(&on_page("| operation |"), &rows);
}

#[tokio::test]
async fn a_fleet_takes_what_the_page_says() {
    let mut rows = Vec::new();
    for trunks in [1, 100] {
        rows.extend(flow(Carrier::Exotel, trunks).await);
        rows.extend(flow(Carrier::Twilio, trunks).await);
    }
    let page = on_page("| trunks | carrier | what |");
    let page: Vec<String> = page.into_iter().filter(|line| !line.starts_with("| 1000 |")).collect();
    assert_same(&page, &rows);
}

/// What the page's largest fleet adds is that there are several accounts.
#[tokio::test]
async fn a_fleet_on_several_accounts_takes_no_request_too_many() {
    for row in flow(Carrier::Twilio, 101).await {
        assert_eq!(row.over, 0, "{}", row.line);
    }
}

/// A trunk's own list is found from the trunk. An account may have a thousand lists.
#[tokio::test]
async fn nothing_reads_the_lists_of_the_account() {
    let mut rows = operations(Carrier::Twilio).await;
    let names = |sent: &str| -> Vec<String> {
        let rows = rows.iter().filter(|row| row.operations.contains(sent));
        rows.map(|row| row.line.split('|').nth(1).unwrap().trim().to_owned()).collect()
    };
    // Trunks are listed where one is looked for by its name, and for nothing else.
    let trunks = [
        "list trunks",
        "find a trunk",
        "ensure a trunk that is there",
        "ensure a trunk that differs",
        "ensure a trunk that is not",
        "ensure a whole trunk that is not there",
        "ensure a whole trunk that is there",
    ];
    assert_eq!(names("ListTrunk"), trunks);
    rows.extend(flow(Carrier::Twilio, 2).await);
    for row in rows {
        for lists in ["ListSipIpAccessControlList", "ListSipCredentialList"] {
            assert!(!row.operations.contains(lists), "{}", row.line);
        }
    }
}
