//! The number shown to the called party.

use serde::Serialize;

use super::{E164, Observed};

/// A trunk's caller id: the number shown on its outbound calls whatever number places them.
///
/// Exotel's setting `trunk_external_alias`. Twilio has none: each call says its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CallerId {
    /// The number.
    pub number: Observed<E164>,
}

impl CallerId {
    /// A caller id.
    pub fn new(number: Observed<E164>) -> Self {
        Self { number }
    }
}
