//! Faults of the links between pages. Each API has its own: trunking v1 absolute ones in `meta`, 2010-04-01 and Exotel
//! relative ones, at the top and in `metadata`.

use axum::http::header::HOST;
use axum::http::request::Parts;
use serde_json::{Map, Value, json};

use crate::exotel::Exotel;

/// A query parameter that no operation knows, and that tells a page behind an empty one from the empty one.
const BEHIND_EMPTY: &str = "after_empty";

/// Path and query of the request.
pub(super) fn own_link(parts: &Parts) -> String {
    parts.uri.path_and_query().map(ToString::to_string).unwrap_or_default()
}

/// The link of an empty page to the page asked for; none if that is what was asked for.
pub(super) fn link_behind_empty(parts: &Parts) -> Option<String> {
    let query = parts.uri.query().unwrap_or_default();
    if query.contains(BEHIND_EMPTY) {
        return None;
    }
    let and = if query.is_empty() { "?" } else { "&" };
    Some(format!("{}{and}{BEHIND_EMPTY}=1", own_link(parts)))
}

/// Makes `link` the link to the next page; an absolute one stays as it is.
pub(super) fn set_next(answer: &mut Value, parts: &Parts, link: &str) {
    let path = parts.uri.path();
    if Exotel::serves(path) {
        // An empty list of credentials has no metadata.
        let metadata = &mut answer["metadata"];
        if metadata.is_null() {
            let own = own_link(parts);
            *metadata = json!({"page_size": 50, "first_page_uri": own, "prev_page_uri": null});
        }
        metadata["next_page_uri"] = link.into();
    } else if answer.get("meta").is_some() {
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
        let absolute = if link.starts_with('/') { format!("http://{host}{link}") } else { link.to_owned() };
        answer["meta"]["next_page_url"] = absolute.into();
    } else {
        answer["next_page_uri"] = link.into();
    }
}

/// Takes all rows from a page, which `link` leads on from.
pub(super) fn empty(answer: &mut Value, parts: &Parts, link: &str) {
    let lists = answer.as_object_mut().into_iter().flat_map(Map::values_mut);
    for list in lists.filter_map(Value::as_array_mut) {
        list.clear();
    }
    set_next(answer, parts, link);
}
