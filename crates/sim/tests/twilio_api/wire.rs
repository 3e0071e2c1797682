//! Headers, content types, methods, and what is not a form.

use std::time::Duration;

use reqwest::{Method, header};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use trunkline_sim::switches::twilio::NonFormBody;

use super::support::{Reply, Sim, send};

/// Real captures, and the CORS headers of `twilio-oai`.
#[tokio::test]
async fn every_answer_has_twilios_headers() {
    let sim = Sim::start().await;
    let missing = format!("/v1/Trunks/TK{}", "0".repeat(32));
    for (path, domain) in [
        ("/v1/Trunks", "trunking.twilio.com"),
        (missing.as_str(), "trunking.twilio.com"),
        (&sim.api("IncomingPhoneNumbers"), "api.twilio.com"),
    ] {
        let reply = sim.get(path).await;
        let header = |name: &str| reply.headers[name].to_str().unwrap().to_owned();
        let id = header("twilio-request-id");
        assert!(id.len() == 34 && id.starts_with("RQ"), "{id}");
        assert!(header("twilio-request-duration").parse::<f64>().is_ok());
        assert_eq!(header("twilio-concurrent-requests"), "1");
        assert_eq!(header("x-api-domain"), domain);
        assert_eq!(header("x-home-region"), "us1");
        assert_eq!(header("content-type"), "application/json");
        for name in ["origin", "methods", "headers", "credentials"] {
            assert!(reply.headers.contains_key(format!("access-control-allow-{name}")), "{name}");
        }
        assert!(reply.headers.contains_key("access-control-expose-headers"));
    }
}

/// Request ids tell requests apart.
#[tokio::test]
async fn no_two_requests_have_the_same_id() {
    let sim = Sim::start().await;
    let (one, two) = (sim.get("/v1/Trunks").await, sim.get("/v1/Trunks").await);
    assert_ne!(one.headers["twilio-request-id"], two.headers["twilio-request-id"]);
}

/// Twilio docs, API responses: `code`, `message`, `more_info`, `status`.
#[tokio::test]
async fn an_error_has_four_fields() {
    let sim = Sim::start().await;
    let path = format!("/v1/Trunks/TK{}", "0".repeat(32));
    assert_eq!(
        sim.get(&path).await.json,
        json!({
            "code": 20404,
            "message": format!("The requested resource {path} was not found"),
            "more_info": "https://www.twilio.com/docs/errors/20404",
            "status": 404,
        })
    );
}

/// Error dictionary, 20004: "the HTTP method you attempted to use is not supported for the resource".
#[tokio::test]
async fn a_method_that_a_path_lacks_is_20004() {
    let sim = Sim::start().await;
    let trunk = sim.trunk().await;
    for (method, path) in [
        (Method::PUT, trunk.clone()),
        (Method::PATCH, trunk.clone()),
        (Method::DELETE, "/v1/Trunks".to_owned()),
        (Method::DELETE, format!("{trunk}/Recording")),
        (Method::PUT, sim.api("SIP/CredentialLists")),
    ] {
        assert_eq!(send(sim.request(method.clone(), &path)).await.error(), (405, 20004), "{method} {path}");
    }
}

/// Error dictionary, 20404.
#[tokio::test]
async fn a_path_that_is_nothing_is_20404() {
    let sim = Sim::start().await;
    for path in ["/v1/Trunks/", "/v1/trunks", "/v1/Trunks.json", &sim.api("SIP"), "/2010-04-01/Accounts.json"]
    {
        assert_eq!(sim.get(path).await.error(), (404, 20404), "{path}");
    }
}

/// Error dictionary, 20001: parameters that are not recognised "were ignored".
#[tokio::test]
async fn unknown_parameters_are_ignored() {
    let sim = Sim::start().await;
    assert_eq!(sim.post("/v1/Trunks", &[("Colour", "green"), ("friendlyname", "x")]).await.status, 201);
    assert_eq!(sim.get("/v1/Trunks?Colour=green").await.status, 200);
}

