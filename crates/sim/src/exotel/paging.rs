//! Lists, page by page: `offset` and `page_size`, and links that are relative paths.

use serde::Serialize;

use super::answer::Answer;
use super::call::Call;
use super::switches::{EmptyList, ListOrder};
use super::view::Data;

/// Rows on a page unless asked otherwise (developer.exotel.com, captured lists).
const DEFAULT_PAGE_SIZE: usize = 50;

/// `metadata` of a list.
#[derive(Debug, Serialize)]
pub(super) struct PageMetadata {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) total: Option<usize>,
    page_size: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<usize>,
    first_page_uri: String,
    prev_page_uri: Option<String>,
    next_page_uri: Option<String>,
}

impl PageMetadata {
    /// Adds what only credentials have.
    pub(super) fn with_totals(self, total: usize, offset: usize) -> Self {
        Self { total: Some(total), page: Some(offset / self.page_size + 1), ..self }
    }
}

/// The page that was asked for, of rows given oldest first.
pub(super) fn list<T>(call: &Call<'_>, rows: &[T], view: impl Fn(&T) -> Data) -> Answer {
    let rows: Vec<_> = rows.iter().collect();
    let (metadata, page) = page(call, rows, view);
    let bare = page.is_empty() && call.switches.empty_list == EmptyList::WithoutMetadata;
    Answer::List((!bare).then_some(metadata), page)
}

/// The page that was asked for, and its metadata.
pub(super) fn page<T>(
    call: &Call<'_>,
    mut rows: Vec<&T>,
    view: impl Fn(&T) -> Data,
) -> (PageMetadata, Vec<Data>) {
    if call.switches.list_order == ListOrder::NewestFirst {
        rows.reverse();
    }
    let offset = offset(call);
    let page_size = number(call, "page_size")
        .filter(|&size| size > 0)
        .unwrap_or(DEFAULT_PAGE_SIZE)
        .min(call.switches.max_page_size.max(1));
    let link = |offset: usize| format!("{}?offset={offset}&page_size={page_size}", call.path);
    let end = offset.saturating_add(page_size);
    let metadata = PageMetadata {
        total: None,
        page_size,
        page: None,
        first_page_uri: link(0),
        prev_page_uri: (offset > 0).then(|| link(offset.saturating_sub(page_size))),
        next_page_uri: (end < rows.len()).then(|| link(end)),
    };
    let page = rows.into_iter().skip(offset).take(page_size).map(view).collect();
    (metadata, page)
}

/// Where the page begins. A value that is no number is as good as none: nothing says how it is refused.
pub(super) fn offset(call: &Call<'_>) -> usize {
    number(call, "offset").unwrap_or(0)
}

fn number(call: &Call<'_>, name: &str) -> Option<usize> {
    call.query(name)?.parse().ok()
}
