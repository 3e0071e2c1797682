//! Twilio: pages of both kinds, and the traps in them.

use futures::StreamExt as _;
use serde_json::{Value, json};
use trunkline::{
    Effect, ErrorKind,
    ext::collect,
    provider::{AclProvider as _, TrunkProvider as _},
};

use crate::support::*;

fn trunks(sid: &str, next: Option<&str>) -> Value {
    let items = if sid.is_empty() { json!([]) } else { json!([with(trunk(), json!({"sid": sid}))]) };
    v1_page("trunks", items, next)
}

#[tokio::test]
async fn trunking_pages_follow_absolute_links_word_for_word_past_an_empty_page() {
    let twilio = carrier().await;
    let next = |page: u32| format!("/v1/Trunks?PageSize=50&Page={page}&PageToken=PT%2B{page}");
    let link = |page: u32| format!("{}{}", twilio.server.uri(), next(page));
    twilio.on("GET /v1/Trunks?PageSize=50", 200, trunks(TK, Some(&link(1)))).await;
    twilio.on(&format!("GET {}", next(1)), 200, trunks("", Some(&link(2)))).await;
    twilio.on(&format!("GET {}", next(2)), 200, trunks(TK2, Some(""))).await;
    let listed = collect(twilio.twilio.list_trunks()).await.unwrap();
    assert_eq!(listed.iter().map(|trunk| trunk.id.as_str()).collect::<Vec<_>>(), [TK, TK2]);
    assert_eq!(
        twilio.asked().await,
        ["GET /v1/Trunks?PageSize=50".to_owned(), format!("GET {}", next(1)), format!("GET {}", next(2))]
    );
}

#[tokio::test]
async fn pages_of_the_2010_api_follow_relative_links() {
    let twilio = carrier().await;
    let next = format!("/2010-04-01/Accounts/{AC}/SIP/CredentialLists.json?PageSize=50&Page=1&PageToken=PT1");
    let first = v2010_page("credential_lists", json!([list(CL, "a")]), Some(&next));
    twilio.on("GET …/SIP/CredentialLists.json?PageSize=50", 200, first).await;
    twilio
        .on(&format!("GET {next}"), 200, v2010_page("credential_lists", json!([list(CL2, "b")]), None))
        .await;
    let listing = twilio.client.list_credential_lists();
    let first = listing.first_page().await.unwrap();
    assert_eq!((first.items[0].sid.as_str(), first.is_last()), (CL, false));
    let second = listing.page_after(&first).await.unwrap().unwrap();
    assert_eq!((second.items[0].sid.as_str(), second.is_last()), (CL2, true));
    assert!(listing.page_after(&second).await.unwrap().is_none());
}

#[tokio::test]
async fn a_page_is_read_when_it_is_asked_for() {
    let twilio = carrier().await;
    let link = format!("{}/v1/Trunks?Page=1", twilio.server.uri());
    twilio.on("GET /v1/Trunks", 200, trunks(TK, Some(&link))).await;
    let mut stream = twilio.twilio.list_trunks();
    assert_eq!(twilio.asked().await, [""; 0]);
    assert!(stream.next().await.unwrap().is_ok());
    assert_eq!(twilio.asked().await.len(), 1);
}

/// Twilio's own SDKs follow a link to any host, credentials and all.
#[tokio::test]
async fn a_link_to_another_origin_is_refused_and_not_followed() {
    for link in [
        "https://evil.example.com/v1/Trunks?Page=1",
        "//evil.example.com/v1/Trunks?Page=1",
        "https://trunking.twilio.com.evil.example.com/",
        "http://[bad",
    ] {
        let twilio = carrier().await;
        twilio.on("GET /v1/Trunks", 200, trunks(TK, Some(link))).await;
        let mut stream = twilio.twilio.list_trunks();
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::MalformedResponse, Effect::None), "{link}");
        assert!(stream.next().await.is_none(), "a list ends after an error");
        assert_eq!(twilio.asked().await.len(), 1);
    }
    let twilio = carrier().await;
    let page = v2010_page("credential_lists", json!([]), Some("https://evil.example.com/x"));
    twilio.on("GET …/SIP/CredentialLists.json", 200, page).await;
    let error = twilio.client.list_credential_lists().first_page().await.unwrap_err();
    assert!(error.to_string().contains("evil.example.com"), "{error}");
}

