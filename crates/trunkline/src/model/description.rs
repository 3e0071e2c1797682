//! One trunk described whole.

use super::{AclEntrySpec, CredentialSpec, E164, NumberSpec, OriginationUriSpec, TrunkSpec};

/// A trunk with everything on it: who may send calls, where inbound calls go, which numbers, which credentials.
///
/// The same description is made true on every carrier by
/// [`ProviderExt::ensure`](crate::ext::ProviderExt::ensure), and judged beforehand by
/// [`Provider::audit`](crate::provider::Provider::audit).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct TrunkDescription {
    /// The trunk itself.
    pub trunk: TrunkSpec,
    /// Addresses that may send calls.
    pub acl: Vec<AclEntrySpec>,
    /// Digest credentials.
    pub credentials: Vec<CredentialSpec>,
    /// Where inbound calls go.
    pub origination: Vec<OriginationUriSpec>,
    /// Numbers whose calls use the trunk.
    pub numbers: Vec<NumberSpec>,
    /// The number shown on outbound calls (Exotel only).
    pub caller_id: Option<E164>,
}

impl TrunkDescription {
    /// A trunk with nothing on it.
    pub fn new(trunk: TrunkSpec) -> Self {
        Self {
            trunk,
            acl: Vec::new(),
            credentials: Vec::new(),
            origination: Vec::new(),
            numbers: Vec::new(),
            caller_id: None,
        }
    }

    /// With these allowed addresses besides.
    #[must_use]
    pub fn with_acl(mut self, entries: impl IntoIterator<Item = AclEntrySpec>) -> Self {
        self.acl.extend(entries);
        self
    }

    /// With these credentials besides.
    #[must_use]
    pub fn with_credentials(mut self, credentials: impl IntoIterator<Item = CredentialSpec>) -> Self {
        self.credentials.extend(credentials);
        self
    }

    /// With these targets of inbound calls besides.
    #[must_use]
    pub fn with_origination(mut self, uris: impl IntoIterator<Item = OriginationUriSpec>) -> Self {
        self.origination.extend(uris);
        self
    }

    /// With these numbers besides.
    #[must_use]
    pub fn with_numbers(mut self, numbers: impl IntoIterator<Item = NumberSpec>) -> Self {
        self.numbers.extend(numbers);
        self
    }

    /// With this caller id.
    #[must_use]
    pub fn with_caller_id(mut self, number: E164) -> Self {
        self.caller_id = Some(number);
        self
    }
}
