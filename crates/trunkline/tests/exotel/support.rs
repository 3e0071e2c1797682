//! A server that answers by a script, and the samples of Exotel's pages.

use std::sync::Mutex;

use serde_json::{Value, json};
use trunkline::{
    Error,
    exotel::{Client, Config, Exotel, Region},
    http::{Options, RetryOptions},
    model::TrunkId,
};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

pub(crate) const TRUNK: &str = "trmum1f708622631150902801a1n";
pub(crate) const BASE: &str = "/v2/accounts/ameyo5m";

pub(crate) fn trunk_id() -> TrunkId {
    TRUNK.parse().unwrap()
}

/// Answers the first request with the first answer, and so on.
struct Script(Mutex<std::vec::IntoIter<ResponseTemplate>>);

impl Respond for Script {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let next = self.0.lock().unwrap().next();
        next.unwrap_or_else(|| ResponseTemplate::new(400).set_body_string("the script has ended"))
    }
}

/// What a call came to, and the requests it made: `POST /trunks?a=b {"body":1}`, below the account's path.
pub(crate) async fn exchange<T>(
    answers: Vec<ResponseTemplate>,
    call: impl AsyncFnOnce(Client) -> T,
) -> (T, Vec<String>) {
    with_attempts(1, answers, call).await
}

/// As [`exchange`], with retries.
pub(crate) async fn with_attempts<T>(
    attempts: u32,
    answers: Vec<ResponseTemplate>,
    call: impl AsyncFnOnce(Client) -> T,
) -> (T, Vec<String>) {
    let retry =
        RetryOptions::new().with_max_attempts(attempts).with_base(std::time::Duration::from_millis(1));
    let options = Options::new().with_retry(retry);
    configured(|config| config.with_http(options), answers, call).await
}

/// As [`exchange`], for the contract over the client.
pub(crate) async fn provided<T>(
    answers: Vec<ResponseTemplate>,
    call: impl AsyncFnOnce(Exotel) -> T,
) -> (T, Vec<String>) {
    exchange(answers, async |client| call(Exotel::new(client)).await).await
}

/// As [`exchange`], with another configuration.
pub(crate) async fn configured<T>(
    configure: impl FnOnce(Config) -> Config,
    answers: Vec<ResponseTemplate>,
    call: impl AsyncFnOnce(Client) -> T,
) -> (T, Vec<String>) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(Script(Mutex::new(answers.into_iter()))).mount(&server).await;
    let config = Config::new("ameyo5m", "key", "token".into()).with_base_url(server.uri());
    let outcome = call(Client::new(configure(config)).unwrap()).await;
    let requests = server.received_requests().await.unwrap();
    (outcome, requests.iter().map(line).collect())
}

/// A request as a line; its headers are the same for all.
fn line(request: &Request) -> String {
    let header = |name: &str| request.headers.get(name).map(|value| value.to_str().unwrap());
    // key:token (RFC 7617)
    assert_eq!(header("authorization"), Some("Basic a2V5OnRva2Vu"));
    assert_eq!(header("accept"), Some("application/json"));
    let has_body = !request.body.is_empty();
    assert_eq!(header("content-type"), has_body.then_some("application/json"));
    let path = request.url.path().strip_prefix(BASE).unwrap();
    let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let body = if has_body {
        format!(" {}", serde_json::from_slice::<Value>(&request.body).unwrap())
    } else {
        String::new()
    };
    format!("{} {path}{query}{body}", request.method)
}

pub(crate) fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// An entry of a list or a batch, and what `response` is for a single object.
pub(crate) fn success(data: &Value) -> Value {
    json!({"code": 200, "error_data": null, "status": "success", "data": data})
}

/// A failed entry (Exotel's vSIP trunk API reference on GitHub, captured samples).
pub(crate) fn failure(status: u16, code: u16, message: &str, description: &str) -> Value {
    json!({
        "code": status,
        "error_data": {"code": code, "message": message, "description": description},
        "status": "failure",
        "data": null,
    })
}

/// The envelope of one object (developer.exotel.com, captured samples).
pub(crate) fn one(data: &Value) -> ResponseTemplate {
    envelope(200, &success(data), None)
}

/// The envelope of a list (developer.exotel.com, captured samples).
pub(crate) fn list(rows: &[Value]) -> ResponseTemplate {
    page(rows, "/v2/accounts/ameyo5m/x?offset=0&page_size=50", None)
}

/// A page with a link to the next one.
pub(crate) fn page(rows: &[Value], first: &str, next: Option<&str>) -> ResponseTemplate {
    let metadata =
        json!({"page_size": 50, "first_page_uri": first, "prev_page_uri": null, "next_page_uri": next});
    envelope(200, &rows.iter().map(success).collect(), Some(&metadata))
}

/// An empty list, without metadata (Exotel's vSIP trunk API reference on GitHub, list credentials, captured sample).
pub(crate) fn empty() -> ResponseTemplate {
    envelope(200, &json!([]), None)
}

