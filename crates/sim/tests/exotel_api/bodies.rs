use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde_json::json;
use trunkline_sim::switches::exotel::UnknownKeys;

use super::support::{Sim, send};

/// Captured: request dbd5126a…
#[tokio::test]
async fn another_content_type_is_415_and_named() {
    let sim = Sim::start().await;
    let request = sim.request(Method::POST, "trunks").header(CONTENT_TYPE, "text/plain").body("{}");
    let reply = send(request).await;
    assert_eq!(reply.error(), (415, 415, 1011, "text/plain"));
    assert_eq!(reply.json["response"]["error_data"]["message"], "unsupported content type");
}

/// The error table: missing, and form data too.
#[tokio::test]
async fn no_content_type_and_form_data_are_415() {
    let sim = Sim::start().await;
    assert_eq!(send(sim.request(Method::POST, "trunks").body("{}")).await.error().2, 1011);
    let form = sim.request(Method::POST, "trunks").form(&[("trunk_name", "a")]);
    assert_eq!(send(form).await.error(), (415, 415, 1011, "application/x-www-form-urlencoded"));
}

/// A parameter of the type is not part of it.
#[tokio::test]
async fn a_charset_does_no_harm() {
    let sim = Sim::start().await;
    let request = sim
        .request(Method::POST, "trunks")
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .body(sim.trunk_body("charset").to_string());
    assert_eq!(send(request).await.status, 200);
}

/// The error table: the header is asked of POST and PUT.
#[tokio::test]
async fn get_and_delete_need_no_content_type() {
    let sim = Sim::start().await;
    let path = sim.trunk("plain").await;
    assert_eq!(sim.get("trunks").await.status, 200);
    assert_eq!(sim.delete(&format!("trunks?trunk_sid={}", &path[7..])).await.status, 200);
}

/// Captured: `unexpected EOF`; the other two are Go's words for the same kind of mistake.
#[tokio::test]
async fn json_that_is_none_is_refused_in_the_words_of_go() {
    let sim = Sim::start().await;
    for (body, text) in [
        ("{\"trunk_name\":\"test\"", "unexpected EOF"),
        ("", "EOF"),
        ("{\"trunk_name\":}", "invalid character '}' looking for beginning of value"),
    ] {
        let request = sim.request(Method::POST, "trunks").header(CONTENT_TYPE, "application/json").body(body);
        let reply = send(request).await;
        assert_eq!(reply.error(), (400, 400, 1007, text));
        assert_eq!(reply.json["response"]["error_data"]["message"], "Invalid request body,failed parsing ");
    }
}

/// The texts of Go's `encoding/json`, of which one is captured.
#[tokio::test]
async fn a_wrong_type_is_refused_in_the_words_of_go() {
    let sim = Sim::start().await;
    let mut body = sim.trunk_body("types");
    body["trunk_name"] = json!(7);
    let text =
        "json: cannot unmarshal number into Go struct field CreateTrunkRequest.trunk_name of type string";
    assert_eq!(sim.post("trunks", body).await.error(), (400, 400, 1007, text));
    let text = "json: cannot unmarshal array into Go value of type CreateTrunkRequest";
    assert_eq!(sim.post("trunks", json!([])).await.error(), (400, 400, 1007, text));
}

/// Go: null is as good as absent.
#[tokio::test]
async fn null_is_as_good_as_absent() {
    let sim = Sim::start().await;
    let mut body = sim.trunk_body("nothing");
    body["trunk_name"] = json!(null);
    assert_eq!(sim.post("trunks", body).await.error().3, "TrunkName is mandatory");
}

/// Go, unless told otherwise.
#[tokio::test]
async fn an_unknown_key_is_ignored() {
    let sim = Sim::start().await;
    let mut body = sim.trunk_body("extra");
    body["colour"] = json!("green");
    assert_eq!(sim.post("trunks", body).await.status, 200);
}

/// Undocumented, switch.
#[tokio::test]
async fn an_unknown_key_can_be_refused() {
    let sim = Sim::with(|switches| switches.unknown_keys = UnknownKeys::Refused).await;
    let mut body = sim.trunk_body("extra");
    body["colour"] = json!("green");
    assert_eq!(sim.post("trunks", body).await.error(), (400, 400, 1007, "json: unknown field \"colour\""));
}

/// A body too long to be read is refused, and so is what follows it.
#[tokio::test]
async fn a_huge_body_is_refused() {
    let sim = Sim::start().await;
    let mut body = sim.trunk_body("huge");
    body["padding"] = json!("x".repeat(2 << 20));
    let reply = sim.request(Method::POST, "trunks").json(&body).send().await;
    // The answer can overtake the body, and the connection then closes on it.
    assert!(reply.is_err() || reply.is_ok_and(|reply| reply.status() == 400));
    assert_eq!(sim.get("trunks").await.json["response"], json!([]));
}
