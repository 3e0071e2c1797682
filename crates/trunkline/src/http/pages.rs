//! The way through a list's pages.

use std::collections::HashSet;

use url::Url;

use crate::Result;

use super::Response;

/// So many pages in a row may be empty. An empty page in the middle is not the end; one after the other is a carrier
/// that counts on past it.
const MOST_EMPTY: u32 = 100;

/// The pages of a list that were read, so that reading it ends whatever the links say.
#[derive(Debug, Clone, Default)]
pub(crate) struct Trail {
    seen: HashSet<Url>,
    empty: u32,
}

impl Trail {
    /// Takes another address of a page that was read.
    pub(crate) fn also_read(&mut self, url: Url) {
        self.seen.insert(url);
    }

    /// Takes the page that was read at `url`, which holds so many `objects`; gives where its link leads.
    ///
    /// # Errors
    /// [`MalformedResponse`](crate::ErrorKind::MalformedResponse) for a link to another origin, as requests carry
    /// credentials, for one to a page that was read, and after too many empty pages.
    pub(crate) fn follow(
        &mut self,
        response: &Response,
        url: &Url,
        objects: usize,
        link: Option<&str>,
    ) -> Result<Option<Url>> {
        self.seen.insert(url.clone());
        self.empty = if objects == 0 { self.empty + 1 } else { 0 };
        let Some(link) = link.filter(|link| !link.is_empty()) else { return Ok(None) };
        let Ok(next) = url.join(link) else {
            return Err(response.malformed("the link to the next page is no URL"));
        };
        if next.origin() != url.origin() {
            return Err(response.malformed(format_args!(
                "the link to the next page leads to another host, {}, where the credentials do not go",
                next.origin().ascii_serialization()
            )));
        }
        if self.seen.contains(&next) {
            return Err(
                response.malformed("the link to the next page leads back to one that was read already")
            );
        }
        if self.empty > MOST_EMPTY {
            return Err(response.malformed(format_args!(
                "{} pages in a row are empty, and each has a link to another",
                self.empty
            )));
        }
        Ok(Some(next))
    }
}
