//! A simulator, and a client that speaks to it as an account.

use std::sync::Arc;

use jiff::SignedDuration;
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap};
use serde_json::{Value, json};
use trunkline_sim::{Clock, ExotelAccount, ExotelSwitches, Simulator};

/// A running simulator whose clock stands still, and one of its accounts.
pub(crate) struct Sim {
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) account: ExotelAccount,
    client: Client,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
    /// `Null` where the body is not JSON.
    pub(crate) json: Value,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(set: impl FnOnce(&mut ExotelSwitches)) -> Self {
        let mut switches = ExotelSwitches::default();
        set(&mut switches);
        let clock = Clock::manual("2026-01-23T09:24:59.5Z".parse().unwrap());
        Self::of(Simulator::builder().clock(clock).exotel_switches(switches).start().await.unwrap())
    }

    pub(crate) fn of(simulator: Simulator) -> Self {
        let account = simulator.fixture().exotel[0].clone();
        Self { simulator: Arc::new(simulator), account, client: client() }
    }

    /// The same simulator as its second account sees it.
    pub(crate) fn other_account(&self) -> Self {
        Self {
            simulator: Arc::clone(&self.simulator),
            account: self.simulator.fixture().exotel[1].clone(),
            client: self.client.clone(),
        }
    }

    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.simulator.clock().advance(SignedDuration::from_secs(seconds));
    }

    /// The path of something of the account.
    pub(crate) fn path(&self, below: &str) -> String {
        format!("/v2/accounts/{}/{below}", self.account.account_sid)
    }

    /// A request without credentials.
    pub(crate) fn bare(&self, method: Method, below: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{}", self.simulator.exotel_url(), self.path(below)))
    }

    pub(crate) fn request(&self, method: Method, below: &str) -> RequestBuilder {
        self.bare(method, below).basic_auth(&self.account.api_key, Some(&self.account.api_token))
    }

    pub(crate) async fn get(&self, below: &str) -> Reply {
        send(self.request(Method::GET, below)).await
    }

    /// Follows a link that an answer gave.
    pub(crate) async fn follow(&self, link: &Value) -> Reply {
        let link = link.as_str().unwrap();
        self.get(link.strip_prefix(&self.path("")).unwrap()).await
    }

    pub(crate) async fn post(&self, below: &str, body: Value) -> Reply {
        send(self.request(Method::POST, below).json(&body)).await
    }

    pub(crate) async fn put(&self, below: &str, body: Value) -> Reply {
        send(self.request(Method::PUT, below).json(&body)).await
    }

    pub(crate) async fn delete(&self, below: &str) -> Reply {
        send(self.request(Method::DELETE, below)).await
    }

    /// What creates a trunk.
    pub(crate) fn trunk_body(&self, name: &str) -> Value {
        let domain = format!("{}.pstn.exotel.com", self.account.account_sid);
        json!({"trunk_name": name, "nso_code": "ANY-ANY", "domain_name": domain})
    }

    /// A new trunk; its path.
    pub(crate) async fn trunk(&self, name: &str) -> String {
        let reply = self.post("trunks", self.trunk_body(name)).await;
        format!("trunks/{}", reply.data()["trunk_sid"].as_str().unwrap())
    }

    /// A new row under a trunk; its id.
    pub(crate) async fn row(&self, below: &str, body: Value) -> String {
        self.post(below, body).await.data()["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.unwrap();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Reply { status, headers, text, json }
}

/// One destination, as the request that adds some has it.
pub(crate) fn destinations(uris: &[&str]) -> Value {
    let rows: Vec<_> = uris.iter().map(|uri| json!({"destination": uri})).collect();
    json!({ "destinations": rows })
}

impl Reply {
    /// The object of a success.
    pub(crate) fn data(&self) -> &Value {
        assert_eq!(self.json["response"]["status"], "success", "{}", self.text);
        &self.json["response"]["data"]
    }

    /// HTTP status, nested code, error code and description of a refusal.
    pub(crate) fn error(&self) -> (u16, u64, u64, &str) {
        let response = &self.json["response"];
        assert_eq!(response["status"], "failure", "{}", self.text);
        assert!(response["data"].is_null(), "{}", self.text);
        let error = &response["error_data"];
        let number = |value: &Value| value.as_u64().unwrap();
        (
            self.status,
            number(&response["code"]),
            number(&error["code"]),
            error["description"].as_str().unwrap(),
        )
    }

    /// The values of one field in the rows of a list.
    pub(crate) fn column(&self, field: &str) -> Vec<&str> {
        assert_eq!(self.status, 200, "{}", self.text);
        let rows = self.json["response"].as_array().unwrap();
        rows.iter().map(|row| row["data"][field].as_str().unwrap()).collect()
    }
}

/// Plain HTTP only; the TLS settings are there because a client cannot be built without a provider.
pub(crate) fn client() -> Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().no_proxy().tls_backend_preconfigured(tls).build().unwrap()
}
