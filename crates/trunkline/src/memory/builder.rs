//! What an account in memory owns and can do.

use std::sync::{Arc, Mutex};

use super::{Inner, Memory, state::Account};
use crate::{
    capability::{Capabilities, Evidence},
    model::{Carrier, E164, Identity, TrunkName},
};

/// Builds a [`Memory`].
///
/// ```
/// use trunkline::{memory::Memory, provider::Provider as _};
///
/// let carrier = Memory::builder()
///     .with_account("acme")
///     .with_numbers(["+918040264208".parse()?])
///     .without_caller_ids()
///     .build();
/// assert_eq!(carrier.identity().account, "acme");
/// assert!(carrier.caller_ids().is_none());
/// # Ok::<(), trunkline::model::InvalidValue>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing exists until it is built"]
pub struct MemoryBuilder {
    account: String,
    numbers: Vec<E164>,
    capabilities: Capabilities,
    folds_user_names: bool,
}

/// Where the claims of [`Capabilities`] come from here.
fn evidence() -> Evidence {
    Evidence::documented("trunkline, the carrier in memory", "2026-11-21")
}

impl Default for MemoryBuilder {
    fn default() -> Self {
        let longest_name = u32::try_from(TrunkName::MAX).ok();
        let capabilities = Capabilities::none(evidence())
            .update_trunk(true, evidence())
            .digest(true, evidence())
            .ip_acl_and_digest(true, evidence())
            .acl_ranges(true, evidence())
            .number_modes(true, evidence())
            .originations(true, evidence())
            .origination_batch(true, evidence())
            .origination_enabled(true, evidence())
            .credentials(true, evidence())
            .caller_ids(true, evidence())
            .max_trunk_name(longest_name, evidence());
        Self { account: "memory".to_owned(), numbers: Vec::new(), capabilities, folds_user_names: false }
    }
}

impl MemoryBuilder {
    /// With this name of the account; `memory` unless set.
    pub fn with_account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// With these numbers on the account besides.
    pub fn with_numbers(mut self, numbers: impl IntoIterator<Item = E164>) -> Self {
        self.numbers.extend(numbers);
        self
    }

    /// Trunks cannot be changed once they are created.
    pub fn without_update(mut self) -> Self {
        self.capabilities = self.capabilities.update_trunk(false, evidence());
        self
    }

    /// ACL entries are single addresses.
    pub fn without_acl_ranges(mut self) -> Self {
        self.capabilities = self.capabilities.acl_ranges(false, evidence());
        self
    }

    /// Numbers have no mode, as on Twilio.
    pub fn without_number_modes(mut self) -> Self {
        self.capabilities = self.capabilities.number_modes(false, evidence());
        self
    }

    /// Inbound calls have no targets that could be managed.
    pub fn without_originations(mut self) -> Self {
        self.capabilities = self
            .capabilities
            .originations(false, evidence())
            .origination_batch(false, evidence())
            .origination_enabled(false, evidence());
        self
    }

    /// Calls are authenticated by address only.
    pub fn without_credentials(mut self) -> Self {
        self.capabilities = self
            .capabilities
            .digest(false, evidence())
            .ip_acl_and_digest(false, evidence())
            .credentials(false, evidence());
        self
    }

    /// A trunk authenticates calls by address or by digest, never by both.
    pub fn without_ip_acl_and_digest(mut self) -> Self {
        self.capabilities = self.capabilities.ip_acl_and_digest(false, evidence());
        self
    }

    /// Trunks have no caller id, as on Twilio.
    pub fn without_caller_ids(mut self) -> Self {
        self.capabilities = self.capabilities.caller_ids(false, evidence());
        self
    }

    /// User names differ in more than the case of their letters, and are held in lower case.
    pub fn folding_user_names(mut self) -> Self {
        self.folds_user_names = true;
        self
    }

    /// The account.
    pub fn build(self) -> Memory {
        Memory(Arc::new(Inner {
            identity: Identity::new(Carrier::MEMORY, self.account, "local"),
            capabilities: self.capabilities,
            folds_user_names: self.folds_user_names,
            account: Mutex::new(Account::new(self.numbers)),
        }))
    }
}
