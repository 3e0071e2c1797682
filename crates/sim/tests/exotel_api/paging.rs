use serde_json::{Value, json};
use trunkline_sim::switches::exotel::{EmptyList, ListOrder};

use super::support::Sim;

/// Five addresses, `.1` to `.5`, in the order they were added.
async fn five(sim: &Sim) -> String {
    let below = format!("{}/whitelisted-ips", sim.trunk("paging").await);
    for last in 1..=5 {
        sim.row(&below, json!({"ip": format!("44.248.146.{last}")})).await;
    }
    below
}

/// Captured lists: relative links, null at both ends, 50 rows a page.
#[tokio::test]
async fn a_list_that_fits_a_page_has_one_link() {
    let sim = Sim::start().await;
    let below = five(&sim).await;
    let reply = sim.get(&below).await;
    let expected = json!({
        "page_size": 50,
        "first_page_uri": format!("/v2/accounts/acme1/{below}?offset=0&page_size=50"),
        "prev_page_uri": null,
        "next_page_uri": null,
    });
    assert_eq!(reply.json["metadata"], expected);
    assert_eq!(reply.json["response"].as_array().unwrap().len(), 5);
}

/// Captured lists: the links lead over every row once, and back.
#[tokio::test]
async fn the_links_lead_over_every_row_once() {
    let sim = Sim::start().await;
    let below = five(&sim).await;
    let mut seen: Vec<String> = vec![];
    let mut page = sim.get(&format!("{below}?page_size=2")).await;
    loop {
        seen.extend(page.column("ip").into_iter().map(str::to_owned));
        if page.json["metadata"]["next_page_uri"].is_null() {
            break;
        }
        page = sim.follow(&page.json["metadata"]["next_page_uri"]).await;
    }
    let expected: Vec<_> = (1..=5).rev().map(|last| format!("44.248.146.{last}")).collect();
    assert_eq!(seen, expected);
    let before = sim.follow(&page.json["metadata"]["prev_page_uri"]).await;
    assert_eq!(before.column("ip"), ["44.248.146.3", "44.248.146.2"]);
    let first = sim.follow(&page.json["metadata"]["first_page_uri"]).await;
    assert_eq!(first.column("ip"), ["44.248.146.5", "44.248.146.4"]);
}

/// The captured list of destinations begins with the newest; switch.
#[tokio::test]
async fn the_oldest_row_can_come_first() {
    let sim = Sim::with(|switches| switches.list_order = ListOrder::OldestFirst).await;
    let below = five(&sim).await;
    assert_eq!(sim.get(&below).await.column("ip")[0], "44.248.146.1");
}

/// "Default and maximum are enforced by the server"; how high the maximum is nobody says.
#[tokio::test]
async fn a_page_has_no_more_rows_than_the_server_allows() {
    let sim = Sim::with(|switches| switches.max_page_size = 3).await;
    let below = five(&sim).await;
    let reply = sim.get(&format!("{below}?page_size=1000")).await;
    assert_eq!(reply.json["metadata"]["page_size"], 3);
    assert_eq!(reply.json["response"].as_array().unwrap().len(), 3);
    assert!(reply.json["metadata"]["next_page_uri"].is_string());
}

/// Undocumented: nothing is there, and nothing follows.
#[tokio::test]
async fn a_page_beyond_the_end_is_empty() {
    let sim = Sim::start().await;
    let below = five(&sim).await;
    let reply = sim.get(&format!("{below}?offset=50&page_size=2")).await;
    assert_eq!(reply.json["response"], json!([]));
    assert_eq!(reply.json["metadata"]["next_page_uri"], Value::Null);
}

/// Undocumented: numbers that are none are as good as none.
#[tokio::test]
async fn a_page_size_that_is_no_number_is_the_default() {
    let sim = Sim::start().await;
    let below = five(&sim).await;
    for wrong in ["page_size=0", "page_size=-1", "page_size=many", "offset=-1"] {
        let reply = sim.get(&format!("{below}?{wrong}")).await;
        assert_eq!(reply.json["metadata"]["page_size"], 50, "{wrong}");
        assert_eq!(reply.json["response"].as_array().unwrap().len(), 5, "{wrong}");
    }
}

/// Undocumented; switch.
#[tokio::test]
async fn an_empty_list_can_lack_its_metadata() {
    let sim = Sim::start().await;
    assert!(sim.get("trunks").await.json["metadata"].is_object());
    let sim = Sim::with(|switches| switches.empty_list = EmptyList::WithoutMetadata).await;
    assert_eq!(sim.get("trunks").await.json.get("metadata"), None);
}
