//! Pages of lists, of both of Twilio's kinds.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use crate::{
    Result,
    http::{Response, Trail},
};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its objects; a page in the middle may be empty.
    pub items: Vec<T>,
    pub(in crate::twilio) next: Option<Url>,
}

impl<T> Page<T> {
    /// Whether no page follows.
    pub fn is_last(&self) -> bool {
        self.next.is_none()
    }
}

/// Reads the page at `url`.
///
/// Trunking v1 gives the next page as an absolute URL in `meta.next_page_url`, the 2010 API as a path in
/// `next_page_uri`. It is followed word for word, as it carries a token.
pub(in crate::twilio) fn decode<T: DeserializeOwned>(
    response: &Response,
    key: &str,
    url: &Url,
    trail: &mut Trail,
) -> Result<Page<T>> {
    let mut body: Map<String, Value> = response.decode()?;
    let items = body.remove(key).ok_or_else(|| response.malformed(format_args!("the page has no {key}")))?;
    let items: Vec<T> = serde_json::from_value(items)
        .map_err(|_| response.malformed(format_args!("an object in {key} is not as documented")))?;
    let link = match body.get("meta") {
        Some(meta) => meta.get("next_page_url"),
        None => body.get("next_page_uri"),
    };
    let next = trail.follow(response, url, items.len(), link.and_then(Value::as_str))?;
    Ok(Page { items, next })
}
