//! Faults of the links between pages, in each of the three styles of paging.

use serde_json::Value;
use trunkline_sim::{Carrier, Fault, When};

use super::support::{Sim, TRUNK, TRUNKS};

/// A style of paging: whose, the operation, where the list is, and where in the answer rows and link are.
struct Style {
    carrier: Carrier,
    operation: &'static str,
    first: &'static str,
    rows: &'static str,
    next: &'static str,
}

const STYLES: [Style; 3] = [
    Style {
        carrier: Carrier::Exotel,
        operation: "list trunks",
        first: "/v2/accounts/acme1/trunks?page_size=2",
        rows: "/response",
        next: "/metadata/next_page_uri",
    },
    Style {
        carrier: Carrier::Twilio,
        operation: "ListTrunk",
        first: "/v1/Trunks?PageSize=2",
        rows: "/trunks",
        next: "/meta/next_page_url",
    },
    Style {
        carrier: Carrier::Twilio,
        operation: "ListIncomingPhoneNumber",
        first: "/2010-04-01/Accounts/AC00000000000000000000000000000001/IncomingPhoneNumbers.json?PageSize=4",
        rows: "/incoming_phone_numbers",
        next: "/next_page_uri",
    },
];

impl Style {
    async fn sim(&self, when: When, fault: Fault) -> Sim {
        let sim = Sim::start().await.with_trunks().await;
        sim.set(self.carrier, self.operation, when, fault);
        sim
    }

    /// How many rows a page has, and its link on.
    async fn page(&self, sim: &Sim, path: &str) -> (usize, Option<String>) {
        let page = sim.get(path).await.json;
        let rows = page.pointer(self.rows).and_then(Value::as_array).unwrap_or_else(|| panic!("{page}"));
        let next = page.pointer(self.next).unwrap_or_else(|| panic!("{page}")).as_str();
        (rows.len(), next.map(|link| link.replace(sim.simulator.url(), "")))
    }
}

#[tokio::test]
async fn a_page_link_may_lead_to_its_own_page() {
    for style in STYLES {
        let sim = style.sim(When::Always, Fault::PageLoops).await;
        let (rows, next) = style.page(&sim, style.first).await;
        assert!(rows > 0);
        assert_eq!(next.as_deref(), Some(style.first));
    }
}

#[tokio::test]
async fn a_page_link_may_lead_to_another_host() {
    for style in STYLES {
        let origin = "https://carrier.invalid".to_owned();
        let sim = style.sim(When::Always, Fault::PageElsewhere { origin }).await;
        let (rows, next) = style.page(&sim, style.first).await;
        assert!(rows > 0);
        assert_eq!(next, Some(format!("https://carrier.invalid{}", style.first)));
    }
}

/// Whether the first is empty or each has an empty one before it: every row comes once.
#[tokio::test]
async fn an_empty_page_is_not_the_end() {
    for when in [When::Requests(vec![1]), When::Always] {
        for style in STYLES {
            let sim = style.sim(when.clone(), Fault::EmptyPage).await;
            let mut pages = vec![];
            let mut next = Some(style.first.to_owned());
            while let Some(path) = next {
                let (rows, link) = style.page(&sim, &path).await;
                pages.push(rows);
                next = link;
            }
            assert_eq!(pages[0], 0, "{pages:?}");
            let total = if style.operation == "ListIncomingPhoneNumber" { 6 } else { 3 };
            assert_eq!(pages.iter().sum::<usize>(), total, "{pages:?}");
            assert_eq!(pages.len(), if when == When::Always { 4 } else { 3 }, "{pages:?}");
        }
    }
}

/// An empty list of credentials has no metadata for a link to be in.
#[tokio::test]
async fn a_list_without_metadata_gets_some() {
    let sim = Sim::failing(Carrier::Exotel, "list credentials", When::Always, Fault::PageLoops).await;
    let sid = sim.post(TRUNKS, TRUNK).await.json["response"]["data"]["trunk_sid"].clone();
    let path = format!("{TRUNKS}/{}/credentials", sid.as_str().unwrap());
    assert_eq!(sim.get(&path).await.json["metadata"]["next_page_uri"], path.as_str());
}
