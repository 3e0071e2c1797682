//! Lists, page by page.

use std::{collections::HashSet, marker::PhantomData, sync::Arc};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use super::{Client, Target};
use crate::{
    Error, Result,
    http::{Body, Method, Repeat},
    provider::Objects,
    twilio::wire::{self, Page},
};

/// A list, of which nothing is read yet: as a stream of objects, or page by page.
#[derive(Debug)]
#[must_use = "nothing is read until it is asked for"]
pub struct Listing<T> {
    client: Client,
    operation: &'static str,
    key: &'static str,
    first: Target,
    items: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned + Send + 'static> Listing<T> {
    /// The first page.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn first_page(&self) -> Result<Page<T>> {
        self.page(self.first_url()?, &HashSet::new()).await
    }

    /// The page after `page`; `None` after the last.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn page_after(&self, page: &Page<T>) -> Result<Option<Page<T>>> {
        match &page.next {
            None => Ok(None),
            Some(url) => self.page(url.clone(), &HashSet::new()).await.map(Some),
        }
    }

    /// All objects, reading a page when it is asked for.
    ///
    /// It always ends: after an error, and when a link leads back to a page that was read already, which is a
    /// [`MalformedResponse`](crate::ErrorKind::MalformedResponse). An empty page in the middle is not the end.
    pub fn stream(self) -> Objects<T> {
        let list = Arc::new(self);
        let pages = stream::try_unfold(Place::Start, move |place| {
            let list = Arc::clone(&list);
            async move {
                let (url, mut seen) = match place {
                    Place::Start => (list.first_url()?, HashSet::new()),
                    Place::At(url, seen) => (url, seen),
                    Place::End => return Ok(None),
                };
                let page = list.page(url.clone(), &seen).await?;
                seen.insert(url);
                let then = page.next.map_or(Place::End, |next| Place::At(next, seen));
                Ok::<_, Error>(Some((page.items, then)))
            }
        });
        pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten().boxed()
    }

    fn first_url(&self) -> Result<Url> {
        self.client.checked(self.operation, self.first.clone())
    }

    /// Reads a page, whose link must not lead to itself or to one of those `seen`.
    async fn page(&self, url: Url, seen: &HashSet<Url>) -> Result<Page<T>> {
        let response =
            self.client.send(self.operation, Method::Get, url.clone(), Body::None, Repeat::Read).await?;
        let page = wire::decode(&response, self.key, &url)?;
        match &page.next {
            Some(next) if *next == url || seen.contains(next) => {
                Err(response.malformed("the link to the next page leads back to one that was read already"))
            }
            _ => Ok(page),
        }
    }
}

/// How far a stream has come.
enum Place {
    Start,
    At(Url, HashSet<Url>),
    End,
}

impl Client {
    /// A list whose objects are in the field `key`.
    pub(super) fn listing<T>(
        &self,
        operation: &'static str,
        key: &'static str,
        target: Target,
    ) -> Listing<T> {
        self.filtered(operation, key, target, &())
    }

    /// Likewise, of what matches a filter.
    pub(super) fn filtered<T>(
        &self,
        operation: &'static str,
        key: &'static str,
        target: Target,
        filter: &impl Serialize,
    ) -> Listing<T> {
        let first = target.map(|mut url| {
            let filter = serde_urlencoded::to_string(filter);
            let filter =
                filter.expect("filters are a flat struct of texts and switches, which a query can hold");
            let size = format!("PageSize={}", self.inner.page_size);
            let query = if filter.is_empty() { size } else { format!("{filter}&{size}") };
            url.set_query(Some(&query));
            url
        });
        Listing { client: self.clone(), operation, key, first, items: PhantomData }
    }
}
