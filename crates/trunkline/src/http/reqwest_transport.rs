//! reqwest as the transport.

use std::{error::Error as StdError, fmt::Write as _, io, sync::Arc, time::Duration};

use async_trait::async_trait;
use reqwest::redirect;
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret as _;

use crate::{Effect, Error, ErrorKind, Result};

use super::{Method, Options, RawResponse, Request, Transport, TransportError, TransportErrorKind};

/// A connection that the carrier closed while it was idle turns a create into an unknown outcome, so connections
/// are not kept for long.
const POOL_IDLE: Duration = Duration::from_secs(15);

/// HTTPS over rustls and ring, with Mozilla's roots: needs no certificates of the system and no global provider.
#[derive(Debug)]
pub(super) struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    pub(super) fn new(options: &Options, loopback: bool) -> Result<Self> {
        let mozillas = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Self::trusting(mozillas, options, loopback)
    }

    pub(super) fn trusting(roots: RootCertStore, options: &Options, loopback: bool) -> Result<Self> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut tls = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(configuration)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];

        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            // A redirect would carry the credentials elsewhere, and a retry below ours could send a create twice.
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(options.connect_within())
            .pool_idle_timeout(POOL_IDLE);
        if loopback {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(configuration)?;
        Ok(Self { client })
    }
}

fn configuration(error: impl StdError + Send + Sync + 'static) -> Error {
    Error::new(ErrorKind::Configuration, Effect::None, "the HTTP client cannot be set up").with_source(error)
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: Request) -> Result<RawResponse, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let auth = &request.auth;
        let mut builder = self
            .client
            .request(method, request.url)
            .basic_auth(&auth.user, Some(auth.password.expose_secret()));
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let response = builder.send().await.map_err(unsent_or_lost)?;
        read(response, request.max_body).await
    }
}

async fn read(mut response: reqwest::Response, max_body: usize) -> Result<RawResponse, TransportError> {
    let status = response.status().as_u16();
    let mut raw = RawResponse::new(status);
    for (name, value) in response.headers() {
        if let Ok(value) = value.to_str() {
            raw = raw.with_header(name.as_str(), value);
        }
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(raw.with_body(body)),
            Ok(Some(chunk)) if body.len() + chunk.len() <= max_body => body.extend_from_slice(&chunk),
            Ok(Some(_)) => {
                let message = format!("more than {max_body} bytes");
                return Err(TransportError::new(TransportErrorKind::TooLarge, message).with_status(status));
            }
            Err(error) => {
                let message = format!("after {} bytes of its body: {}", body.len(), causes(&error));
                return Err(TransportError::new(TransportErrorKind::BodyCut, message)
                    .with_status(status)
                    .with_source(error.without_url()));
            }
        }
    }
}

/// Only `is_connect` proves that nothing was sent: all else arrives after the request may have been read.
fn unsent_or_lost(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), certificate(&error)) {
        (_, true) => TransportErrorKind::Certificate,
        (true, false) => TransportErrorKind::Unreachable,
        (false, false) => TransportErrorKind::Interrupted,
    };
    TransportError::new(kind, causes(&error)).with_source(error.without_url())
}

/// An error and its causes. An `io::Error` is no cause of what it wraps, and may wrap another one: it is opened.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        }
    })
}

/// Whether the handshake failed because of the host's certificate.
fn certificate(error: &reqwest::Error) -> bool {
    chain(error).any(|cause| {
        matches!(cause.downcast_ref::<rustls::Error>(), Some(rustls::Error::InvalidCertificate(_)))
    })
}

/// The causes of an error, outermost left out as it names the URL only.
fn causes(error: &reqwest::Error) -> String {
    let mut text = String::new();
    for cause in chain(error).skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            let separator = if text.is_empty() { "" } else { ": " };
            // Writing to a String cannot fail.
            let _ = write!(text, "{separator}{cause}");
        }
    }
    if text.is_empty() { "no cause given".to_owned() } else { text }
}
