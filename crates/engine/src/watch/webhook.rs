//! Telling a web server of a change, so that it can tell who told it.

use std::{sync::Arc, time::Duration};

use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use rustls::{ClientConfig, RootCertStore};
use sha2::Sha256;
use trunkline::model::SecretString;
use url::Url;

use super::Change;

/// How long one attempt may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often it is tried, with 1, 2 and 4 seconds between.
const ATTEMPTS: u32 = 4;

/// A web server that is told of changes by POST.
#[derive(Debug, Clone)]
pub struct Webhook {
    url: Url,
    secret: SecretString,
    client: reqwest::Client,
}

/// The signature of a body at a time: HMAC-SHA256, in hexadecimal, over the Unix time, a dot, and the body.
///
/// The time is in the header `Trunkline-Timestamp`, the signature in `Trunkline-Signature` after `v1=`. Whoever receives
/// it refuses old times, or one who overhears a request could send it again.
///
/// # Panics
/// Never: HMAC takes keys of every length.
pub fn sign(secret: &str, timestamp: i64, body: &str) -> String {
    use std::fmt::Write as _;

    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of every length");
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    mac.finalize().into_bytes().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Webhook {
    /// A server at `url`, with the secret that it shares.
    ///
    /// # Errors
    /// When the URL is not http: or https:, has a password in it, or the client cannot be set up.
    pub fn new(url: &str, secret: SecretString) -> Result<Self, String> {
        let url: Url = url.parse().map_err(|error| format!("the webhook's URL cannot be read: {error}"))?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err("a webhook's URL starts with https:// or http://".into());
        }
        if url.password().is_some() || !url.username().is_empty() {
            return Err("a webhook's URL holds no user name or password: its calls are signed".into());
        }
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let unset = |error: &dyn std::fmt::Display| format!("the webhook's client cannot be set up: {error}");
        let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| unset(&error))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .timeout(TIMEOUT)
            .build()
            .map_err(|error| unset(&error))?;
        Ok(Self { url, secret, client })
    }

    /// Tells of a change. A server that answers 5xx or not at all is tried again.
    ///
    /// # Errors
    /// Why nobody was told, in a line.
    pub async fn tell(&self, change: &Change) -> Result<(), String> {
        let body = serde_json::to_string(change).map_err(|error| error.to_string())?;
        let mut wait = Duration::from_secs(1);
        let mut attempt = 1;
        loop {
            let Err((why, again)) = self.post(&body).await else { return Ok(()) };
            if !again || attempt == ATTEMPTS {
                return Err(why);
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
            attempt += 1;
        }
    }

    async fn post(&self, body: &str) -> Result<(), (String, bool)> {
        use secrecy::ExposeSecret as _;

        let timestamp = Timestamp::now().as_second();
        let signature = sign(self.secret.expose_secret(), timestamp, body);
        let request = self
            .client
            .post(self.url.clone())
            .header("Content-Type", "application/json")
            .header("Trunkline-Timestamp", timestamp.to_string())
            .header("Trunkline-Signature", format!("v1={signature}"))
            .body(body.to_owned());
        let host = self.url.host_str().unwrap_or_default();
        match request.send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => {
                let status = answer.status();
                Err((format!("the webhook at {host} answers {status}"), status.is_server_error()))
            }
            Err(error) => {
                Err((format!("the webhook at {host} cannot be told: {}", error.without_url()), true))
            }
        }
    }
}
