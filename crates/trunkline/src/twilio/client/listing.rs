//! Lists, page by page.

use std::{marker::PhantomData, sync::Arc};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde::{Serialize, de::DeserializeOwned};
use url::Url;

use super::{Client, Target};
use crate::{
    Error, Result,
    http::{Body, Method, Repeat, Trail},
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
        self.page(self.first_url()?, &mut Trail::default()).await
    }

    /// The page after `page`; `None` after the last.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn page_after(&self, page: &Page<T>) -> Result<Option<Page<T>>> {
        match &page.next {
            None => Ok(None),
            Some(url) => self.page(url.clone(), &mut Trail::default()).await.map(Some),
        }
    }

    /// All objects, reading a page when it is asked for.
    ///
    /// It always ends: after an error, and with a [`MalformedResponse`](crate::ErrorKind::MalformedResponse) when a
    /// link leads back to a page that was read already, or from a hundred empty pages to the next. An empty page in
    /// the middle is not the end.
    pub fn stream(self) -> Objects<T> {
        let list = Arc::new(self);
        let pages = stream::try_unfold(Place::Start, move |place| {
            let list = Arc::clone(&list);
            async move {
                let (url, mut trail) = match place {
                    Place::Start => (list.first_url()?, Trail::default()),
                    Place::At(url, trail) => (url, trail),
                    Place::End => return Ok(None),
                };
                let page = list.page(url, &mut trail).await?;
                let then = page.next.map_or(Place::End, |next| Place::At(next, trail));
                Ok::<_, Error>(Some((page.items, then)))
            }
        });
        pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten().boxed()
    }

    fn first_url(&self) -> Result<Url> {
        self.client.checked(self.operation, self.first.clone())
    }

    async fn page(&self, url: Url, trail: &mut Trail) -> Result<Page<T>> {
        let response =
            self.client.send(self.operation, Method::Get, url.clone(), Body::None, Repeat::Read).await?;
        wire::decode(&response, self.key, &url, trail)
    }
}

/// How far a stream has come.
enum Place {
    Start,
    At(Url, Trail),
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
