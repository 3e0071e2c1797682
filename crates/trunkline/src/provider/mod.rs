//! The contract: what every carrier's backend does, in the same words.
//!
//! One trait per noun, plus [`Provider`], which hands out the parts. All are dyn-safe, and every method is
//! required: a default would be a trap for wrappers. Conveniences that nobody implements are in
//! [`ext`](crate::ext).
//!
//! # What holds for every method
//!
//! * What the carrier cannot do is [`ErrorKind::Unsupported`](crate::ErrorKind::Unsupported), and a value that
//!   breaks a rule is [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput), both before any request is sent.
//! * A create is never sent twice within a call. When its outcome is unknown the error says
//!   [`Effect::Unknown`](crate::Effect::Unknown).
//! * A method that takes several requests can be cut after any of them and run again.
//! * Lists page lazily, always end, and are `'static`: they can leave the function that made them. After an
//!   error a list ends.
//! * Every call ends: no attempt and no call runs longer than its deadline.

mod acl;
mod caller_id;
mod credential;
mod forward;
mod number;
mod origination;
mod trunk;

use std::{fmt::Debug, sync::Arc};

use enum_dispatch::enum_dispatch;
use futures::stream::BoxStream;

pub use acl::AclProvider;
pub use caller_id::CallerIdProvider;
pub use credential::CredentialProvider;
pub use number::NumberProvider;
pub use origination::OriginationProvider;
pub use trunk::TrunkProvider;

use crate::{
    audit::Finding,
    capability::Capabilities,
    error::Result,
    model::{Identity, TrunkDescription},
};

/// A list of objects, page by page, in the carrier's order.
pub type Objects<T> = BoxStream<'static, Result<T>>;

/// One account of one carrier: who it is, what it can do, and its parts.
#[enum_dispatch]
pub trait Provider: Debug + Send + Sync {
    /// Whose trunks these are. Sends nothing.
    fn identity(&self) -> &Identity;

    /// What the carrier can do, with evidence. Sends nothing.
    fn capabilities(&self) -> &Capabilities;

    /// Every reason why a description cannot be stored on this carrier, every warning, and what would be
    /// derived (a Twilio domain). Sends nothing; empty when there is nothing to say.
    fn audit(&self, description: &TrunkDescription) -> Vec<Finding>;

    /// Trunks.
    fn trunks(&self) -> &dyn TrunkProvider;

    /// Who may send calls.
    fn acls(&self) -> &dyn AclProvider;

    /// Bound numbers.
    fn numbers(&self) -> &dyn NumberProvider;

    /// Where inbound calls go; `None` when the carrier has no such noun.
    fn originations(&self) -> Option<&dyn OriginationProvider>;

    /// Digest credentials; `None` when the carrier has no such noun.
    fn credentials(&self) -> Option<&dyn CredentialProvider>;

    /// A trunk's caller id; `None` when the carrier has no such noun (Twilio).
    fn caller_ids(&self) -> Option<&dyn CallerIdProvider>;
}

/// A provider of any carrier, to be kept and shared.
pub type DynProvider = Arc<dyn Provider>;

// The enum comes after the traits it dispatches: enum_dispatch expands whichever it meets second. The blank
// line above `mod any` keeps rustfmt from sorting it among the others.

#[cfg(any(feature = "exotel", feature = "twilio", feature = "memory"))]
mod any;

#[cfg(any(feature = "exotel", feature = "twilio", feature = "memory"))]
pub use any::AnyProvider;
