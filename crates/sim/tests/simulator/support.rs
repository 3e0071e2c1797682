//! A simulator, and two ways to speak to it: a client, and bytes on a connection.

use std::net::SocketAddr;
use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use jiff::SignedDuration;
use reqwest::{Client, Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use trunkline_sim::{Builder, Carrier, Clock, Fault, Faults, Rule, Simulator, When};

/// A running simulator whose clock stands still.
pub(crate) struct Sim {
    pub(crate) simulator: Simulator,
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

/// Method, operation, fault and status of a request seen.
pub(crate) type Seen = (String, Option<&'static str>, Option<&'static str>, Option<u16>);

/// Where Exotel's trunks are.
pub(crate) const TRUNKS: &str = "/v2/accounts/acme1/trunks";

/// What creates a trunk at Exotel.
pub(crate) const TRUNK: &str =
    r#"{"trunk_name":"fault","nso_code":"ANY-ANY","domain_name":"acme1.pstn.exotel.com"}"#;

impl Sim {
    pub(crate) async fn start() -> Self {
        Self::of(|builder| builder).await
    }

    pub(crate) async fn of(set: impl FnOnce(Builder) -> Builder) -> Self {
        let clock = Clock::manual("2026-01-23T09:24:59Z".parse().unwrap());
        let simulator = set(Simulator::builder().clock(clock)).start().await.unwrap();
        Self { simulator, client: client() }
    }

    /// With one rule.
    pub(crate) async fn failing(carrier: Carrier, operation: &str, when: When, fault: Fault) -> Self {
        let sim = Self::start().await;
        sim.set(carrier, operation, when, fault);
        sim
    }

    pub(crate) fn set(&self, carrier: Carrier, operation: &str, when: When, fault: Fault) {
        let rule = Rule::new(carrier, operation, fault).when(when);
        self.simulator.faults().set(Faults::none().with_rule(rule)).unwrap();
    }

    pub(crate) fn advance_millis(&self, millis: i64) {
        self.simulator.clock().advance(SignedDuration::from_millis(millis));
    }

    /// A request of the first account of the carrier that the path belongs to.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let (base, user, password) = self.account(path);
        self.client.request(method, format!("{base}{path}")).basic_auth(user, Some(password))
    }

    fn account(&self, path: &str) -> (&str, &str, &str) {
        let fixture = self.simulator.fixture();
        if path.starts_with("/v2/") {
            let account = &fixture.exotel[0];
            (self.simulator.exotel_url(), &account.api_key, &account.api_token)
        } else {
            let account = &fixture.twilio[0];
            (self.simulator.twilio_url(), &account.account_sid, &account.auth_token)
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    /// A JSON body to Exotel, a form to Twilio.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Reply {
        let content_type = content_type(path);
        let request = self.request(Method::POST, path).header("content-type", content_type);
        send(request.body(body.to_owned())).await
    }

    /// Two lists of the 2010-04-01 API, three trunks of each carrier.
    pub(crate) async fn with_trunks(self) -> Self {
        for name in ["one", "two", "three"] {
            self.post(TRUNKS, &TRUNK.replace("fault", name)).await;
            self.post("/v1/Trunks", &format!("FriendlyName={name}")).await;
        }
        self
    }

    /// A request as bytes, which ends its connection.
    pub(crate) fn bytes(&self, method: &str, path: &str, body: &str) -> String {
        let (_, user, password) = self.account(path);
        let login = BASE64_STANDARD.encode(format!("{user}:{password}"));
        let content_type = content_type(path);
        format!(
            "{method} {path} HTTP/1.1\r\nHost: sim\r\nAuthorization: Basic {login}\r\n\
             Content-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
    }

    pub(crate) async fn connect(&self, path: &str) -> std::io::Result<TcpStream> {
        TcpStream::connect(address(self.account(path).0)).await
    }

    /// Everything that comes back on a connection of its own.
    pub(crate) async fn raw(&self, method: &str, path: &str, body: &str) -> std::io::Result<String> {
        let mut stream = self.connect(path).await?;
        stream.write_all(self.bytes(method, path, body).as_bytes()).await?;
        let mut answer = vec![];
        stream.read_to_end(&mut answer).await?;
        Ok(String::from_utf8(answer).unwrap())
    }

    /// Method, operation, fault and status of each request seen.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        let seen = self.simulator.requests().into_iter();
        seen.map(|request| (request.method, request.operation, request.fault, request.status)).collect()
    }
}

fn content_type(path: &str) -> &'static str {
    if path.starts_with("/v2/") { "application/json" } else { "application/x-www-form-urlencoded" }
}

pub(crate) fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text = response.text().await.unwrap();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Reply { status, headers, text, json }
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
