//! Conveniences over the contract, which nobody implements.
//!
//! The `ensure_*` calls make something true and are safe to run again: they look first, create what is missing,
//! change what differs, and say [`Done::changed`] `false` when there was nothing to do. They are safe after an
//! unknown outcome too: when a create's answer is lost they read back instead of sending it again.
//!
//! They are made of calls of the contract, each of which looks for itself; on a carrier of this library what one of
//! them has read is not asked for again by the next, until something is written. A provider that passes calls on to one of
//! this library does so on the task that it is called on: a write on another task would leave what was read before in use.

mod acl;
mod credential;
mod describe;
mod number;
mod origination;
mod trunk;

use futures::TryStreamExt as _;

pub use acl::AclExt;
pub use credential::CredentialExt;
pub use describe::{Ensured, ProviderExt};
pub use number::NumberExt;
pub use origination::OriginationExt;
pub use trunk::TrunkExt;

#[cfg(feature = "http")]
use crate::http::reads::once as reading_once;
use crate::{
    error::{Effect, Error, ErrorKind, Result},
    model::{Action, Done, ListId, ListRef, ObjectId, Step, WarningCode},
    provider::Objects,
};

/// Nothing is read by HTTP.
#[cfg(not(feature = "http"))]
async fn reading_once<T>(work: impl Future<Output = T>) -> T {
    work.await
}

/// All objects of a list. For lists that fit in memory; a list can also be read one by one.
///
/// # Errors
/// The list's first.
pub async fn collect<T>(objects: Objects<T>) -> Result<Vec<T>> {
    objects.try_collect().await
}

/// Whether a failed create may have left what was wanted behind, so that reading back is worth it.
fn may_be_there(error: &Error) -> bool {
    error.effect() == Effect::Unknown || error.kind() == ErrorKind::AlreadyExists
}

/// Whether what is in `list` is where it is wanted. Where none is named, any list that is in use will do.
fn is_in(list: Option<&ListRef>, named: Option<&ListId>) -> bool {
    named.is_none_or(|named| list.is_some_and(|list| list.id == *named))
}

/// What a read found after a create failed in a way that [may have left it](may_be_there).
pub(crate) fn found_after<T>(error: &Error, found: T) -> Done<T> {
    if error.effect() == Effect::Unknown {
        Done::changed(found).with_warning(
            WarningCode::FoundAfterUnknown,
            format!("the outcome was unknown ({}); it was read back and found", error.message()),
        )
    } else {
        Done::unchanged(found)
    }
}

/// Remembers what was done, for an error that comes later.
fn note<T>(steps: &mut Vec<Step>, done: &Done<T>, action: Action, object: ObjectId) {
    if done.changed {
        let action = if done.replaced.is_some() { Action::Updated } else { action };
        steps.push(Step::new(action, object));
    }
}
