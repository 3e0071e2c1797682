//! What one operation has read already, so that no part of it asks for the same page again.

use std::{cell::RefCell, collections::HashMap};

use url::Url;

use crate::{Error, ErrorKind, Result, model::Identity};

use super::{Call, Repeat, Response};

tokio::task_local! {
    static SEEN: RefCell<HashMap<(Identity, Url), Result<Response>>>;
}

/// Does `work`, within which a page is asked for once until something is written. Work within other such work is part
/// of it. Nothing is remembered beyond its end.
///
/// For work that takes one step after the other: a page that is on its way while something is written is remembered
/// as it was before.
pub(crate) async fn once<T>(work: impl Future<Output = T>) -> T {
    if SEEN.try_with(|_| ()).is_ok() { work.await } else { SEEN.scope(RefCell::default(), work).await }
}

/// What a call came to that was made already. A call that may change something makes all that was read stale, whatever
/// becomes of it.
pub(super) fn recall(identity: &Identity, call: &Call) -> Option<Result<Response>> {
    let recalled = SEEN.try_with(|seen| {
        let mut seen = seen.borrow_mut();
        if call.repeat != Repeat::Read {
            seen.clear();
            return None;
        }
        copy(seen.get(&(identity.clone(), call.url.clone()))?)
    });
    recalled.ok().flatten()
}

/// Keeps what a read came to.
pub(super) fn remember(identity: &Identity, call: &Call, outcome: &Result<Response>) {
    if call.repeat != Repeat::Read {
        return;
    }
    // Outside of such work there is nowhere to keep it.
    let _ = SEEN.try_with(|seen| {
        if let Some(outcome) = copy(outcome) {
            seen.borrow_mut().insert((identity.clone(), call.url.clone()), outcome);
        }
    });
}

/// An answer, also that there is nothing; any other failure may be gone the next time.
fn copy(outcome: &Result<Response>) -> Option<Result<Response>> {
    match outcome {
        Ok(response) => Some(Ok(response.clone())),
        Err(error) if error.kind() == ErrorKind::NotFound => Some(Err(Error::without_source(error))),
        Err(_) => None,
    }
}
