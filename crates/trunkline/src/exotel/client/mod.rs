//! Exotel's API in its own words.

mod credentials;
mod destination_uris;
mod listing;
mod phone_numbers;
mod settings;
mod trunks;
mod whitelisted_ips;

use std::{slice, sync::Arc};

use serde::Serialize;
use url::Url;

use super::{Config, Region, answer, convert::Hosts, dialect::ExotelDialect, wire::Object};
use crate::{
    ErrorKind, Result,
    http::{self, Body, Call, Method, Repeat, Response},
    model::{Identity, TrunkId},
};

pub use listing::{Listing, Page};

/// Every documented call of the Dynamic SIP Trunking API.
///
/// Clones share connections, limits and the retry budget. Ids cannot be empty, so a bare `DELETE /trunks` cannot be
/// sent. Any answer but a success is an error with Exotel's code, message and request id.
///
/// Some operations are in Exotel's endpoint index without a sample; where nobody has shown what they answer, the
/// object is an `Option`.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    http: http::Client,
    identity: Identity,
    hosts: Hosts,
    /// With the account's path.
    account: Url,
    page_size: Option<u32>,
}

impl Client {
    /// A client for one account.
    ///
    /// # Errors
    /// [`Configuration`](ErrorKind::Configuration), with every mistake in the configuration.
    pub fn new(config: Config) -> Result<Self> {
        let checked = config.check()?;
        let http = http::Client::new(
            checked.identity.clone(),
            slice::from_ref(&checked.account),
            checked.auth,
            Arc::new(ExotelDialect),
            checked.http,
        )?;
        let inner = Inner {
            http,
            identity: checked.identity,
            hosts: Hosts { region: checked.region, given: checked.edges },
            account: checked.account,
            page_size: checked.page_size,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whose account it is.
    pub fn identity(&self) -> &Identity {
        &self.inner.identity
    }

    /// The region the account is used in.
    pub fn region(&self) -> Region {
        self.inner.hosts.region
    }

    /// Where calls are to be sent.
    pub(super) fn hosts(&self) -> &Hosts {
        &self.inner.hosts
    }

    /// A URL under the account's. Each segment is escaped.
    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.inner.account.clone();
        url.path_segments_mut().expect("checked: the URL has a host").extend(segments);
        url
    }

    /// A URL under a trunk's.
    fn trunk_url(&self, trunk: &TrunkId, segments: &[&str]) -> Url {
        self.url(&[&["trunks", trunk.as_str()], segments].concat())
    }

    async fn create<T: Object>(&self, operation: &'static str, url: Url, body: &impl Serialize) -> Result<T> {
        answer::one(&self.send(operation, Method::Post, url, json(body), Repeat::Create).await?)
    }

    async fn update<T: Object>(
        &self,
        operation: &'static str,
        url: Url,
        body: &impl Serialize,
    ) -> Result<Option<T>> {
        answer::optional(&self.send(operation, Method::Put, url, json(body), Repeat::Idempotent).await?)
    }

    /// Deletes what the query names: Exotel takes ids of what is to go as a parameter, never as a path.
    async fn delete<T: Object>(
        &self,
        operation: &'static str,
        mut url: Url,
        (name, value): (&str, &str),
    ) -> Result<Option<T>> {
        url.query_pairs_mut().append_pair(name, value);
        let response = self.send(operation, Method::Delete, url, Body::None, Repeat::Delete).await?;
        if response.already_gone() { Ok(None) } else { answer::optional(&response) }
    }

    async fn send(
        &self,
        operation: &'static str,
        method: Method,
        url: Url,
        body: Body,
        repeat: Repeat,
    ) -> Result<Response> {
        let of_a_trunk = self.is_of_a_trunk(&url);
        self.inner.http.send(Call { operation, method, url, body, repeat }).await.map_err(|error| {
            // 1003 stands for a trunk that is not there only where a trunk was named.
            let hidden = error.kind() == ErrorKind::NotFound && error.carrier_code() == Some("1003");
            if hidden && !of_a_trunk { error.with_kind(ErrorKind::PermissionDenied) } else { error }
        })
    }

    fn is_of_a_trunk(&self, url: &Url) -> bool {
        let path = url.path().strip_prefix(self.inner.account.path()).unwrap_or_default();
        path.starts_with("/trunks/") || url.query_pairs().any(|(name, _)| name == "trunk_sid")
    }
}

fn json(body: &impl Serialize) -> Body {
    Body::Json(
        serde_json::to_string(body).expect("bodies are structs of texts and numbers, which JSON can hold"),
    )
}