/// A batch. The counts are right, and nothing depends on them.
pub(crate) fn batch(http: u16, entries: &[Value]) -> ResponseTemplate {
    let failed = entries.iter().filter(|entry| entry["status"] == "failure").count();
    let mut metadata = json!({"total": entries.len(), "success": entries.len() - failed});
    if failed > 0 {
        metadata["failed"] = json!(failed);
    }
    envelope(http, &json!(entries), Some(&metadata))
}

/// A refusal, by default with the HTTP status of its nested code.
pub(crate) fn refused(status: u16, code: u16, message: &str, description: &str) -> ResponseTemplate {
    envelope(status, &failure(status, code, message, description), None)
}

/// "Duplicate resource", which comes as HTTP 200 with `http_code` 200 (Exotel's vSIP trunk API reference on GitHub,
/// captured sample 901c1fb5…).
pub(crate) fn duplicate() -> ResponseTemplate {
    envelope(200, &failure(409, 1008, "Duplicate resource", "Duplicate resource"), None)
}

/// An unknown trunk (Exotel's vSIP trunk API reference on GitHub, captured sample 1ed10aff…).
pub(crate) fn missing() -> ResponseTemplate {
    refused(404, 1000, "Not Found", "Not Found")
}

fn envelope(http: u16, response: &Value, metadata: Option<&Value>) -> ResponseTemplate {
    let mut body = json!({
        "request_id": "10a67da360d446378d5c2b66407b7f18",
        "method": "POST",
        "http_code": http,
        "response": response,
    });
    if let Some(metadata) = metadata {
        body["metadata"] = metadata.clone();
    }
    answer(http, &body)
}

/// developer.exotel.com, Create trunk, captured sample.
pub(crate) fn trunk() -> Value {
    json!({
        "trunk_name": "outbound_trunk",
        "date_created": "2026-01-23T09:24:59Z",
        "date_updated": "2026-01-23T09:24:59Z",
        "trunk_sid": TRUNK,
        "status": "active",
        "domain_name": "ameyo5m.pstn.exotel.com",
        "auth_type": "IP-WHITELIST",
        "registration_enabled": "disabled",
        "edge_preference": "auto",
        "nso_code": "ANY-ANY",
        "secure_trunking": "disabled",
        "destination_uris": format!("{BASE}/trunks/{TRUNK}/destination-uris"),
        "whitelisted_ips": format!("{BASE}/trunks/{TRUNK}/whitelisted-ips"),
        "credentials": format!("{BASE}/trunks/{TRUNK}/credentials"),
        "phone_numbers": format!("{BASE}/trunks/{TRUNK}/phone-numbers"),
    })
}

/// developer.exotel.com, List phone numbers, captured sample.
pub(crate) fn number() -> Value {
    json!({
        "id": "41523",
        "phone_number": "+918040264208",
        "trunk_sid": TRUNK,
        "date_created": "2026-01-23T13:28:11Z",
        "date_updated": "2026-01-23T13:41:59Z",
        "mode": "flow",
    })
}

/// developer.exotel.com, Map ACL, captured sample.
pub(crate) fn row() -> Value {
    json!({
        "id": "1153",
        "mask": 32,
        "trunk_sid": TRUNK,
        "ip": "44.248.146.11",
        "friendly_name": null,
        "date_created": "2026-01-23T11:37:36Z",
        "date_updated": "2026-01-23T11:37:36Z",
    })
}

/// developer.exotel.com, List destination URIs, captured sample.
pub(crate) fn destination(id: &str, destination: &str) -> Value {
    json!({
        "id": id,
        "destination": destination,
        "date_created": "2026-01-23T13:39:06Z",
        "date_updated": "2026-01-23T13:39:06Z",
        "type": "public",
        "priority": 0,
        "weight": 1,
        "trunk_sid": TRUNK,
    })
}

/// Exotel's public SIP trunk credentials APIs, a sample typed by hand.
pub(crate) fn credential() -> Value {
    json!({
        "id": "77",
        "trunk_sid": TRUNK,
        "user_name": "voiceai",
        "friendly_name": "prod",
        "date_created": "2026-04-01T09:00:00Z",
        "date_updated": "2026-04-01T09:00:00Z",
    })
}

/// developer.exotel.com, Set trunk alias, captured sample.
pub(crate) fn alias() -> Value {
    json!({
        "name": "trunk_external_alias",
        "value": "+919876543210",
        "trunk_sid": TRUNK,
        "date_created": "2026-01-23T13:34:50Z",
        "date_updated": "2026-01-23T13:34:50Z",
    })
}

/// `value` with another field.
pub(crate) fn with(mut value: Value, field: &str, other: &Value) -> Value {
    value[field] = other.clone();
    value
}

/// A request line under the trunk's path.
pub(crate) fn on_trunk(method: &str, rest: &str) -> String {
    format!("{method} /trunks/{TRUNK}/{rest}")
}

/// Kind and effect, as an assertion shows them.
pub(crate) fn told(error: &Error) -> String {
    format!("{:?}, {:?}", error.kind(), error.effect())
}

pub(crate) fn singapore(config: Config) -> Config {
    config.with_region(Region::Singapore)
}