#[tokio::test]
async fn links_that_go_round_are_refused() {
    let twilio = carrier().await;
    let at = |page: u32| format!("{}/v1/Trunks?PageSize=50&Page={page}", twilio.server.uri());
    twilio.on("GET /v1/Trunks?PageSize=50", 200, trunks(TK, Some(&at(1)))).await;
    twilio.on("GET /v1/Trunks?PageSize=50&Page=1", 200, trunks(TK, Some(&at(2)))).await;
    twilio.on("GET /v1/Trunks?PageSize=50&Page=2", 200, trunks(TK, Some(&at(1)))).await;
    let error = collect(twilio.twilio.list_trunks()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MalformedResponse);
    assert_eq!(twilio.asked().await.len(), 3);

    let itself = format!("{}/v1/Trunks?PageSize=50", twilio.server.uri());
    twilio.on("GET /v1/Trunks?PageSize=50", 200, trunks(TK, Some(&itself))).await;
    let error = twilio.client.list_trunks().first_page().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::MalformedResponse);
}

#[tokio::test]
async fn a_carrier_that_counts_on_past_the_end_is_not_followed_for_ever() {
    let server = wiremock::MockServer::start().await;
    let count_on = |request: &wiremock::Request| {
        let page = request.url.query_pairs().find(|(name, _)| name == "Page");
        let page = page.map_or(0, |(_, page)| page.parse::<u32>().unwrap());
        let next = format!("/v1/Trunks?Page={}", page + 1);
        wiremock::ResponseTemplate::new(200).set_body_json(trunks("", Some(&next)))
    };
    wiremock::Mock::given(wiremock::matchers::any()).respond_with(count_on).mount(&server).await;
    let config = trunkline::twilio::Config::new(AC, "token".into()).with_base_url(server.uri());
    let client = trunkline::twilio::Client::new(config).unwrap();
    let error = collect(client.list_trunks().stream()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::MalformedResponse, Effect::None));
    assert!(error.message().contains("pages in a row"), "{error}");
}

#[tokio::test]
async fn a_page_that_is_none_is_said_so() {
    for body in [json!({"meta": {}}), json!({"trunks": [{}], "meta": {}}), json!({"trunks": {}}), json!([])] {
        let twilio = carrier().await;
        twilio.on("GET /v1/Trunks", 200, body.clone()).await;
        let error = collect(twilio.twilio.list_trunks()).await.unwrap_err();
        assert_eq!((error.kind(), error.effect()), (ErrorKind::MalformedResponse, Effect::None), "{body}");
    }
}

/// Error dictionary 70002 and 21481: what Twilio says of a page it cannot give.
#[tokio::test]
async fn an_error_on_a_later_page_ends_the_list() {
    let twilio = carrier().await;
    let link = format!("{}/v1/Trunks?Page=1", twilio.server.uri());
    twilio.on("GET /v1/Trunks?PageSize=50", 200, trunks(TK, Some(&link))).await;
    let refused = refusal(70002, "Paged requests must include a PageToken", 400);
    twilio.on("GET /v1/Trunks?Page=1", 400, refused).await;
    let mut stream = twilio.twilio.list_trunks();
    assert!(stream.next().await.unwrap().is_ok());
    assert_eq!(stream.next().await.unwrap().unwrap_err().carrier_code(), Some("70002"));
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn nothing_is_asked_for_an_identifier_that_is_none() {
    let twilio = carrier().await;
    let error = collect(twilio.twilio.list_acl_entries(&"trunk-1".parse().unwrap())).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("TK and 32 hexadecimal digits"), "{error}");
    assert_eq!(twilio.asked().await, [""; 0]);
}
