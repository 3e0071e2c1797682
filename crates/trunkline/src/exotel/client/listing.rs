//! Lists, page by page.

use std::marker::PhantomData;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use url::Url;

use super::Client;
use crate::{
    Error, Result,
    exotel::{answer, wire::Object},
    http::{Body, Method, Repeat, Trail},
    provider::Objects,
};

/// A list, of which nothing is read yet: as a stream of objects, or page by page.
#[derive(Debug, Clone)]
#[must_use = "nothing is read until it is asked for"]
pub struct Listing<T> {
    client: Client,
    operation: &'static str,
    segments: Vec<String>,
    query: Vec<(&'static str, String)>,
    items: PhantomData<fn() -> T>,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its objects; may be empty though more pages follow.
    pub items: Vec<T>,
    /// How many objects a page has at most, when the answer says so.
    pub page_size: Option<u32>,
    next: Option<Url>,
}

impl<T> Page<T> {
    /// Whether another page follows.
    pub fn has_next(&self) -> bool {
        self.next.is_some()
    }
}

// The bound of what can be listed is not for users to name.
#[expect(private_bounds, reason = "only wire objects are listed, and only this module makes listings")]
impl<T: Object> Listing<T> {
    /// The first page.
    ///
    /// # Errors
    /// Those of a read.
    pub async fn first_page(&self) -> Result<Page<T>> {
        self.page(self.first_url(), &mut Trail::default()).await
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
        let pages = stream::try_unfold(Place::Start, move |place| {
            let list = self.clone();
            async move {
                let (url, mut trail) = match place {
                    Place::Start => (list.first_url(), Trail::default()),
                    Place::At(url, trail) => (url, trail),
                    Place::End => return Ok::<_, Error>(None),
                };
                let page = list.page(url, &mut trail).await?;
                let then = page.next.map_or(Place::End, |next| Place::At(next, trail));
                Ok(Some((page.items, then)))
            }
        });
        pages.map_ok(|items| stream::iter(items.into_iter().map(Ok))).try_flatten().boxed()
    }

    fn first_url(&self) -> Url {
        let segments: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        let mut url = self.client.url(&segments);
        let page_size = self.client.inner.page_size.map(|size| ("page_size", size.to_string()));
        let query: Vec<_> = self.query.iter().cloned().chain(page_size).collect();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    async fn page(&self, url: Url, trail: &mut Trail) -> Result<Page<T>> {
        let response =
            self.client.send(self.operation, Method::Get, url.clone(), Body::None, Repeat::Read).await?;
        let (items, metadata) = answer::list(&response)?;
        // The first page is asked for without an offset, and linked to with one.
        if let Some(first) = metadata.first_page_uri.and_then(|link| url.join(&link).ok()) {
            trail.also_read(first);
        }
        let next = trail.follow(&response, &url, items.len(), metadata.next_page_uri.as_deref())?;
        Ok(Page { items, page_size: metadata.page_size, next })
    }
}

/// How far a stream has come.
enum Place {
    Start,
    At(Url, Trail),
    End,
}

impl Client {
    pub(super) fn listing<T>(
        &self,
        operation: &'static str,
        segments: &[&str],
        filter: Option<(&'static str, String)>,
    ) -> Listing<T> {
        Listing {
            client: self.clone(),
            operation,
            segments: segments.iter().map(|segment| (*segment).to_owned()).collect(),
            query: filter.into_iter().collect(),
            items: PhantomData,
        }
    }
}
