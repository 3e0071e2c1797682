//! Twilio's API in its own words.

mod credential;
mod ip_address;
mod listing;
mod number;
mod origination;
mod trunk;

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use super::{Config, dialect::TwilioDialect};
use crate::{
    Error, Result,
    http::{self, Body, Call, Method, Repeat, Response},
    model::{Identity, InvalidValue},
};

pub use listing::Listing;

/// Every documented call of trunking v1, and those of the 2010 API that a trunk needs: IP access control lists,
/// credential lists, and numbers. Numbers are never bought and never released: no such call is here.
///
/// Clones share connections, limits and the retry budget. SIDs are checked before anything is sent. Any answer but
/// the documented one is an error with Twilio's code, message and request id.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    http: http::Client,
    trunking: Url,
    api: Url,
    page_size: u32,
}

/// Where a call goes, unless a SID in it is none.
type Target = std::result::Result<Url, InvalidValue>;

impl Client {
    /// A client for one account.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration), with every mistake in the configuration.
    pub fn new(config: Config) -> Result<Self> {
        let checked = config.check()?;
        let http = http::Client::new(
            checked.identity,
            &[checked.trunking.clone(), checked.api.clone()],
            checked.auth,
            Arc::new(TwilioDialect),
            checked.http,
        )?;
        let inner =
            Inner { http, trunking: checked.trunking, api: checked.api, page_size: checked.page_size };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whose account it is.
    pub fn identity(&self) -> &Identity {
        self.inner.http.identity()
    }

    /// A URL of trunking v1. What goes into it is checked or ours, so it needs no escaping.
    fn trunking(&self, path: &str) -> Url {
        let mut url = self.inner.trunking.clone();
        url.set_path(&format!("/v1/{path}"));
        url
    }

    /// A URL of the 2010 API, which answers in XML without the `.json`.
    fn api(&self, path: &str) -> Url {
        let mut url = self.inner.api.clone();
        url.set_path(&format!("/2010-04-01/Accounts/{}/{path}.json", self.identity().account));
        url
    }

    async fn get<T: DeserializeOwned>(&self, operation: &'static str, target: Target) -> Result<T> {
        let url = self.checked(operation, target)?;
        self.send(operation, Method::Get, url, Body::None, Repeat::Read).await?.decode()
    }

    async fn create<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        target: Target,
        params: &impl Serialize,
    ) -> Result<T> {
        let url = self.checked(operation, target)?;
        self.send(operation, Method::Post, url, form(params), Repeat::Create).await?.decode()
    }

    async fn update<T: DeserializeOwned>(
        &self,
        operation: &'static str,
        target: Target,
        params: &impl Serialize,
    ) -> Result<T> {
        let url = self.checked(operation, target)?;
        self.send(operation, Method::Post, url, form(params), Repeat::Idempotent).await?.decode()
    }

    async fn delete(&self, operation: &'static str, target: Target) -> Result<()> {
        let url = self.checked(operation, target)?;
        self.send(operation, Method::Delete, url, Body::None, Repeat::Delete).await.map(drop)
    }

    fn checked(&self, operation: &'static str, target: Target) -> Result<Url> {
        target
            .map_err(|invalid| Error::from(invalid).with_identity(self.identity()).with_operation(operation))
    }

    async fn send(
        &self,
        operation: &'static str,
        method: Method,
        url: Url,
        body: Body,
        repeat: Repeat,
    ) -> Result<Response> {
        self.inner.http.send(Call { operation, method, url, body, repeat }).await
    }
}

fn form(params: &impl Serialize) -> Body {
    let form = serde_urlencoded::to_string(params);
    Body::Form(
        form.expect("parameters are a flat struct of texts, numbers and switches, which a form can hold"),
    )
}
