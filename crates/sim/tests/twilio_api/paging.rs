//! Pages, in both styles.

use serde_json::json;

use super::support::{Reply, Sim};

/// A simulator with five trunks and five lists; the names of each are 0 to 4.
async fn five() -> Sim {
    let sim = Sim::start().await;
    for name in ["0", "1", "2", "3", "4"] {
        sim.post("/v1/Trunks", &[("FriendlyName", name)]).await.sid();
        sim.acl(name).await;
    }
    sim
}

/// `twilio-oai`'s `readEmpty` example.
#[tokio::test]
async fn an_empty_v1_list_has_its_meta() {
    let sim = Sim::start().await;
    let url = sim.url("/v1/Trunks?PageSize=50&Page=0");
    assert_eq!(
        sim.get("/v1/Trunks").await.json,
        json!({
            "trunks": [],
            "meta": {
                "key": "trunks",
                "page": 0,
                "page_size": 50,
                "first_page_url": url,
                "previous_page_url": null,
                "next_page_url": null,
                "url": url,
            },
        })
    );
}

/// `twilio-oai`'s examples: flat, with relative links.
#[tokio::test]
async fn an_empty_2010_list_has_its_paging_beside_it() {
    let sim = Sim::start().await;
    let path = sim.api("SIP/CredentialLists");
    let uri = format!("{path}?PageSize=50&Page=0");
    assert_eq!(
        sim.get(&path).await.json,
        json!({
            "credential_lists": [],
            "page": 0,
            "page_size": 50,
            "start": 0,
            "end": 0,
            "uri": uri,
            "first_page_uri": uri,
            "previous_page_uri": null,
            "next_page_uri": null,
        })
    );
}

/// Twilio docs: follow the links until there is none; they are absolute and lead to where the client came in.
#[tokio::test]
async fn v1_pages_follow_absolute_links_forth_and_back() {
    let sim = five().await;
    let here = sim.url("");
    let follow = async |reply: &Reply, link: &str| {
        let url = reply.json["meta"][link].as_str().unwrap_or_else(|| panic!("{link}")).to_owned();
        sim.get(url.strip_prefix(&here).unwrap()).await
    };
    let first = sim.get("/v1/Trunks?PageSize=2").await;
    assert_eq!(first.column("trunks", "friendly_name"), ["0", "1"]);
    let second = follow(&first, "next_page_url").await;
    assert_eq!(second.column("trunks", "friendly_name"), ["2", "3"]);
    assert_eq!((&second.json["meta"]["page"], &second.json["meta"]["page_size"]), (&json!(1), &json!(2)));
    let third = follow(&second, "next_page_url").await;
    assert_eq!(third.column("trunks", "friendly_name"), ["4"]);
    assert!(third.json["meta"]["next_page_url"].is_null());
    let back = follow(&third, "previous_page_url").await;
    assert_eq!(back.column("trunks", "friendly_name"), ["2", "3"]);
    assert_eq!(follow(&back, "url").await.json, back.json);
    assert_eq!(follow(&back, "first_page_url").await.json["trunks"], first.json["trunks"]);
}

/// `twilio-oai`'s examples: the links of 2010-04-01 are relative.
#[tokio::test]
async fn pages_of_2010_follow_relative_links() {
    let sim = five().await;
    let mut uri = format!("{}?PageSize=2", sim.api("SIP/IpAccessControlLists"));
    let mut seen = Vec::new();
    loop {
        let reply = sim.get(&uri).await;
        let names = reply.column("ip_access_control_lists", "friendly_name");
        assert_eq!(reply.json["start"], seen.len());
        seen.extend(names.iter().map(|&name| name.to_owned()));
        assert_eq!(reply.json["end"], seen.len() - 1);
        let Some(next) = reply.json["next_page_uri"].as_str() else { break };
        assert!(next.starts_with("/2010-04-01/"), "{next}");
        uri = next.to_owned();
    }
    assert_eq!(seen, ["0", "1", "2", "3", "4"]);
}

/// `twilio-oai`'s example keeps the filters in the links.
#[tokio::test]
async fn links_keep_the_filters() {
    let sim = Sim::start().await;
    let path = format!("{}?PhoneNumber=%2B1415&PageSize=1", sim.api("IncomingPhoneNumbers"));
    let first = sim.get(&path).await;
    let next = first.text("next_page_uri");
    assert!(next.contains("?PhoneNumber=%2B1415&PageSize=1&Page=1&PageToken="), "{next}");
    assert_eq!(sim.get(next).await.column("incoming_phone_numbers", "phone_number"), ["+14155550101"]);
}

/// A client that deletes as it goes must still see every row.
#[tokio::test]
async fn a_row_deleted_meanwhile_hides_no_other() {
    let sim = five().await;
    let list = sim.api("SIP/IpAccessControlLists");
    let first = sim.get(&format!("{list}?PageSize=2")).await;
    for sid in first.column("ip_access_control_lists", "sid") {
        assert_eq!(sim.delete(&list.replace(".json", &format!("/{sid}.json"))).await.status, 204);
    }
    let second = sim.get(first.text("next_page_uri")).await;
    assert_eq!(second.column("ip_access_control_lists", "friendly_name"), ["2", "3"]);
}

/// Error dictionary, 70002; the words are from twilio/twilio-php#507.
#[tokio::test]
async fn a_page_number_without_a_token_is_70002() {
    let sim = five().await;
    for list in ["/v1/Trunks", &sim.api("SIP/IpAccessControlLists")] {
        let reply = sim.get(&format!("{list}?PageSize=2&Page=1")).await;
        assert_eq!(reply.error(), (400, 70002));
        assert_eq!(reply.text("message"), "Paged requests must include a PageToken");
        assert_eq!(sim.get(&format!("{list}?PageSize=2&Page=0")).await.status, 200);
    }
}

/// Error dictionary, 21481: made up, or of another list.
#[tokio::test]
async fn a_wrong_token_is_21481() {
    let sim = five().await;
    let acl = sim.acl("another").await;
    for token in ["nonsense", "PA", &format!("PA{acl}"), &format!("PB{acl}")] {
        let reply = sim.get(&format!("/v1/Trunks?Page=1&PageToken={token}")).await;
        assert_eq!(reply.error(), (400, 21481), "{token}");
    }
}

/// Error dictionary, 20007: "The maximum page size is 1000".
#[tokio::test]
async fn a_page_has_1000_rows_at_most() {
    let sim = Sim::start().await;
    for list in ["/v1/Trunks", &sim.api("IncomingPhoneNumbers")] {
        assert_eq!(sim.get(&format!("{list}?PageSize=1000")).await.status, 200);
        assert_eq!(sim.get(&format!("{list}?PageSize=1001")).await.error(), (400, 20007));
    }
}

/// `twilio-oai`: `PageSize` is 1 to 1000, `Page` is at least 0.
#[tokio::test]
async fn a_page_that_is_no_number_is_20001() {
    let sim = Sim::start().await;
    for query in ["PageSize=0", "PageSize=-1", "PageSize=many", "Page=-1", "Page=next"] {
        assert_eq!(sim.get(&format!("/v1/Trunks?{query}")).await.error(), (400, 20001), "{query}");
    }
}