/// Undocumented, both ways: a JSON body.
#[tokio::test]
async fn a_json_body_is_refused_or_by_a_switch_not_read() {
    for (set, status) in [(NonFormBody::UnsupportedMediaType, 415), (NonFormBody::Ignored, 400)] {
        let sim = Sim::with(|switches| switches.non_form_body = set).await;
        let request = sim
            .request(Method::POST, &sim.api("SIP/CredentialLists"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(r#"{"FriendlyName":"agents"}"#);
        let reply = send(request).await;
        assert_eq!(reply.status, status);
        assert_eq!(reply.json["status"], status);
    }
}

/// A media type may have parameters (RFC 9110, 8.3.1).
#[tokio::test]
async fn a_form_may_name_its_charset() {
    let sim = Sim::start().await;
    let request = sim
        .request(Method::POST, "/v1/Trunks")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
        .body("FriendlyName=caf%C3%A9+1");
    assert_eq!(send(request).await.text("friendly_name"), "café 1");
}

/// Twilio docs: without `.json` the 2010-04-01 API answers XML.
#[tokio::test]
async fn a_2010_path_without_json_answers_xml() {
    let sim = Sim::start().await;
    let acl = sim.acl("R&D").await;
    let xml = async |below: &str| {
        let reply = sim.get(&sim.api(below).replace(".json", "")).await;
        assert_eq!(reply.headers["content-type"], "application/xml");
        reply.text
    };
    let one = xml(&format!("SIP/IpAccessControlLists/{acl}")).await;
    assert!(one.contains("<TwilioResponse><IpAccessControlList>"), "{one}");
    assert!(one.contains("<FriendlyName>R&amp;D</FriendlyName>"), "{one}");
    let list = xml("SIP/IpAccessControlLists").await;
    assert!(list.contains("<IpAccessControlLists ") && list.contains(" page=\"0\""), "{list}");
}

/// Twilio docs: an error there is a `RestException`.
#[tokio::test]
async fn an_error_without_json_is_a_rest_exception() {
    let sim = Sim::start().await;
    let path = sim.api("SIP/IpAccessControlLists/AL0").replace(".json", "");
    let reply = sim.get(&path).await;
    assert_eq!(reply.status, 404);
    assert!(reply.text.contains("<RestException><Code>20404</Code>"), "{}", reply.text);
    assert!(reply.text.contains("<Status>404</Status></RestException></TwilioResponse>"), "{}", reply.text);
}

/// Twilio docs, 429: a limit per account on requests under way at once; error dictionary, 20429.
#[tokio::test]
async fn by_a_switch_too_many_at_once_are_20429() {
    let sim = Sim::with(|switches| switches.concurrency_limit = Some(1)).await;
    let request = sim.request(Method::POST, "/v1/Trunks").build().unwrap();
    let authorization = request.headers()[header::AUTHORIZATION].to_str().unwrap();
    let address = sim.url("").trim_start_matches("http://").to_owned();
    // A request whose body does not come is under way for as long as its connection is open.
    let mut stuck = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST /v1/Trunks HTTP/1.1\r\nHost: {address}\r\nAuthorization: {authorization}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\n"
    );
    stuck.write_all(head.as_bytes()).await.unwrap();
    let refused = until(&sim, |status| status == 429).await;
    assert_eq!(refused.error(), (429, 20429));
    assert_eq!(refused.headers["twilio-concurrent-requests"], "2");
    assert_eq!(sim.other_account().get("/v1/Trunks").await.status, 200);
    drop(stuck);
    until(&sim, |status| status == 200).await;
}

/// Asks again until the answer has the status wanted; what one connection does shows on another a moment later.
async fn until(sim: &Sim, wanted: fn(u16) -> bool) -> Reply {
    let asking = async {
        loop {
            let reply = sim.get("/v1/Trunks").await;
            if wanted(reply.status) {
                break reply;
            }
        }
    };
    timeout(Duration::from_secs(10), asking).await.expect("the answer never came")
}
