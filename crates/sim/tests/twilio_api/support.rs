//! A simulator, and a client that speaks to it as an account.

#![expect(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::sync::Arc;

use jiff::SignedDuration;
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;
use trunkline_sim::{Clock, Fixture, Simulator, TwilioAccount, TwilioSwitches};

/// A running simulator whose clock stands still, and one of its accounts.
pub(crate) struct Sim {
    pub(crate) simulator: Arc<Simulator>,
    pub(crate) account: TwilioAccount,
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

    pub(crate) async fn with(set: impl FnOnce(&mut TwilioSwitches)) -> Self {
        Self::of(Fixture::default(), set).await
    }

    pub(crate) async fn of(fixture: Fixture, set: impl FnOnce(&mut TwilioSwitches)) -> Self {
        let mut switches = TwilioSwitches::default();
        set(&mut switches);
        let account = fixture.twilio[0].clone();
        let clock = Clock::manual("2026-05-04T03:02:01Z".parse().unwrap());
        let simulator = Simulator::builder()
            .fixture(fixture)
            .clock(clock)
            .twilio_switches(switches)
            .start()
            .await
            .unwrap();
        Self { simulator: Arc::new(simulator), account, client: client() }
    }

    /// The same simulator as its second account sees it.
    pub(crate) fn other_account(&self) -> Self {
        Self {
            simulator: Arc::clone(&self.simulator),
            account: self.simulator.fixture().twilio[1].clone(),
            client: self.client.clone(),
        }
    }

    pub(crate) fn advance_days(&self, days: i64) {
        self.simulator.clock().advance(SignedDuration::from_hours(24 * days));
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.twilio_url())
    }

    /// A path of the 2010-04-01 API, as `SIP/IpAccessControlLists`, with `.json`.
    pub(crate) fn api(&self, below: &str) -> String {
        format!("/2010-04-01/Accounts/{}/{below}.json", self.account.account_sid)
    }

    /// A request without credentials.
    pub(crate) fn bare(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, self.url(path))
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.bare(method, path).basic_auth(&self.account.account_sid, Some(&self.account.auth_token))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        send(self.request(Method::POST, path).form(form)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        send(self.request(Method::DELETE, path)).await
    }

    /// A new trunk; its path.
    pub(crate) async fn trunk(&self) -> String {
        let reply = self.post("/v1/Trunks", &[("FriendlyName", "a trunk")]).await;
        format!("/v1/Trunks/{}", reply.sid())
    }

    /// A new IP access control list; its SID.
    pub(crate) async fn acl(&self, name: &str) -> String {
        self.post(&self.api("SIP/IpAccessControlLists"), &[("FriendlyName", name)]).await.sid()
    }

    /// A new credential list; its SID.
    pub(crate) async fn credential_list(&self, name: &str) -> String {
        self.post(&self.api("SIP/CredentialLists"), &[("FriendlyName", name)]).await.sid()
    }

    /// The SID of the account's number at that place.
    pub(crate) async fn number(&self, index: usize) -> String {
        let reply = self.get(&self.api("IncomingPhoneNumbers")).await;
        reply.json["incoming_phone_numbers"][index]["sid"].as_str().unwrap().to_owned()
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

impl Reply {
    /// Status and code of a refusal.
    pub(crate) fn error(&self) -> (u16, u64) {
        (self.status, self.json["code"].as_u64().unwrap_or_default())
    }

    pub(crate) fn sid(&self) -> String {
        assert_eq!(self.status, 201, "{}", self.text);
        self.json["sid"].as_str().unwrap().to_owned()
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.json[field].as_str().unwrap_or_else(|| panic!("no text {field} in {}", self.text))
    }

    /// The values of one field in the rows of a list.
    pub(crate) fn column(&self, list: &str, field: &str) -> Vec<&str> {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json[list].as_array().unwrap().iter().map(|row| row[field].as_str().unwrap()).collect()
    }
}

/// Plain HTTP only; the TLS settings are there because a client cannot be built without a provider.
fn client() -> Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Client::builder().no_proxy().tls_backend_preconfigured(tls).build().unwrap()
}
