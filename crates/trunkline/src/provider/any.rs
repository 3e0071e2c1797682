//! One type for every carrier compiled in.

use enum_dispatch::enum_dispatch;

use super::{
    AclProvider, CallerIdProvider, CredentialProvider, NumberProvider, Objects, OriginationProvider,
    Provider, TrunkProvider,
};
use crate::{
    audit::Finding,
    capability::Capabilities,
    error::Result,
    model::{
        AclEntry, AclEntryId, AclEntrySpec, BoundNumber, BoundNumberId, ChangeOptions, Done, E164,
        EffectiveAuth, Identity, NumberMode, NumberSpec, Trunk, TrunkDescription, TrunkId, TrunkPatch,
        TrunkSpec,
    },
};

/// A provider of one of the carriers compiled in.
///
/// For exhaustive matching, `Clone`, and the typed way down to a carrier's own client: match on the variant and
/// call its `client`. It is no faster than an [`Arc<dyn Provider>`](super::DynProvider),
/// which also holds carriers we have never seen.
#[derive(Debug, Clone)]
#[enum_dispatch(Provider, TrunkProvider, AclProvider, NumberProvider)]
#[non_exhaustive]
pub enum AnyProvider {
    /// Exotel.
    #[cfg(feature = "exotel")]
    Exotel(crate::exotel::Exotel),
    /// Twilio.
    #[cfg(feature = "twilio")]
    Twilio(crate::twilio::Twilio),
    /// The carrier in memory.
    #[cfg(feature = "memory")]
    Memory(crate::memory::Memory),
}
