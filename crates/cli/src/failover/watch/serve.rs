//! Metrics over HTTP.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, http::header::CONTENT_TYPE, routing::get};
use tokio::net::TcpListener;

use crate::{exit::Failure, output};

/// What Prometheus gets: the text after the last look.
#[derive(Debug, Clone, Default)]
pub(super) struct Metrics(Arc<Mutex<String>>);

impl Metrics {
    /// Listens, until the process ends.
    pub(super) async fn serve(address: SocketAddr) -> Result<Self, Failure> {
        let metrics = Self::default();
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| Failure::Local(format!("{address} cannot be listened on: {error}")))?;
        if let Ok(address) = listener.local_addr() {
            output::note(&format!("metrics are at http://{address}/metrics"));
        }
        let served = metrics.clone();
        let text = move || async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4")], served.text()) };
        let router = Router::new().route("/metrics", get(text));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(metrics)
    }

    pub(super) fn set(&self, text: String) {
        if let Ok(mut held) = self.0.lock() {
            *held = text;
        }
    }

    fn text(&self) -> String {
        self.0.lock().map(|text| text.clone()).unwrap_or_default()
    }
}
