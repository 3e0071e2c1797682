//! Which operation a method and a path name.

use axum::http::Method;

use super::answer::{Outcome, Refusal};
use super::call::Call;
use super::state::State;

/// One operation of `twilio-oai`.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) method: Method,
    /// Segments of the path; `{}` stands for a SID.
    pub(super) path: &'static [&'static str],
    /// Its `operationId`.
    pub(super) operation: &'static str,
    pub(super) run: fn(&mut State, &Call<'_>) -> Outcome,
}

/// The operation, and the SIDs of the path in their order.
pub(super) fn find<'r, 'p>(
    routes: &'r [Route],
    method: &Method,
    path: &str,
    segments: &[&'p str],
) -> Result<(&'r Route, Vec<&'p str>), Refusal> {
    let mut refusal = Refusal::not_found(path);
    for route in routes.iter().filter(|route| matches(route.path, segments)) {
        if route.method == *method {
            let sids =
                route.path.iter().zip(segments).filter(|(part, _)| **part == "{}").map(|(_, &sid)| sid);
            return Ok((route, sids.collect()));
        }
        refusal = Refusal::method_not_allowed();
    }
    Err(refusal)
}

fn matches(path: &[&str], segments: &[&str]) -> bool {
    path.len() == segments.len()
        && path.iter().zip(segments).all(|(part, segment)| match *part {
            "{}" => !segment.is_empty(),
            part => part == *segment,
        })
}
