//! Lists, page by page.

use std::{collections::HashSet, marker::PhantomData};

use futures::{StreamExt as _, TryStreamExt as _, stream};
use url::Url;

use super::Client;
use crate::{
    Error, Result,
    exotel::{answer, wire::Object},
    http::{Body, Method, Repeat, Response},
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
    first: Option<Url>,
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
        self.page(self.first_url(), &HashSet::new()).await
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
        let pages = stream::try_unfold(Place::Start, move |place| {
            let list = self.clone();
            async move {
                let (url, mut seen) = match place {
                    Place::Start => (list.first_url(), HashSet::new()),
                    Place::At(url, seen) => (url, seen),
                    Place::End => return Ok::<_, Error>(None),
                };
                let page = list.page(url.clone(), &seen).await?;
                seen.insert(url);
                seen.extend(page.first);
                let then = page.next.map_or(Place::End, |next| Place::At(next, seen));
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

    /// Reads a page, whose link must not lead to itself, to the first or to one of those `seen`.
    async fn page(&self, url: Url, seen: &HashSet<Url>) -> Result<Page<T>> {
        let response =
            self.client.send(self.operation, Method::Get, url.clone(), Body::None, Repeat::Read).await?;
        let (items, metadata) = answer::list(&response)?;
        let first = metadata.first_page_uri.and_then(|link| url.join(&link).ok());
        let next = match metadata.next_page_uri.filter(|link| !link.is_empty()) {
            Some(link) => Some(follow(&response, &url, &link)?),
            None => None,
        };
        if next.is_some() && (next.as_ref() == Some(&url) || next == first)
            || next.as_ref().is_some_and(|next| seen.contains(next))
        {
            return Err(
                response.malformed("the link to the next page leads back to one that was read already")
            );
        }
        Ok(Page { items, page_size: metadata.page_size, first, next })
    }
}

/// Where a link leads: on the host that gave it, or nowhere.
fn follow(response: &Response, url: &Url, link: &str) -> Result<Url> {
    match url.join(link) {
        Ok(next) if next.origin() == url.origin() => Ok(next),
        Ok(_) => Err(response.malformed("the link to the next page leads to another host")),
        Err(_) => Err(response.malformed("the link to the next page is no URL")),
    }
}

/// How far a stream has come.
enum Place {
    Start,
    At(Url, HashSet<Url>),
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
